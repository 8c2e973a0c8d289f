/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/component.h"
#include "base/ascii.h"

enum {
    APISERVER = COMPONENT_APISERVER,
    CONTROLLER = COMPONENT_CONTROLLER_MANAGER,
    SCHEDULER = COMPONENT_SCHEDULER,
    ETCD = COMPONENT_ETCD,
    KUBELET = COMPONENT_KUBELET,
    PROXY = COMPONENT_PROXY,
};

enum { MAX_DURATION = 64 }; /* bytes */

#define UNKNOWN "?"

/* Defaults are those of the command-line references of Kubernetes 1.31 and etcd 3.5. */
const struct component_setting component_settings[] = {
    { "anonymous-auth", APISERVER, "true", NULL, NULL, "authentication-config", 0 },
    { "insecure-port", APISERVER, "8080", NULL, NULL, NULL, 20 },
    { "insecure-bind-address", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "secure-port", APISERVER, "6443", NULL, NULL, NULL, 0 },
    { "basic-auth-file", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "token-auth-file", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "authorization-mode", APISERVER, "AlwaysAllow", NULL, NULL, "authorization-config", 0 },
    { "audit-log-path", APISERVER, NULL, NULL, NULL, "audit-webhook-config-file", 0 },
    { "audit-log-maxage", APISERVER, "0", NULL, NULL, NULL, 0 },
    { "audit-log-maxbackup", APISERVER, "0", NULL, NULL, NULL, 0 },
    { "audit-log-maxsize", APISERVER, "0", NULL, NULL, NULL, 0 },
    { "audit-policy-file", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "client-ca-file", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "encryption-provider-config", APISERVER, NULL, NULL, NULL,
      "experimental-encryption-provider-config", 0 },
    { "etcd-cafile", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "etcd-certfile", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "etcd-keyfile", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "enable-admission-plugins", APISERVER, "", NULL, NULL, "admission-control", 0 },
    { "disable-admission-plugins", APISERVER, "", NULL, NULL, NULL, 0 },
    { "kubelet-certificate-authority", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "kubelet-client-certificate", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "kubelet-client-key", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "kubelet-https", APISERVER, "true", NULL, NULL, NULL, 0 },
    { "profiling", APISERVER | CONTROLLER | SCHEDULER, "true", "enableProfiling", "true", NULL, 0 },
    { "request-timeout", APISERVER, "1m0s", NULL, NULL, NULL, 0 },
    { "service-account-key-file", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "service-account-lookup", APISERVER, "true", NULL, NULL, NULL, 0 },
    { "tls-cert-file", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "tls-private-key-file", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "tls-cipher-suites", APISERVER, NULL, NULL, NULL, NULL, 0 },
    { "tls-min-version", APISERVER | CONTROLLER | SCHEDULER | ETCD, UNKNOWN, NULL, NULL, NULL, 0 },

    { "use-service-account-credentials", CONTROLLER, "false", NULL, NULL, NULL, 0 },
    { "service-account-private-key-file", CONTROLLER, NULL, NULL, NULL, NULL, 0 },
    { "root-ca-file", CONTROLLER, NULL, NULL, NULL, NULL, 0 },
    { "bind-address", CONTROLLER | SCHEDULER, "0.0.0.0", NULL, NULL, NULL, 0 },
    { "terminated-pod-gc-threshold", CONTROLLER, "12500", NULL, NULL, NULL, 0 },

    { "auto-tls", ETCD, "false", NULL, NULL, NULL, 0 },
    { "peer-auto-tls", ETCD, "false", NULL, NULL, NULL, 0 },
    { "client-cert-auth", ETCD, "false", NULL, NULL, NULL, 0 },
    { "peer-client-cert-auth", ETCD, "false", NULL, NULL, NULL, 0 },
    { "cert-file", ETCD, NULL, NULL, NULL, NULL, 0 },
    { "key-file", ETCD, NULL, NULL, NULL, NULL, 0 },
    { "peer-cert-file", ETCD, NULL, NULL, NULL, NULL, 0 },
    { "peer-key-file", ETCD, NULL, NULL, NULL, NULL, 0 },
    { "trusted-ca-file", ETCD, NULL, NULL, NULL, NULL, 0 },
    { "peer-trusted-ca-file", ETCD, NULL, NULL, NULL, NULL, 0 },

    /* A kubelet's command line is never all of it: most is said in its configuration. */
    { "anonymous-auth", KUBELET, UNKNOWN, "authentication.anonymous.enabled", "false", NULL, 0 },
    { "authorization-mode", KUBELET, UNKNOWN, "authorization.mode", "Webhook", NULL, 0 },
    { "client-ca-file", KUBELET, UNKNOWN, "authentication.x509.clientCAFile", NULL, NULL, 0 },
    { "read-only-port", KUBELET, UNKNOWN, "readOnlyPort", "0", NULL, 0 },
    { "streaming-connection-idle-timeout", KUBELET, UNKNOWN, "streamingConnectionIdleTimeout",
      "4h0m0s", NULL, 0 },
    { "protect-kernel-defaults", KUBELET, UNKNOWN, "protectKernelDefaults", "false", NULL, 0 },
    { "make-iptables-util-chains", KUBELET, UNKNOWN, "makeIPTablesUtilChains", "true", NULL, 0 },
    { "event-qps", KUBELET, UNKNOWN, "eventRecordQPS", "50", NULL, 0 },
    { "hostname-override", KUBELET, UNKNOWN, NULL, NULL, NULL, 0 },
    { "rotate-certificates", KUBELET, UNKNOWN, "rotateCertificates", UNKNOWN, NULL, 0 },
    { "server-tls-bootstrap", KUBELET, UNKNOWN, "serverTLSBootstrap", "false", NULL, 0 },
    { "tls-cert-file", KUBELET, UNKNOWN, "tlsCertFile", NULL, NULL, 0 },
    { "tls-private-key-file", KUBELET, UNKNOWN, "tlsPrivateKeyFile", NULL, NULL, 0 },
    { "tls-cipher-suites", KUBELET, UNKNOWN, "tlsCipherSuites", NULL, NULL, 0 },
    { "tls-min-version", KUBELET, UNKNOWN, "tlsMinVersion", UNKNOWN, NULL, 0 },
    { "feature-gates", KUBELET | CONTROLLER, UNKNOWN, "featureGates", UNKNOWN, NULL, 0 },

    { "metrics-bind-address", PROXY, UNKNOWN, "metricsBindAddress", "127.0.0.1:10249", NULL, 0 },
};

