//! Kubeconfigs of a node, whose absolute paths are the node's.

use std::path::Path;

use super::host::Host;
use crate::connection::{Authentication, Client, Credential, Trust};
use crate::decode::kubeconfig::{Field, FilePath, Loaded};
use crate::finding::Problem;
use crate::ground::location::Location;
use crate::ground::path::Shown as _;

/// Files that kubeconfigs name and that are not among those given: missing evidence, and no fault.
#[derive(Default)]
pub(in crate::survey) struct Outside {
    trust: Vec<Location>,
    credential: Vec<Location>,
}

/// Leads absolute paths to where the node's files are here, and takes out those that lead to none.
pub(super) fn map_paths(loaded: &mut Loaded, host: &Host) -> Outside {
    let mut outside = Outside::default();
    for cluster in &mut loaded.config.clusters {
        if is_outside(&mut cluster.certificate_authority, host) {
            cluster.certificate_authority = None;
            outside.trust.push(cluster.location.clone());
        }
    }
    for user in &mut loaded.config.users {
        let certificate = is_outside(&mut user.client_certificate, host);
        let key = is_outside(&mut user.client_key, host);
        if certificate || key {
            user.client_certificate = None;
            user.client_key = None;
            outside.credential.push(user.location.clone());
        }
    }
    outside
}

fn is_outside(field: &mut Option<Field<FilePath>>, host: &Host) -> bool {
    let Some(field) = field else { return false };
    if !Path::new(&field.value.written).has_root() {
        return false;
    }
    match host.here(Path::new(&field.value.written)) {
        Some(here) => {
            // Shown as all files of the node are, so that one file is not two.
            field.value.resolved = here.shown().to_string();
            false
        }
        None => true,
    }
}

impl Outside {
    /// Whether every file that is named is there.
    pub(in crate::survey) fn is_empty(&self) -> bool {
        self.trust.is_empty() && self.credential.is_empty()
    }

    /// Says of a client of these kubeconfigs what is missing.
    pub(in crate::survey) fn apply(&self, client: &mut Client, loaded: &Loaded) {
        let cluster = loaded.config.clusters.iter();
        let mut cluster =
            cluster.filter(|entry| Some(&entry.name) == client.participant.cluster.as_ref());
        if let Some(cluster) = cluster.next()
            && self.trust.contains(&cluster.location)
        {
            client.trust = Trust::Missing;
        }
        let user = loaded.config.users.iter();
        let mut user = user.filter(|entry| Some(&entry.name) == client.participant.user.as_ref());
        if let Some(user) = user.next()
            && self.credential.contains(&user.location)
        {
            client.credential = Credential::Missing;
            client.authentication = Authentication::Certificate;
            client
                .findings
                .retain(|finding| finding.problem != Problem::NoCredentials);
            client.refusal = None;
        }
    }
}
