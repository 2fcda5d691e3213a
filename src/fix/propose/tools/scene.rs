//! What the proposals for a kubeconfig's connection look at.

use std::ops::Deref;

use crate::connection::ChainMember;
use crate::decode::kubeconfig::{Kubeconfig, Loaded};
use crate::finding::Finding;
use crate::fix::model::Selected;
use crate::fix::simulation::{KubeconfigCase, Sides};
use crate::ground::location::Location;

/// What the proposals for a kubeconfig's connection look at: its files with what was fixed so far.
pub(crate) struct Scene<'a> {
    pub(crate) case: &'a KubeconfigCase<'a>,
    pub(crate) loaded: &'a Loaded,
    pub(crate) config: &'a Kubeconfig,
    pub(crate) selected: Selected,
    pub(crate) sides: Sides<'a>,
}

impl<'a> Deref for Scene<'a> {
    type Target = Sides<'a>;

    fn deref(&self) -> &Sides<'a> {
        &self.sides
    }
}

impl Scene<'_> {
    /// The file to name to kubectl: that of the entry which is to be changed. None for standard input.
    pub(crate) fn file_of(&self, entry: Entry) -> Option<String> {
        let place = match entry {
            // An option on the command line stands in the way of what the file says.
            Entry::Cluster if self.case.flags.override_cluster() => return None,
            Entry::Cluster => self
                .config
                .clusters
                .iter()
                .find(|cluster| cluster.name == self.selected.cluster)
                .map(|cluster| &cluster.location),
            Entry::User => self
                .config
                .users
                .iter()
                .find(|user| user.name == self.selected.user)
                .map(|user| &user.location),
            Entry::Context => self
                .config
                .contexts
                .iter()
                .find(|context| context.name == self.selected.context)
                .map(|context| &context.location),
            Entry::CurrentContext => self
                .config
                .current_context
                .as_ref()
                .map(|field| &field.location),
        };
        let file = place.map_or(self.case.file, |place| &*place.file);
        (file != "-").then(|| file.to_owned())
    }

    /// Whether a place is a server that was called, and no file.
    pub(crate) fn shown_live(&self, place: &Location) -> bool {
        self.server
            .live
            .as_ref()
            .is_some_and(|live| *live.endpoint == *place.file)
    }

    /// Whether the finding is about what the cluster trusts: the field, or the file that it names.
    pub(crate) fn is_cluster_ca(&self, finding: &Finding) -> bool {
        let Some(place) = finding.locations.first() else {
            return false;
        };
        let named = self
            .config
            .clusters
            .iter()
            .find(|cluster| cluster.name == self.selected.cluster)
            .and_then(|cluster| cluster.certificate_authority.as_ref())
            .is_some_and(|file| place.file.ends_with(&file.value.written));
        match &place.field {
            Some(field) => field.contains("certificate-authority"),
            None => named,
        }
    }

    pub(crate) fn is_malformed_server(&self, finding: &Finding) -> bool {
        let Some(place) = finding.locations.first() else {
            return false;
        };
        self.serving().is_some_and(|pair| {
            pair.chain.certificates.iter().any(|member| match member {
                ChainMember::Malformed { location, .. } => location == place,
                ChainMember::Parsed(_) => false,
            })
        })
    }
}

/// What a kubeconfig holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Cluster,
    User,
    Context,
    CurrentContext,
}