const size_t component_setting_count = ARRAY_SIZE(component_settings);

/* ---- Names ----------------------------------------------------------------------------------- */

static const struct {
    unsigned component;
    const char *name, *short_name; /* as hyperkube calls it */
} names[] = {
    { COMPONENT_APISERVER, "kube-apiserver", "apiserver" },
    { COMPONENT_CONTROLLER_MANAGER, "kube-controller-manager", "controller-manager" },
    { COMPONENT_SCHEDULER, "kube-scheduler", "scheduler" },
    { COMPONENT_ETCD, "etcd", NULL },
    { COMPONENT_KUBELET, "kubelet", NULL },
    { COMPONENT_PROXY, "kube-proxy", "proxy" },
};

unsigned component_named(struct span name)
{
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (span_is(name, names[i].name))
            return names[i].component;
    return 0;
}

unsigned component_named_short(struct span name)
{
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (names[i].short_name && span_is(name, names[i].short_name))
            return names[i].component;
    return component_named(name);
}

const char *component_name(unsigned component)
{
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (names[i].component == component)
            return names[i].name;
    return "";
}

/* ---- Values ---------------------------------------------------------------------------------- */

static bool is_true_word(struct span text)
{
    return span_eq_nocase(text, SPAN("true")) || span_is(text, "t") || span_is(text, "T");
}

static bool is_false_word(struct span text)
{
    return span_eq_nocase(text, SPAN("false")) || span_is(text, "f") || span_is(text, "F");
}

/* Seconds of one unit of a duration; a length under a second counts as one. */
static uint64_t unit_seconds(struct span unit)
{
    return span_is(unit, "h") ? 3600 : span_is(unit, "m") ? 60 : 1;
}

/* `1h2m3s`; a bare number is only a duration where it is 0. False where it is none. */
static bool duration_of(struct span text, long long *seconds)
{
    uint64_t sum = 0;
    *seconds = 0;
    if (span_is(text, "0"))
        return true;
    if (text.len > MAX_DURATION)
        return false;
    for (size_t at = 0; at < text.len;) {
        size_t digits = at, unit;
        while (digits < text.len && (ascii_is_digit(text.data[digits]) || text.data[digits] == '.'))
            digits++;
        for (unit = digits; unit < text.len && ascii_is_alpha(text.data[unit]);)
            unit++;
        struct span number = span_sub(text, at, digits - at);
        uint64_t count;
        if (digits == at || unit == digits || number.len > 9 ||
            !span_to_uint(span_sub(number, 0, span_find_char(number, '.')), &count))
            return false;
        sum += count * unit_seconds(span_sub(text, digits, unit - digits));
        at = unit;
    }
    *seconds = (long long)sum;
    return text.len > 0;
}

static void put_words(struct put *put, struct node *object, struct span text, struct place at)
{
    struct node *list = put_array(put, object, "words", at);
    struct span rest = text, word;
    while (span_next_field(&rest, ',', &word))
        if (span_trim(word).len)
            put_text(put, list, "", span_trim(word), at);
}

void component_put_value(struct put *put, struct node *list, const struct component_value *value)
{
    struct node *object = put_object(put, list, "", value->at);
    struct span text = value->text;
    uint64_t number;
    long long seconds;
    put_text(put, object, "name", value->name, value->at);
    put_bool(put, object, "set", value->set, value->at);
    if (!value->known)
        return;
    put_text(put, object, "text", text, value->at);
    if (is_true_word(text) || is_false_word(text))
        put_bool(put, object, "enabled", is_true_word(text), value->at);
    if (span_to_uint(text, &number) && number <= INT32_MAX)
        put_number(put, object, "number", (long long)number, value->at);
    if (duration_of(text, &seconds))
        put_number(put, object, "seconds", seconds, value->at);
    put_words(put, object, text, value->at);
}
