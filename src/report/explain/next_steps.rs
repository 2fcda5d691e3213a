//! What gets the evidence that is missing.

use std::path::PathBuf;

use super::NextStep;
use crate::connection::{Attempt, Client, Connection, Server};
#[cfg(feature = "live")]
use crate::connection::{Credential, Observation};
use crate::finding::Code;
use crate::ground::path::Shown as _;
use crate::ground::shell;
use crate::inventory::Inventory;
#[cfg(feature = "live")]
use crate::live::target;
use crate::verify::Verdict;
use crate::x509::{Certificate, KeyPurpose};

/// Commands that decide, the one that needs least first.
pub(super) fn next_steps(
    client: &Client,
    server: &Server,
    connection: &Connection,
    named: Named<'_>,
) -> Vec<NextStep> {
    let mut codes = connection
        .findings
        .iter()
        .map(|finding| finding.problem.code());
    let ends_before = codes.any(|code| code == Code::TlsTerminated);
    let generated = server.generated.as_ref();
    let serving = generated.is_none_or(|own| own.may_be_known_to(&client.trust));
    let undecided = server.serving.is_missing() && serving
        || server.client_ca.is_missing()
        || is_unasked(connection, server);
    // A server that was asked has decided it; one that cannot be reached is no matter of files.
    let settled = server.live.as_ref().is_some_and(|live| {
        let decided = match &live.login {
            // Why the credentials are refused stands in the server's files.
            Some(Attempt::Answered(answers)) => !answers.unauthorized(),
            Some(Attempt::Broken { .. }) => true,
            Some(Attempt::NotMade(_)) | None => false,
        };
        decided || !live.is_answered()
    });
    if !undecided || settled || client.refusal.is_some() {
        return Vec::new();
    }
    let Some(start) = named.command() else {
        return Vec::new();
    };
    let step = |options: &[&str], note: String| {
        let mut command = start.clone();
        command.extend(options.iter().map(|option| (*option).to_owned()));
        NextStep { command, note }
    };
    let mut steps = Vec::new();
    #[cfg(feature = "live")]
    if let Some((options, note)) = by_network(client, server) {
        steps.push(step(&options, note));
    }
    let mut options = Vec::new();
    if server.serving.is_missing() && generated.is_none() {
        options.push("--tls-cert-file apiserver.crt");
    } else if server.live.is_some() && server.client_ca.is_missing() {
        options.push("--connect");
    }
    if server.client_ca.is_missing() {
        options.push("--client-ca-file ca.crt");
    }
    let note = "with the files that kube-apiserver's flags of these names point to; on a kubeadm control plane \
                /etc/kubernetes/pki/apiserver.crt and ca.crt. No keys are needed";
    // What kube-apiserver trusts does not matter to whoever does not reach it.
    if !options.is_empty() && !ends_before {
        steps.push(step(&options, note.to_owned()));
    }
    steps
}

/// Whether a server asked for no certificate, so that only its answer tells for whom it takes the client.
fn is_unasked(connection: &Connection, server: &Server) -> bool {
    let live = server.live.as_ref();
    let asked = live.is_none_or(|live| live.request.is_some());
    connection.verdict == Verdict::Undetermined && !asked
}

/// What the network can tell: the next thing to allow, and what it does.
#[cfg(feature = "live")]
fn by_network(client: &Client, server: &Server) -> Option<(Vec<&'static str>, String)> {
    let endpoint = client.endpoint.as_ref()?;
    let address = target(endpoint)?.authority();
    let mut options = vec!["--connect"];
    let mut way = String::new();
    if let Some(proxy) = &endpoint.proxy {
        options.push("--allow-proxy");
        way = format!(" through {}", proxy.shown());
    }
    let note = match &server.live {
        None => {
            return Some((
                options,
                format!("one TLS handshake with {address}{way}; sends no credentials"),
            ));
        }
        Some(live) if may_be_token(client, live) => {
            options.extend(["--as-client", "--send-token"]);
            "sends the token too, as kubectl does: the server may take it where it refuses the certificate"
        }
        Some(live) if live.fault.is_some() || live.login.is_some() => return None,
        Some(_) if matches!(client.credential, Credential::Chain(_)) => {
            options.push("--as-client");
            "presents the client certificate on a second connection and asks the server which user it sees; the \
             private key stays here"
        }
        Some(_) if client.token.is_some() => {
            options.extend(["--as-client", "--send-token"]);
            "sends the token on a second connection, to a server that kubectl accepts, and asks which user it sees"
        }
        Some(_) => return None,
    };
    Some((options, note.to_owned()))
}

/// Whether a token that was not sent may still let the client in.
#[cfg(feature = "live")]
fn may_be_token(client: &Client, live: &Observation) -> bool {
    match &live.login {
        Some(Attempt::Answered(answers)) => {
            answers.identity.is_none() && client.token.is_some() && !answers.sent.token
        }
        _ => false,
    }
}

/// What was typed to name a kubeconfig and a context; none for what the command takes by itself.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) file: Option<&'a str>,
    pub(super) context: Option<&'a str>,
}

impl Named<'_> {
    /// `certgraph explain` with them; none where a name cannot be typed.
    fn command(self) -> Option<Vec<String>> {
        let mut words = vec!["certgraph".to_owned(), "explain".to_owned()];
        if let Some(file) = self.file {
            words.push(shell::quote(file)?);
        }
        if let Some(context) = self.context {
            words.push(format!("--context {}", shell::quote(context)?));
        }
        Some(words)
    }
}

/// Where nothing says who trusts whom: what shows the certificates of `inputs`, and what judges one of them by a CA that
/// is named.
pub fn certificates_alone(inputs: &[PathBuf], inventory: &Inventory) -> Vec<NextStep> {
    let shown = inputs.iter().map(|input| input.shown().to_string());
    let Some(inputs) = shown.map(|input| shell::quote(&input)).collect() else {
        return Vec::new();
    };
    let inputs: Vec<String> = inputs;
    let step = |command: &[&str], note: &str| NextStep {
        command: command.iter().map(|word| (*word).to_owned()).collect(),
        note: note.to_owned(),
    };
    let inputs = inputs.join(" ");
    let mut steps = vec![
        step(&["certgraph", "tree", &inputs], "who issued which of them"),
        step(&["certgraph", "audit", &inputs], "what expires when"),
    ];
    let first = |wanted: fn(&Certificate) -> bool| {
        let mut entries = inventory.iter().map(|(_, entry)| entry);
        let found = entries.find(|entry| wanted(&entry.certificate))?;
        shell::quote(&found.locations.first()?.file)
    };
    let ca = first(|certificate| certificate.is_ca() && certificate.is_self_issued());
    let server =
        first(|certificate| !certificate.is_ca() && certificate.allows(&KeyPurpose::ServerAuth));
    if let (Some(ca), Some(server)) = (ca, server) {
        let anchors = format!("--anchors {ca}");
        let command = [
            "certgraph",
            "verify",
            &anchors,
            "--purpose server",
            "--server-name NAME",
            &server,
        ];
        steps.push(step(
            &command,
            "whether who trusts this CA accepts this certificate",
        ));
    }
    steps
}
