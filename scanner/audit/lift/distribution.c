/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/distribution.h"

#include "base/macro.h"

/*
 * From the life cycle pages of the distributions, read by January 2026: wiki.debian.org/LTS,
 * ubuntu.com/about/release-cycle, alpinelinux.org/releases, access.redhat.com/support/policy,
 * wiki.centos.org, docs.fedoraproject.org, aws.amazon.com/amazon-linux, en.opensuse.org/Lifetime,
 * wiki.rockylinux.org, wiki.almalinux.org, oracle.com, github.com/vmware/photon,
 * suse.com/lifecycle. Days of long-term support that costs nothing count; paid ones do not. Of two
 * that fit, as `15.1` and `15`, the longer one stands first.
 */
static const struct {
    const char *id, *version, *end;
} releases[] = {
    { "debian", "7", "2018-05-31" },
    { "debian", "8", "2020-06-30" },
    { "debian", "9", "2022-06-30" },
    { "debian", "10", "2024-06-30" },
    { "debian", "11", "2026-08-31" },
    { "debian", "12", "2028-06-30" },
    { "debian", "13", "2030-06-30" },
    { "ubuntu", "12.04", "2017-04-28" },
    { "ubuntu", "12.10", "2014-05-16" },
    { "ubuntu", "13.04", "2014-01-27" },
    { "ubuntu", "13.10", "2014-07-17" },
    { "ubuntu", "14.04", "2019-04-25" },
    { "ubuntu", "14.10", "2015-07-23" },
    { "ubuntu", "15.04", "2016-02-04" },
    { "ubuntu", "15.10", "2016-07-28" },
    { "ubuntu", "16.04", "2021-04-30" },
    { "ubuntu", "16.10", "2017-07-20" },
    { "ubuntu", "17.04", "2018-01-13" },
    { "ubuntu", "17.10", "2018-07-19" },
    { "ubuntu", "18.04", "2023-05-31" },
    { "ubuntu", "18.10", "2019-07-18" },
    { "ubuntu", "19.04", "2020-01-23" },
    { "ubuntu", "19.10", "2020-07-17" },
    { "ubuntu", "20.04", "2025-05-31" },
    { "ubuntu", "20.10", "2021-07-22" },
    { "ubuntu", "21.04", "2022-01-20" },
    { "ubuntu", "21.10", "2022-07-14" },
    { "ubuntu", "22.04", "2027-04-30" },
    { "ubuntu", "22.10", "2023-07-20" },
    { "ubuntu", "23.04", "2024-01-25" },
    { "ubuntu", "23.10", "2024-07-11" },
    { "ubuntu", "24.04", "2029-04-30" },
    { "ubuntu", "24.10", "2025-07-10" },
    { "ubuntu", "25.04", "2026-01-15" },
    { "alpine", "3.9", "2020-11-01" },
    { "alpine", "3.10", "2021-05-01" },
    { "alpine", "3.11", "2021-11-01" },
    { "alpine", "3.12", "2022-05-01" },
    { "alpine", "3.13", "2022-11-01" },
    { "alpine", "3.14", "2023-05-01" },
    { "alpine", "3.15", "2023-11-01" },
    { "alpine", "3.16", "2024-05-23" },
    { "alpine", "3.17", "2024-11-22" },
    { "alpine", "3.18", "2025-05-09" },
    { "alpine", "3.19", "2025-11-01" },
    { "alpine", "3.20", "2026-04-01" },
    { "alpine", "3.21", "2026-11-01" },
    { "alpine", "3.22", "2027-05-01" },
    { "alpine", "3.23", "2027-11-01" },
    { "centos", "6", "2020-11-30" },
    { "centos", "7", "2024-06-30" },
    { "centos", "8", "2021-12-31" },
    { "centos", "9", "2027-05-31" },
    { "rhel", "6", "2020-11-30" },
    { "rhel", "7", "2024-06-30" },
    { "rhel", "8", "2029-05-31" },
    { "rhel", "9", "2032-05-31" },
    { "rocky", "8", "2029-05-31" },
    { "rocky", "9", "2032-05-31" },
    { "almalinux", "8", "2029-03-01" },
    { "almalinux", "9", "2032-05-31" },
    { "ol", "6", "2021-03-31" },
    { "ol", "7", "2024-12-31" },
    { "ol", "8", "2029-07-31" },
    { "fedora", "37", "2023-12-05" },
    { "fedora", "38", "2024-05-21" },
    { "fedora", "39", "2024-11-26" },
    { "fedora", "40", "2025-05-13" },
    { "fedora", "41", "2025-12-15" },
    { "fedora", "42", "2026-05-13" },
    { "amzn", "2", "2026-06-30" },
    { "amzn", "2016", "2023-12-31" },
    { "amzn", "2017", "2023-12-31" },
    { "amzn", "2018.03", "2023-12-31" },
    { "amzn", "2023", "2029-06-30" },
    { "opensuse-leap", "15.3", "2022-12-31" },
    { "opensuse-leap", "15.4", "2023-12-07" },
    { "opensuse-leap", "15.5", "2024-12-31" },
    { "opensuse-leap", "15.6", "2026-04-30" },
    { "opensuse-leap", "42.1", "2017-05-17" },
    { "opensuse-leap", "42.2", "2018-01-26" },
    { "opensuse-leap", "42.3", "2019-07-01" },
    { "sles", "12.1", "2017-05-31" },
    { "sles", "12.2", "2018-03-31" },
    { "sles", "12.3", "2019-06-30" },
    { "sles", "12.4", "2020-06-30" },
    { "sles", "12.5", "2024-10-31" },
    { "sles", "12", "2016-06-30" },
    { "sles", "15.1", "2021-01-31" },
    { "sles", "15.2", "2021-12-31" },
    { "sles", "15.3", "2022-12-31" },
    { "sles", "15.4", "2023-12-31" },
    { "sles", "15.5", "2024-12-31" },
    { "sles", "15.6", "2025-12-31" },
    { "sles", "15.7", "2031-07-31" },
    { "sles", "15", "2019-12-31" },
    { "photon", "2.0", "2022-12-31" },
    { "photon", "3.0", "2024-03-01" },
};

