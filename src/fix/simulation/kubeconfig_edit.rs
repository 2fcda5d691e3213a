//! Edits made to a kubeconfig that was read.

use crate::decode::kubeconfig::{Cluster, Context, Data, Field, Kubeconfig, User};
use crate::fix::model::{KubeconfigEdit, Selected, Unset};
use crate::ground::location::Location;
use crate::ground::secret::Secret;

impl KubeconfigEdit {
    /// Makes the change to what was read, for the cluster, the user and the context that are in use.
    pub(crate) fn apply(&self, config: &mut Kubeconfig, selected: &Selected) {
        let place = Location::file(selected.file.clone());
        if let Self::UseContext(name) = self {
            config.current_context = Some(field(name.clone(), &place));
            return;
        }
        // A name that leads nowhere leaves nothing to change.
        let mut clusters = config.clusters.iter_mut();
        if let Some(cluster) = clusters.find(|cluster| cluster.name == selected.cluster) {
            self.change_cluster(cluster, &place);
        }
        let mut users = config.users.iter_mut();
        if let Some(user) = users.find(|user| user.name == selected.user) {
            self.change_user(user, &place);
        }
        let mut contexts = config.contexts.iter_mut();
        if let Some(context) = contexts.find(|context| context.name == selected.context) {
            self.change_context(context, &place);
        }
    }

    /// `kubectl config set-cluster`, or `unset` of one of its fields.
    fn change_cluster(&self, cluster: &mut Cluster, place: &Location) {
        match self {
            Self::Trust(bundle) => {
                cluster.certificate_authority = None;
                cluster.insecure_skip_tls_verify = None;
                // The bundle itself is put in place of what these bytes would be read as.
                let stand_in = Data::new(b"-".to_vec());
                cluster.certificate_authority_data = Some(field(stand_in, &bundle.location));
            }
            Self::ServerName(name) => {
                cluster.tls_server_name = name.clone().map(|name| field(name, place));
            }
            Self::Server(url) => {
                let known = cluster.server.take().map(|server| server.location);
                let location = known.unwrap_or_else(|| cluster.location.clone());
                cluster.server = Some(field(url.clone(), &location));
            }
            Self::NoProxy => cluster.proxy_url = None,
            Self::Checked => cluster.insecure_skip_tls_verify = None,
            Self::Unset(Unset::CertificateAuthority) => cluster.certificate_authority = None,
            Self::Unset(Unset::CertificateAuthorityData) => {
                cluster.certificate_authority_data = None;
            }
            // Changes to other entries, or to the text before it is read.
            _ => {}
        }
    }

    /// `kubectl config set-credentials`, or `unset` of fields of the user.
    fn change_user(&self, user: &mut User, place: &Location) {
        match self {
            Self::Unset(field) => unset(user, *field),
            Self::Pair(_) => {
                user.client_certificate = None;
                user.client_key = None;
                // The chain itself is put in place of what these bytes would be read as.
                user.client_certificate_data = Some(field(Data::new(b"-".to_vec()), place));
                user.client_key_data = Some(field(Secret::new(b"-".to_vec()), place));
            }
            Self::Exec(exec) => user.exec = Some(field(exec.clone(), &user.location)),
            Self::AuthProvider(provider) => {
                if let Some(known) = &mut user.auth_provider {
                    known.value.clone_from(provider);
                }
            }
            Self::NoAuthProvider => user.auth_provider = None,
            Self::NoImpersonation => user.impersonate_details.clear(),
            Self::Swap => swap(user),
            // Changes to other entries, or to the text before it is read.
            _ => {}
        }
    }

    /// `kubectl config set-context`.
    fn change_context(&self, context: &mut Context, place: &Location) {
        match self {
            Self::ContextCluster(name) => context.cluster = Some(field(name.clone(), place)),
            Self::ContextUser(name) => context.user = Some(field(name.clone(), place)),
            // Changes to other entries, or to the text before it is read.
            _ => {}
        }
    }
}

/// A value as if it stood at `place`.
fn field<T>(value: T, place: &Location) -> Field<T> {
    Field {
        value,
        location: place.clone(),
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
