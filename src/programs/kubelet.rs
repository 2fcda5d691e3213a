//! The kubelet (`cmd/kubelet/app/server.go`, `pkg/kubelet/certificate`). What it ends with is `"command failed" err="failed to run
//! Kubelet: …"`; names are those of the fields of its configuration, for each of which there is an older flag.

use super::reader::Reader;
use super::setting::{Reread, Setting};

const RUN: &str = "failed to run Kubelet: {}";
const SERVING: &str = "failed to run Kubelet: failed to create kubelet: failed to initialize file based certificate manager: unable to set up dynamic certificate manager for kubelet server cert files: {}";

pub(super) const SETTINGS: &[Setting] = &[
    Setting::of_connection(
        "clientCAFile",
        Reader::DynamicCa("client-ca-bundle"),
        RUN,
        Reread::Watched,
    ),
    // Gate ReloadKubeletServerCertificateFile, on since 1.31.
    Setting::of_connection(
        "tlsCertFile",
        Reader::Certificate {
            key: "tlsPrivateKeyFile",
        },
        SERVING,
        Reread::Watched,
    ),
    Setting::of_connection("tlsPrivateKeyFile", Reader::Key, SERVING, Reread::Watched),
];
