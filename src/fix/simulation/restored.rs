//! A file that was not there is there: whoever ended for want of it starts, and reads what it holds.

use crate::assemble::FlagNames;
use crate::connection::{Bundle, Client, Credential, Evidence, Role, Server, ServingPair, Trust};
use crate::finding::Finding;
use crate::fix::model::{Content, Restored};
use crate::ground::location::Location;

use super::side_edit::clear_refusal;

const REQUEST_HEADER: &str = "--requestheader-client-ca-file";

/// How servers name the CAs of their clients, and their pairs.
const SERVERS: [FlagNames; 4] = [
    FlagNames::API_SERVER,
    FlagNames::ETCD,
    FlagNames::ETCD_PEER,
    FlagNames::KUBELET,
];

impl Restored {
    /// Makes the change wherever the file is read.
    pub(crate) fn apply(&self, client: &mut Client, server: &mut Server) {
        self.take(&mut client.startup_failures);
        self.take(&mut server.startup_failures);
        for _ in self.take(&mut client.findings) {
            self.give_client(client);
        }
        for flag in self.take(&mut server.findings) {
            self.give_server(flag.as_deref().unwrap_or_default(), server);
        }
        clear_refusal(client);
    }

    /// Takes out the findings that this file is missing; gives the flags that named it.
    fn take(&self, findings: &mut Vec<Finding>) -> Vec<Option<String>> {
        let is_it = |finding: &Finding| finding.unread_file() == Some(&*self.file);
        let flags = findings.iter().filter(|finding| is_it(finding));
        let flags = flags
            .map(|finding| finding.locations.first()?.field.clone())
            .map(|field| field.map(|field| field.to_string()))
            .collect();
        findings.retain(|finding| !is_it(finding));
        flags
    }

    fn give_client(&self, client: &mut Client) {
        match &self.content {
            Content::Authorities(_) => {
                if let Some(bundle) = self.bundle("CA") {
                    client.trust = Trust::Bundle(bundle);
                }
            }
            Content::Pair(chain) => client.credential = Credential::Chain(chain.clone()),
            Content::Other => {}
        }
    }

    fn give_server(&self, flag: &str, server: &mut Server) {
        let names = |of: fn(&FlagNames) -> &'static str| {
            SERVERS
                .iter()
                .any(|names| names.role == server.role && of(names) == flag)
        };
        let is_pair = names(|names| names.certificate) || names(|names| names.key);
        match &self.content {
            Content::Authorities(_)
                if flag == REQUEST_HEADER && server.role == Role::API_SERVER =>
            {
                server.request_header_ca = Evidence::Given(self.bundle(flag));
            }
            Content::Authorities(_) if names(|names| names.client_ca) => {
                server.client_ca = Evidence::Given(self.bundle(flag));
            }
            // etcd ends for want of its other pair as well.
            Content::Pair(chain) if is_pair && server.serving.value().is_none() => {
                server.serving = Evidence::Given(ServingPair {
                    label: self.file.to_string(),
                    key: None,
                    chain: chain.clone(),
                    names: Vec::new(),
                });
            }
            Content::Authorities(_) | Content::Pair(_) | Content::Other => {}
        }
    }

    fn bundle(&self, flag: &str) -> Option<Bundle> {
        let Content::Authorities(anchors) = &self.content else {
            return None;
        };
        Some(Bundle {
            label: format!("{flag} {}", self.file),
            location: Location::file(self.file.clone()),
            anchors: anchors.clone(),
        })
    }
}
