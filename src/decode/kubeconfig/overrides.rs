//! kubectl's options that take the place of a cluster's fields: `getCluster` of client_config.go.

use super::load::Loaded;
use super::model::{Cluster, Field, FilePath, UrlText};
use super::select::{Flags, select};
use crate::ground::location::Location;

impl Loaded {
    /// The configuration as kubectl uses it under the options that override the selected cluster; none where none is given.
    pub fn overridden(&self, flags: &Flags<'_>) -> Option<Self> {
        let server = given(flags.server);
        let name = given(flags.tls_server_name);
        let authority = given(flags.certificate_authority);
        if !flags.override_cluster() {
            return None;
        }
        let mut loaded = self.clone();
        let selected = select(&loaded.config, flags).cluster_name;
        let clusters = &mut loaded.config.clusters;
        let (index, mut cluster) = take_cluster(clusters, &selected);
        if name.is_some() || server.is_some() {
            // With --server the kubeconfig's tls-server-name does not count.
            cluster.tls_server_name = name.map(|name| field("--tls-server-name", name.to_owned()));
        }
        if let Some(server) = server {
            cluster.server = Some(field("--server", UrlText::new(server.to_owned())));
        }
        if let Some(authority) = authority {
            // An option is opened as it is, from the working directory.
            let path = FilePath {
                written: authority.to_owned(),
                resolved: authority.to_owned(),
            };
            cluster.certificate_authority = Some(field("--certificate-authority", path));
            cluster.certificate_authority_data = None;
            cluster.insecure_skip_tls_verify = None;
        }
        clusters.insert(index, cluster);
        Some(loaded)
    }
}

/// Takes the cluster of a name out of the list, or makes one up as kubectl does where there is none.
fn take_cluster(clusters: &mut Vec<Cluster>, name: &str) -> (usize, Cluster) {
    if let Some(index) = clusters.iter().position(|cluster| cluster.name == name) {
        return (index, clusters.remove(index));
    }
    let made_up = Cluster::empty(name.to_owned(), Location::file(COMMAND_LINE));
    (clusters.len(), made_up)
}

const COMMAND_LINE: &str = "command line";

/// An option; an empty text counts as none.
fn given(option: Option<&str>) -> Option<&str> {
    option.filter(|text| !text.is_empty())
}

fn field<T>(option: &'static str, value: T) -> Field<T> {
    Field {
        value,
        location: Location::file(COMMAND_LINE).with_field(option),
    }
}

#[cfg(test)]
mod tests {
    use super::super::load_bytes;
    use super::*;

    const TEXT: &[u8] = b"current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\n\
        clusters: [{name: k, cluster: {server: https://a, tls-server-name: n, certificate-authority-data: YQ==}}]\n";

    #[test]
    fn an_option_replaces_a_field_of_the_selected_cluster() {
        let loaded = load_bytes("f", TEXT, "/");
        assert!(loaded.overridden(&Flags::default()).is_none());
        let flags = Flags {
            server: Some("https://b:6443"),
            certificate_authority: Some("ca.crt"),
            ..Flags::default()
        };
        let overridden = loaded.overridden(&flags).unwrap();
        let [cluster] = overridden.config.clusters.as_slice() else {
            panic!("one cluster");
        };
        assert_eq!(
            cluster.server.as_ref().unwrap().value.shown(),
            "https://b:6443"
        );
        assert!(cluster.tls_server_name.is_none());
        assert!(cluster.certificate_authority_data.is_none());
        let authority = cluster.certificate_authority.as_ref().unwrap();
        assert_eq!(authority.value.resolved, "ca.crt");
    }

    #[test]
    fn a_server_needs_no_kubeconfig() {
        let loaded = load_bytes("f", b"{}", "/");
        let flags = Flags {
            server: Some("https://b"),
            ..Flags::default()
        };
        let overridden = loaded.overridden(&flags).unwrap();
        let selection = select(&overridden.config, &flags);
        assert!(selection.cluster.unwrap().server.is_some());
    }
}
