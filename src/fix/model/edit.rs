//! What a fix changes in the files, as changes to what was read from them.

use std::sync::Arc;

use super::change::Change;
use super::text_edit::TextEdit;
use crate::connection::{Bundle, Chain, Fault, ServingPair};
use crate::decode::kubeconfig::{AuthProvider, Exec, UrlText};
use crate::finding::Finding;
use crate::ground::location::Location;
use crate::inventory::Placed;
use crate::x509::Fingerprint;

/// One change.
#[derive(Clone)]
pub(crate) enum Edit {
    /// To the kubeconfig.
    Kubeconfig(KubeconfigEdit),
    /// To the API server's flags and files.
    Server(ServerEdit),
    /// To a component's own flags and files.
    Component(ComponentEdit),
    /// To a file of CAs, whoever reads it.
    File(CaFile),
    /// A certificate is issued anew, wherever it stands.
    Reissue(Fingerprint, Change),
    /// This keeps no program from starting any more.
    Resolved(Fault),
    /// A file that a flag names and that could not be read is there.
    Restored(Restored),
}

impl Edit {
    /// That a finding is fixed, for the other connections of a program that does not start for it.
    pub(crate) fn resolved(finding: &Finding) -> Self {
        Self::Resolved(Fault::from_finding(finding))
    }
}

/// A file that a flag names, and what it holds now.
#[derive(Clone)]
pub(crate) struct Restored {
    pub(crate) file: Arc<str>,
    pub(crate) content: Content,
}

/// What a file holds that was not there.
#[derive(Clone)]
pub(crate) enum Content {
    /// CAs.
    Authorities(Vec<Placed>),
    /// A pair, one half of which this file is.
    Pair(Chain),
    /// What no connection is judged by.
    Other,
}

/// A change to the kubeconfig.
#[derive(Clone)]
pub(crate) enum KubeconfigEdit {
    /// `set-cluster --certificate-authority --embed-certs`.
    Trust(Bundle),
    /// `set-cluster --tls-server-name`; none clears it.
    ServerName(Option<String>),
    /// `set-cluster --server`.
    Server(UrlText),
    /// `set-cluster --proxy-url=`.
    NoProxy,
    /// `set-cluster --insecure-skip-tls-verify=false`.
    Checked,
    /// `unset` of a field of the cluster or of the user.
    Unset(Unset),
    /// `use-context`.
    UseContext(String),
    /// `set-context --cluster`.
    ContextCluster(String),
    /// `set-context --user`.
    ContextUser(String),
    /// `set-credentials --client-certificate --client-key`: a chain with its key.
    Pair(Chain),
    /// Lines of the file that kubectl does not load.
    Text(TextEdit),
    /// `exec`.
    Exec(Exec),
    /// `auth-provider`.
    AuthProvider(AuthProvider),
    /// No `auth-provider`.
    NoAuthProvider,
    /// No `as-groups`, `as-uid`, `as-user-extra`.
    NoImpersonation,
    /// Certificate and key change places.
    Swap,
    /// A field that keeps the file from loading is written anew.
    Repaired(Location),
}

/// Fields that can be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unset {
    CertificateAuthority,
    CertificateAuthorityData,
    ClientCertificate,
    ClientCertificateData,
    ClientKey,
    ClientKeyData,
    Token,
    TokenFile,
    UserNameAndPassword,
}

/// A change to the API server's side.
#[derive(Clone)]
pub(crate) enum ServerEdit {
    /// One more CA in `--client-ca-file`, or the flag itself.
    ClientCa(Placed),
    /// One more certificate at the end of the chain.
    Append(Placed),
    /// What does not parse is removed from a file.
    Without(Location),
    /// This pair by default.
    Serve(ServingPair),
    /// In these files the key belongs to the certificate, and both can be used.
    Pair {
        certificate: String,
        key: Option<String>,
    },
    /// The files of certificate and key change places; this is where the certificate is looked for.
    Swap {
        certificate: Arc<str>,
        key: Arc<str>,
    },
    /// Another file for `--client-ca-file`.
    ClientCaFile(Bundle),
    /// Another file for `--requestheader-client-ca-file`.
    RequestHeaderCaFile(Bundle),
    /// One more name in `--requestheader-allowed-names`.
    AllowedNames(String),
    /// The token gets a line in `--token-auth-file`.
    Token,
}

impl ServerEdit {
    /// That of the files of a pair.
    pub(crate) fn pair(pair: &ServingPair) -> Self {
        Self::Pair {
            certificate: pair.label.clone(),
            key: pair.key.clone(),
        }
    }
}

/// A change to a component's flags and files.
#[derive(Clone)]
pub(crate) enum ComponentEdit {
    /// This chain, with its key.
    Present(Chain),
    /// These CAs.
    Trust(Bundle),
    /// It verifies nobody, since the flag that names its CAs is gone.
    TrustAny,
}

/// A file of CAs that holds these, and nothing else.
#[derive(Clone)]
pub(crate) struct CaFile {
    pub(crate) file: Arc<str>,
    pub(crate) anchors: Vec<Placed>,
}

/// The entries in use, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selected {
    pub(crate) file: String,
    pub(crate) context: String,
    pub(crate) cluster: String,
    pub(crate) user: String,
}
