//! etcd (`server/embed/config.go`, `client/pkg/transport/listener.go`). It ends with a line `"msg":"listener failed"` for what its
//! clients see and `"msg":"discovery failed"` for its peers; the words here are the `error` of that line.

use super::reader::Reader;
use super::rules::{Exclusion, Half, Removed};
use super::setting::{Judged, Reread, Setting};

const PLAIN: &str = "{}";

pub(super) const SETTINGS: &[Setting] = &[
    Setting::of_connection(
        "--cert-file",
        Reader::Certificate { key: "--key-file" },
        PLAIN,
        Reread::EachConnection,
    ),
    Setting::of_connection("--key-file", Reader::Key, PLAIN, Reread::EachConnection),
    Setting::of_connection(
        "--trusted-ca-file",
        Reader::EtcdClientCa,
        PLAIN,
        Reread::Restart,
    ),
    Setting {
        judged: Judged::AtStart,
        ..Setting::of_connection(
            "--client-cert-file",
            Reader::Certificate {
                key: "--client-key-file",
            },
            PLAIN,
            Reread::EachConnection,
        )
    },
    Setting::of_connection(
        "--client-crl-file",
        Reader::Crl,
        PLAIN,
        Reread::EachConnection,
    ),
    Setting::of_connection(
        "--peer-cert-file",
        Reader::Certificate {
            key: "--peer-key-file",
        },
        PLAIN,
        Reread::EachConnection,
    ),
    Setting::of_connection(
        "--peer-key-file",
        Reader::Key,
        PLAIN,
        Reread::EachConnection,
    ),
    Setting::of_connection(
        "--peer-client-cert-file",
        Reader::Certificate {
            key: "--peer-client-key-file",
        },
        PLAIN,
        Reread::EachConnection,
    ),
    Setting::of_connection(
        "--peer-trusted-ca-file",
        Reader::EtcdClientCa,
        PLAIN,
        Reread::Restart,
    ),
    Setting::of_connection(
        "--peer-crl-file",
        Reader::Crl,
        PLAIN,
        Reread::EachConnection,
    ),
];

pub(super) const EXCLUSIONS: &[Exclusion] = &[Exclusion {
    flag: "--peer-cert-allowed-cn",
    others: &["--peer-cert-allowed-hostname"],
    words: "AllowedCNs and AllowedHostnames are mutually exclusive (cns=[{flag}], hostnames=[{other}])",
}];

const HALF: &str = "KeyFile and CertFile must both be present[key: {key}, cert: {certificate}]";

pub(super) const HALVES: &[Half] = &[
    Half {
        certificate: "--cert-file",
        key: "--key-file",
        words: HALF,
    },
    Half {
        certificate: "--peer-cert-file",
        key: "--peer-key-file",
        words: HALF,
    },
];

/// etcd 3.7 has dropped all flags of this name.
pub(super) const REMOVED: &[Removed] = &[Removed {
    prefix: "--experimental-",
    since: (3, 7),
}];