/* `10` of `10.13`, `3.12` of `3.12.1`: the release, or with something behind a dot. */
static bool is_release(struct span version, struct span release)
{
    return span_starts(version, release) &&
           (version.len == release.len || version.data[release.len] == '.');
}

/* `3.8.5` as 3 and 8; false for what begins with no number. */
static bool read_version(struct span text, uint64_t *major, uint64_t *minor)
{
    struct span part;
    *minor = 0;
    if (!span_next_field(&text, '.', &part) || !span_to_uint(part, major))
        return false;
    return !span_next_field(&text, '.', &part) || span_to_uint(part, minor);
}

static bool is_older(struct span version, struct span other)
{
    uint64_t major, minor, other_major, other_minor;
    return read_version(version, &major, &minor) &&
           read_version(other, &other_major, &other_minor) &&
           (major < other_major || (major == other_major && minor < other_minor));
}

const char *distribution_end(struct span id, struct span version)
{
    size_t oldest = ARRAY_SIZE(releases);
    for (size_t i = 0; i < ARRAY_SIZE(releases); i++) {
        struct span release = span_of(releases[i].version);
        if (!span_is(id, releases[i].id))
            continue;
        if (is_release(version, release))
            return releases[i].end;
        if (oldest == ARRAY_SIZE(releases) || is_older(release, span_of(releases[oldest].version)))
            oldest = i;
    }
    return oldest < ARRAY_SIZE(releases) && is_older(version, span_of(releases[oldest].version))
                   ? releases[oldest].end
                   : NULL;
}

/* Of the Gregorian calendar, counted from its year 0: years begin in March, so that the day that
 * may be missing is the last one. */
static bool day_number(struct span text, long long *number)
{
    uint64_t year, month, day;
    if (text.len < 10 || text.data[4] != '-' || text.data[7] != '-' ||
        !span_to_uint(span_sub(text, 0, 4), &year) || !span_to_uint(span_sub(text, 5, 2), &month) ||
        !span_to_uint(span_sub(text, 8, 2), &day) || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    uint64_t from_march = month > 2 ? month - 3 : month + 9;
    if (month <= 2 && year == 0)
        return false;
    year -= month <= 2;
    *number = (long long)(365 * year + year / 4 - year / 100 + year / 400 +
                          (153 * from_march + 2) / 5 + day - 1);
    return true;
}

bool days_between(struct span from, struct span to, long long *days)
{
    long long first, last;
    if (!day_number(from, &first) || !day_number(to, &last))
        return false;
    *days = last - first;
    return true;
}
