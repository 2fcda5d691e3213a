//! kube-controller-manager (`cmd/kube-controller-manager/app`). What its own server needs ends it at once; what a controller needs
//! ends it as soon as it leads.

use super::own_server;
use super::program::Program;
use super::reader::Reader;
use super::rules::{Exclusion, Half};
use super::setting::{Reread, Setting, When};

/// `{path}` is the certificate's file, or for its contents the name of the pair that is watched.
const SIGNER: &str = "failed to init kubernetes.io/kubelet-serving certificate controller: error reading CA cert file \"{path}\": {}";

const fn signer(name: &'static str, key: &'static str) -> Setting {
    Setting {
        reread: Reread::Watched,
        ..Setting::at_start(name, Reader::Signer { key }, SIGNER)
    }
}

/// The signers: which certificate flag belongs to which signer of certificates.k8s.io, and its key.
pub(super) const SIGNERS: [Signer; 5] = [
    Signer {
        certificate: "--cluster-signing-cert-file",
        key: "--cluster-signing-key-file",
        issues: None,
    },
    Signer {
        certificate: "--cluster-signing-kubelet-serving-cert-file",
        key: "--cluster-signing-kubelet-serving-key-file",
        issues: Some("kubernetes.io/kubelet-serving"),
    },
    Signer {
        certificate: "--cluster-signing-kubelet-client-cert-file",
        key: "--cluster-signing-kubelet-client-key-file",
        issues: Some("kubernetes.io/kube-apiserver-client-kubelet"),
    },
    Signer {
        certificate: "--cluster-signing-kube-apiserver-client-cert-file",
        key: "--cluster-signing-kube-apiserver-client-key-file",
        issues: Some("kubernetes.io/kube-apiserver-client"),
    },
    Signer {
        certificate: "--cluster-signing-legacy-unknown-cert-file",
        key: "--cluster-signing-legacy-unknown-key-file",
        issues: Some("kubernetes.io/legacy-unknown"),
    },
];

/// A signer of kube-controller-manager by the flags of its pair.
#[derive(Clone, Copy, Debug)]
pub struct Signer {
    /// The flag of its certificate.
    pub certificate: &'static str,
    /// That of its key.
    pub key: &'static str,
    /// Its name in the API; none where it stands for all that have no pair of their own.
    pub issues: Option<&'static str>,
}

impl Signer {
    /// Whether its certificates are for clients of kube-apiserver.
    pub fn issues_clients(&self) -> bool {
        self.issues != Some("kubernetes.io/kubelet-serving")
            && self.issues != Some("kubernetes.io/legacy-unknown")
    }
}

pub(super) const SETTINGS: &[Setting] = &[
    Setting::kubeconfig("--kubeconfig", Program::KubeApiserver, When::Always, "{}"),
    own_server::AUTHENTICATION,
    own_server::AUTHORIZATION,
    own_server::CLIENT_CA,
    own_server::REQUEST_HEADER_CA,
    own_server::CERTIFICATE,
    signer(SIGNERS[0].certificate, SIGNERS[0].key),
    signer(SIGNERS[1].certificate, SIGNERS[1].key),
    signer(SIGNERS[2].certificate, SIGNERS[2].key),
    signer(SIGNERS[3].certificate, SIGNERS[3].key),
    signer(SIGNERS[4].certificate, SIGNERS[4].key),
    Setting::at_start(
        "--root-ca-file",
        Reader::CertPool,
        "error parsing root-ca-file at {path}: {}",
    ),
    Setting::at_start(
        "--service-account-private-key-file",
        Reader::SigningKey,
        "error reading key for service account token controller: {}",
    ),
];

const BOTH_KINDS: &str = "cannot specify --cluster-signing-{cert,key}-file and other --cluster-signing-*-file flags at the same time";
const OWN: &[&str] = &[
    SIGNERS[1].certificate,
    SIGNERS[1].key,
    SIGNERS[2].certificate,
    SIGNERS[2].key,
    SIGNERS[3].certificate,
    SIGNERS[3].key,
    SIGNERS[4].certificate,
    SIGNERS[4].key,
];

pub(super) const EXCLUSIONS: &[Exclusion] = &[
    Exclusion {
        flag: SIGNERS[0].certificate,
        others: OWN,
        words: BOTH_KINDS,
    },
    Exclusion {
        flag: SIGNERS[0].key,
        others: OWN,
        words: BOTH_KINDS,
    },
];

/// Of the four signers half a pair ends it; of the pair for all, half a one signs nothing and ends nothing. The names in
/// these words are the program's: two of them are another signer's (`app/options/csrsigningcontroller.go`).
pub(super) const HALVES: &[Half] = &[
    half(
        SIGNERS[1],
        "\"cluster-signing-kubelet-serving\": cannot specify cert without key",
    ),
    half(
        SIGNERS[2],
        "\"cluster-signing-kube-apiserver-client\": cannot specify cert without key",
    ),
    half(
        SIGNERS[3],
        "\"cluster-signing-kube-apiserver\": cannot specify cert without key",
    ),
    half(
        SIGNERS[4],
        "\"cluster-signing-legacy-unknown\": cannot specify cert without key",
    ),
];

const fn half(signer: Signer, words: &'static str) -> Half {
    Half {
        certificate: signer.certificate,
        key: signer.key,
        words,
    }
}
