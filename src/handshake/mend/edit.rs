//! What a mend changes in the files, as changes to what was read from them.

use std::sync::Arc;

use super::reissue::Change;
use super::text::TextEdit;
use crate::decode::kubeconfig::{AuthProvider, Data, Exec, Field, Kubeconfig, UrlText, User};
use crate::finding::{Finding, Severity, Step};
use crate::handshake::client::{Bundle, Chain};
use crate::handshake::stopped::Fault;
use crate::handshake::{
    Authentication, Client, ClientKind, Credential, Evidence, Server, ServingPair, TokenLine, Trust,
};
use crate::inventory::Placed;
use crate::location::Location;
use crate::secret::Secret;
use crate::x509::Fingerprint;

/// One change.
#[derive(Clone)]
pub(super) enum Edit {
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
    Mended(Fault),
}

impl Edit {
    /// That a finding is mended, for the other connections of a program that does not start for it.
    pub(super) fn mended(finding: &Finding) -> Self {
        Self::Mended(Fault::of(finding))
    }
}

/// Makes it so on both sides.
pub(super) fn mend(fault: &Fault, client: &mut Client, server: &mut Server) {
    client.stopped.retain(|finding| !fault.is(finding));
    server.stopped.retain(|finding| !fault.is(finding));
}

/// A change to the kubeconfig.
#[derive(Clone)]
pub(super) enum KubeconfigEdit {
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
pub(super) enum Unset {
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
pub(super) enum ServerEdit {
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
    /// One more name in `--requestheader-allowed-names`.
    AllowedNames(String),
    /// The token gets a line in `--token-auth-file`.
    Token,
}

impl ServerEdit {
    /// That of the files of a pair.
    pub(super) fn pair(pair: &ServingPair) -> Self {
        Self::Pair {
            certificate: pair.label.clone(),
            key: pair.key.clone(),
        }
    }
}

/// A change to a component's flags and files.
#[derive(Clone)]
pub(super) enum ComponentEdit {
    /// This chain, with its key.
    Present(Chain),
    /// These CAs.
    Trust(Bundle),
}

/// A file of CAs that holds these, and nothing else.
#[derive(Clone)]
pub(super) struct CaFile {
    pub(super) file: Arc<str>,
    pub(super) anchors: Vec<Placed>,
}

impl ComponentEdit {
    /// Makes the change to what was read.
    pub(super) fn apply(&self, client: &mut Client) {
        match self {
            Self::Present(chain) => {
                client.credential = Credential::Chain(chain.clone());
                client.authentication = Authentication::Certificate;
                client
                    .findings
                    .retain(|finding| finding.step != Some(Step::ClientPresents));
            }
            Self::Trust(bundle) => {
                client.trust = Trust::Bundle(bundle.clone());
                client
                    .findings
                    .retain(|finding| finding.step != Some(Step::ClientVerifies));
            }
        }
        starts(client);
    }
}

impl CaFile {
    /// Makes the change wherever the file is read.
    pub(super) fn apply(&self, client: &mut Client, server: &mut Server) {
        let elsewhere = |finding: &Finding| {
            let place = finding.locations.first();
            place.is_none_or(|place| place.file != self.file)
        };
        let of_client = client.findings.len();
        client.findings.retain(elsewhere);
        match &mut client.trust {
            Trust::Bundle(bundle) => self.fill(bundle),
            // The reading of it is what made the trust unusable.
            Trust::Unusable if client.findings.len() < of_client => {
                client.trust = Trust::Bundle(Bundle {
                    label: self.file.to_string(),
                    location: Location::file(self.file.clone()),
                    anchors: self.anchors.clone(),
                });
            }
            Trust::Unusable | Trust::SystemRoots | Trust::Unchecked | Trust::Missing => {}
        }
        starts(client);
        client.stopped.retain(elsewhere);
        server.stopped.retain(elsewhere);
        server.findings.retain(elsewhere);
        for ca in [&mut server.client_ca, &mut server.request_header_ca] {
            if let Evidence::Given(Some(bundle)) | Evidence::Assumed(Some(bundle), _) = ca {
                self.fill(bundle);
            }
        }
    }

