//! Edits made to a kubeconfig that was read.

use crate::decode::kubeconfig::{Data, Field, Kubeconfig, User};
use crate::fix::model::{KubeconfigEdit, Selected, Unset};
use crate::location::Location;
use crate::secret::Secret;

impl KubeconfigEdit {
    /// Makes the change to what was read, for the cluster, the user and the context that are in use.
    pub(crate) fn apply(&self, config: &mut Kubeconfig, selected: &Selected) {
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
