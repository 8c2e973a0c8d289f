/* SPDX-License-Identifier: Apache-2.0 */
/* Made for this test with openssl, ssh-keygen and gpg; nobody's. */

static const char key_ed25519[] =
        "-----BEGIN PRIV" "ATE KEY-----\n"
        "MC4CAQAwBQYDK2VwBCIEIJutvZW/fP71v+pqZl2K7OL2Js+tc4eDqpScaRNBAc2R\n"
        "-----END PRIV" "ATE KEY-----\n";

static const char key_ec[] =
        "-----BEGIN EC PRIV" "ATE KEY-----\n"
        "MHcCAQEEIAB+cpwuRABD85+ygQOl3Gd3l5yHvjm3bSldS2TKJtUMoAoGCCqGSM49\n"
        "AwEHoUQDQgAEU3DgwyaBPLAJPh2lcUD9qu5wzVotjq6xLXvJuxHA3ydoLWJQlZSq\n"
        "qcX34iBIxSPafz6vVrMw2zIxebIVAlDzwg==\n"
        "-----END EC PRIV" "ATE KEY-----\n";

static const char key_encrypted[] =
        "-----BEGIN ENCRYPTED PRIV" "ATE KEY-----\n"
        "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhLbckV0OMIhQICCAAw\n"
        "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEDF8FxzdkIZm6UNMsM8o4IIEQJRo\n"
        "aSgnMIRgLZbckk7d1KOsjMEWsonEyJNK6QYHYc5HIrhOY69rtdssgDGcVhZI5EUd\n"
        "JYt4lBt8FwhOai+a4KY=\n"
        "-----END ENCRYPTED PRIV" "ATE KEY-----\n";

static const char key_openssh[] =
        "-----BEGIN OPENSSH PRIV" "ATE KEY-----\n"
        "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
        "QyNTUxOQAAACDo0bMb2mnTqsJiZChnS1zSKxjI5XqhEaI7qPJKkuMc7QAAAIicg3u8nIN7\n"
        "vAAAAAtzc2gtZWQyNTUxOQAAACDo0bMb2mnTqsJiZChnS1zSKxjI5XqhEaI7qPJKkuMc7Q\n"
        "AAAEAQ8OiGotRyN81VAk5+i2Xrr3dEh16kYDho7QQiWArB9+jRsxvaadOqwmJkKGdLXNIr\n"
        "GMjleqERojuo8kqS4xztAAAAAWEBAgME\n"
        "-----END OPENSSH PRIV" "ATE KEY-----\n";

static const char key_openssh_encrypted[] =
        "-----BEGIN OPENSSH PRIV" "ATE KEY-----\n"
        "b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABD6KWK4bg\n"
        "SgRq04hvEeW40fAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIGRyuR3L5R/fsd2L\n"
        "exXEFlqIvCGsFj2BTmHRenf2hQzzAAAAkM6Aa+4ISWhmabF7zl1KqIY4ancTmbBSohNa9j\n"
        "Bgw6g1Hox2yluuzTY1yc6Nu6bRZfvdgfUay2TsKCE+M4yUImaRPCu1diMmdKjh+CwZMAG6\n"
        "6rFK0oU+JKOGlmRHyWzPIcZ4K6vqYlpfqbsjMyqhIRUcAtMZ5nBKKqwj5VEz7PC0VQQviU\n"
        "Z8jx1oVmiEDHX6DQ==\n"
        "-----END OPENSSH PRIV" "ATE KEY-----\n";

static const char key_openpgp[] =
        "-----BEGIN PGP PRIV" "ATE KEY BLOCK-----\n"
        "\n"
        "lFgEawWBrRYJKwYBBAHaRw8BAQdABHFnth/3KrnMqf9OpEE2wwGUvI1u9C+H79L4\n"
        "UC9GM34AAQDPZn2gE3ww+fn4hNIB1g787ELyjvB3OlyDUxXO4fEWVhHVtAFhiJYE\n"
        "ExYIAD4WIQSuMxaToxbtKIx3z9KBDFH5x3+1SQUCawWBrQIbAwUJA8JnAAULCQgH\n"
        "AgYVCgkICwIEFgIDAQIeAQIXgAAKCRCBDFH5x3+1SS2/AP9E/vlBlmcAmkA3dMPk\n"
        "Z6QO6ISdYH0gpcNt5fdoWONW3wEA+zwLKulxwSuYFwrsdB/+4is7cb7fTa5LVO0Z\n"
        "6XSVNgc=\n"
        "=dmPM\n"
        "-----END PGP PRIV" "ATE KEY BLOCK-----\n";
