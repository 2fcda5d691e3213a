//! `--client`: what other clients than kubectl make of the same files.

use certgraph::clients::{self, BundleText, ClientName, Request};
use certgraph::report::clients::ClientRow;
use certgraph::verify::{PeerVerification, Policy, Presented, SignatureCache};
use clap::Args;

use super::terminal;

/// Which clients are asked for.
#[derive(Args, Clone, Default)]
pub(crate) struct ClientArgs {
    /// Say what other clients would do: kubectl, python, python-3.12, asyncio, kopf, kr8s, lightkube, node, node-20, kube-rs,
    /// java, fabric8, curl, gnutls, or all; the exit status is then that of the worst of them
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', value_parser = parse)]
    client: Vec<Chosen>,
}

/// A value of the option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chosen {
    All,
    One(ClientName),
}

fn parse(text: &str) -> Result<Chosen, String> {
    if text == "all" {
        return Ok(Chosen::All);
    }
    ClientName::parse(text).map(Chosen::One).ok_or_else(|| {
        let names: Vec<_> = ClientName::ALL.iter().map(|name| name.as_str()).collect();
        format!("no such client; there are {}, and all", names.join(", "))
    })
}

impl ClientArgs {
    /// The clients that are asked for, each once, in the order of the table.
    pub(crate) fn names(&self) -> Vec<ClientName> {
        ClientName::ALL
            .into_iter()
            .filter(|name| {
                self.client.contains(&Chosen::All) || self.client.contains(&Chosen::One(*name))
            })
            .collect()
    }

    /// Whether any is.
    pub(crate) const fn is_given(&self) -> bool {
        !self.client.is_empty()
    }
}

/// Whether the environment names a proxy, which some clients follow.
pub(crate) fn has_proxy_variable() -> bool {
    let mut names = ["HTTPS_PROXY", "https_proxy"].iter();
    names.any(|name| terminal::variable(name).is_some())
}

/// What is verified by itself: a server's message and the texts of the bundles.
pub(crate) struct Message<'a> {
    pub(crate) presented: &'a [Presented],
    pub(crate) bundles: &'a [BundleText],
    /// Go's verdict.
    pub(crate) peer: &'a PeerVerification,
}

/// A row for each client that is asked for, of a certificate without a kubeconfig.
pub(crate) fn verified(
    names: &[ClientName],
    message: &Message<'_>,
    policy: &Policy,
    signatures: &SignatureCache,
) -> Vec<ClientRow> {
    let sent: Option<Vec<_>> = message
        .presented
        .iter()
        .map(|presented| presented.as_ref().ok().cloned())
        .collect();
    let host = policy
        .server_name
        .as_deref()
        .map(|name| name.trim_matches(['[', ']']));
    let request = Request {
        at: policy.at,
        host,
        signatures,
    };
    names
        .iter()
        .map(|name| {
            let Some(stack) = name.client().stack else {
                return ClientRow::of_go(message.peer);
            };
            // Others may read what Go does not.
            let Some(sent) = sent.as_ref().filter(|sent| !sent.is_empty()) else {
                return ClientRow::undetermined(*name);
            };
            match clients::anchors(message.bundles, stack) {
                Ok(anchors) => ClientRow::of_verification(
                    *name,
                    stack,
                    &clients::verify(stack, sent, &anchors, &request),
                    policy.at,
                ),
                Err(fault) => ClientRow::of_bundle(*name, stack, fault),
            }
        })
        .collect()
}