    fn fill(&self, bundle: &mut Bundle) {
        if bundle.location.file == self.file {
            bundle.anchors.clone_from(&self.anchors);
        }
    }
}

/// A component starts once nothing of its files is refused any more.
fn starts(client: &mut Client) {
    let refused = client.findings.iter().any(|finding| {
        finding.severity == Severity::Error
            && matches!(
                finding.step,
                Some(Step::Configuration | Step::ClientPresents)
            )
    });
    if client.party.kind == ClientKind::Component && !refused {
        client.refusal = None;
    }
}

impl KubeconfigEdit {
    /// Makes the change to what was read, for the cluster, the user and the context that are in use.
    pub(super) fn apply(&self, config: &mut Kubeconfig, selected: &Selected) {
        let place = || Location::file(selected.file.clone());
        let cluster = config
            .clusters
            .iter_mut()
            .find(|cluster| cluster.name == selected.cluster);
        let user = config
            .users
            .iter_mut()
            .find(|user| user.name == selected.user);
        let context = config
            .contexts
            .iter_mut()
            .find(|context| context.name == selected.context);
        match self {
            Self::Trust(bundle) => {
                if let Some(cluster) = cluster {
                    cluster.certificate_authority = None;
                    cluster.insecure_skip_tls_verify = None;
                    // The bundle itself is put in place of what these bytes would be read as.
                    cluster.certificate_authority_data = Some(Field {
                        value: Data::new(b"-".to_vec()),
                        location: bundle.location.clone(),
                    });
                }
            }
            Self::ServerName(name) => {
                if let Some(cluster) = cluster {
                    cluster.tls_server_name = name.clone().map(|value| Field {
                        value,
                        location: place(),
                    });
                }
            }
            Self::Server(url) => {
                if let Some(cluster) = cluster {
                    let location = cluster.server.take().map(|server| server.location);
                    cluster.server = Some(Field {
                        value: url.clone(),
                        location: location.unwrap_or_else(|| cluster.location.clone()),
                    });
                }
            }
            Self::NoProxy => {
                if let Some(cluster) = cluster {
                    cluster.proxy_url = None;
                }
            }
            Self::Checked => {
                if let Some(cluster) = cluster {
                    cluster.insecure_skip_tls_verify = None;
                }
            }
            Self::Unset(field) => match field {
                Unset::CertificateAuthority => {
                    if let Some(cluster) = cluster {
                        cluster.certificate_authority = None;
                    }
                }
                Unset::CertificateAuthorityData => {
                    if let Some(cluster) = cluster {
                        cluster.certificate_authority_data = None;
                    }
                }
                _ => {
                    if let Some(user) = user {
                        unset(user, *field);
                    }
                }
            },
            Self::UseContext(name) => {
                config.current_context = Some(Field {
                    value: name.clone(),
                    location: place(),
                });
            }
            Self::ContextCluster(name) => {
                if let Some(context) = context {
                    context.cluster = Some(Field {
                        value: name.clone(),
                        location: place(),
                    });
                }
            }
            Self::ContextUser(name) => {
                if let Some(context) = context {
                    context.user = Some(Field {
                        value: name.clone(),
                        location: place(),
                    });
                }
            }
            Self::Pair(_) => {
                if let Some(user) = user {
                    user.client_certificate = None;
                    user.client_key = None;
                    user.client_certificate_data = Some(Field {
                        value: Data::new(b"-".to_vec()),
                        location: place(),
                    });
                    user.client_key_data = Some(Field {
                        value: Secret::new(b"-".to_vec()),
                        location: place(),
                    });
                }
            }
            Self::Exec(exec) => {
                if let Some(user) = user {
                    user.exec = Some(Field {
                        value: exec.clone(),
                        location: user.location.clone(),
                    });
                }
            }
            Self::AuthProvider(provider) => {
                if let Some(known) = user.and_then(|user| user.auth_provider.as_mut()) {
                    known.value.clone_from(provider);
                }
            }
            Self::NoAuthProvider => {
                if let Some(user) = user {
                    user.auth_provider = None;
                }
            }
            Self::NoImpersonation => {
                if let Some(user) = user {
                    user.impersonate_details.clear();
                }
            }
            Self::Swap => {
                if let Some(user) = user {
                    swap(user);
                }
            }
            // The text is edited before it is read.
            Self::Repaired(_) | Self::Text(_) => {}
        }
    }
}

/// What stands as certificate becomes the key, and the other way round.
fn swap(user: &mut User) {
    std::mem::swap(&mut user.client_certificate, &mut user.client_key);
    let certificate = user.client_certificate_data.take();
    let key = user.client_key_data.take();
    user.client_key_data = certificate.map(|field| Field {
        value: Secret::new(field.value.bytes().to_vec()),
        location: field.location,
    });
    user.client_certificate_data = key.map(|field| Field {
        value: Data::new(field.value.expose().to_vec()),
        location: field.location,
    });
}

fn unset(user: &mut User, field: Unset) {
    match field {
        Unset::ClientCertificate => user.client_certificate = None,
        Unset::ClientCertificateData => user.client_certificate_data = None,
        Unset::ClientKey => user.client_key = None,
        Unset::ClientKeyData => user.client_key_data = None,
        Unset::Token => user.token = None,
        Unset::TokenFile => user.token_file = None,
        Unset::UserNameAndPassword => {
            user.username = None;
            user.password = None;
        }
        Unset::CertificateAuthority | Unset::CertificateAuthorityData => {}
    }
}

/// The entries in use, by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Selected {
    pub(super) file: String,
    pub(super) context: String,
    pub(super) cluster: String,
    pub(super) user: String,
}

/// The line that makes a token known. Whose it is nobody asks here.
pub(super) fn token_line(token: &Secret) -> TokenLine {
    TokenLine {
        token: token.clone(),
        user: "USER".to_owned(),
        uid: String::new(),
        groups: Vec::new(),
    }
}
