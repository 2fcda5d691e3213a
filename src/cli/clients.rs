//! `--client`: what other clients than kubectl make of the same files.

use std::path::Path;

use certgraph::clients::kubeconfig::{Document, Sources, Surroundings};
use certgraph::clients::{self, BundleText, Case, ClientName, Request};
use certgraph::connection::{Client, Connection, Server};
use certgraph::decode::kubeconfig::{KubeconfigNote, Loaded};
use certgraph::ground::secret::Secret;
use certgraph::report::clients::ClientRow;
use certgraph::source::{Files, Limit};
use certgraph::survey::Rules;
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

/// The texts of a kubeconfig, as other clients than kubectl read them.
pub(crate) struct Texts {
    files: Vec<(String, Secret)>,
    /// `$KUBECONFIG`, where it names the files.
    list: Option<String>,
}

impl Texts {
    /// One file that was read already.
    pub(crate) fn single(path: &str, bytes: &[u8]) -> Self {
        Self {
            files: vec![(path.to_owned(), Secret::new(bytes.to_vec()))],
            list: None,
        }
    }

    /// The files that kubectl loaded, read once more.
    pub(crate) fn loaded(loaded: &Loaded, list: Option<String>, files: &Files) -> Self {
        let read = |path: &String| {
            let bytes = files.read_secret(Path::new(path), Limit::KUBECONFIG).ok()?;
            Some((path.clone(), bytes))
        };
        Self {
            files: loaded.files.iter().filter_map(read).collect(),
            list,
        }
    }
}

/// A connection that kubectl's verdict is known of.
pub(crate) struct Judged<'a> {
    pub(crate) loaded: &'a Loaded,
    pub(crate) texts: &'a Texts,
    pub(crate) context: Option<&'a str>,
    pub(crate) client: &'a Client,
    pub(crate) connection: &'a Connection,
    pub(crate) server: &'a Server,
}

/// A row for each client that is asked for.
pub(crate) fn rows(args: &ClientArgs, judged: &Judged<'_>, rules: &Rules<'_>) -> Vec<ClientRow> {
    let absent = judged.loaded.notes.iter().filter_map(|note| match note {
        KubeconfigNote::MissingFile { location } => Some(location.file.to_string()),
        _ => None,
    });
    let sources = Sources {
        documents: judged
            .texts
            .files
            .iter()
            .map(|(path, bytes)| Document::parse(path, bytes.expose()))
            .collect(),
        absent: absent.collect(),
        list: judged.texts.list.clone(),
        context: judged.context.map(str::to_owned),
    };
    let proxy = ["HTTPS_PROXY", "https_proxy"]
        .iter()
        .any(|name| terminal::variable(name).is_some_and(|value| !value.is_empty()));
    let case = Case {
        sources: &sources,
        surroundings: Surroundings {
            files: rules.files,
            directory: rules.directory,
            proxy_variable: proxy,
        },
        client: judged.client,
        connection: judged.connection,
        server: judged.server,
        at: rules.at,
        release: rules.release,
        signatures: rules.signatures,
    };
    args.names()
        .into_iter()
        .map(|name| {
            let verdict = clients::judge(&name.client(), &case);
            ClientRow::new(&verdict, &judged.connection.inventory)
        })
        .collect()
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
