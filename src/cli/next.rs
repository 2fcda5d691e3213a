//! What gets the evidence that is missing.

use std::path::PathBuf;

use certgraph::connection::{Client, Credential, Server};
use certgraph::inventory::Inventory;
use certgraph::live::target;
use certgraph::render::escape;
use certgraph::report::explain::NextStep;
use certgraph::x509::{Certificate, KeyPurpose};

/// Commands that decide, the one that needs least first; `input` is the kubeconfig as it was named.
pub(super) fn next_steps(client: &Client, server: &Server, input: &str) -> Vec<NextStep> {
    let generated = server.generated.as_ref();
    let serving = generated.is_none_or(|own| own.may_be_known_to(&client.trust));
    let undecided = server.serving.is_missing() && serving || server.client_ca.is_missing();
    // A server that was asked has decided it; one that cannot be reached is no matter of files.
    let settled = server
        .live
        .as_ref()
        .is_some_and(|live| live.identity().is_some() || !live.is_answered());
    if !undecided || settled || client.refusal.is_some() {
        return Vec::new();
    }
    let Some(file) = escape::shell(input) else {
        return Vec::new();
    };
    let mut start = vec!["certgraph".to_owned(), "explain".to_owned(), file];
    if let Some(context) = client
        .participant
        .context
        .as_deref()
        .and_then(escape::shell)
    {
        start.push(format!("--context {context}"));
    }
    let step = |options: &[&str], note: String| {
        let mut command = start.clone();
        command.extend(options.iter().map(|option| (*option).to_owned()));
        NextStep { command, note }
    };
    let mut steps = Vec::new();
    let address = client
        .endpoint
        .as_ref()
        .and_then(target)
        .map(|target| target.authority());
    if let Some(address) = address {
        let through = client
            .endpoint
            .as_ref()
            .and_then(|endpoint| endpoint.proxy.as_ref());
        let mut options = vec!["--connect"];
        let mut way = String::new();
        if let Some(proxy) = through {
            options.push("--allow-proxy");
            way = format!(" through {}", proxy.shown());
        }
        match &server.live {
            None => steps.push(step(
                &options,
                format!("one TLS handshake with {address}{way}; sends no credentials"),
            )),
            Some(live) if live.fault.is_none() && live.login.is_none() => {
                if matches!(client.credential, Credential::Chain(_)) {
                    options.push("--as-client");
                    let note = "presents the client certificate on a second connection and asks the server whom it \
                                sees; the private key stays here";
                    steps.push(step(&options, note.to_owned()));
                } else if client.token.is_some() {
                    options.extend(["--as-client", "--send-token"]);
                    let note = "sends the token on a second connection, to a server that kubectl accepts, and asks \
                                whom it sees";
                    steps.push(step(&options, note.to_owned()));
                }
            }
            Some(_) => {}
        }
    }
    let mut options = Vec::new();
    if server.serving.is_missing() && generated.is_none() {
        options.push("--tls-cert-file apiserver.crt");
    } else if server.live.is_some() {
        options.push("--connect");
    }
    if server.client_ca.is_missing() {
        options.push("--client-ca-file ca.crt");
    }
    let note = "with the files that kube-apiserver's flags of these names point to; on a kubeadm control plane \
                /etc/kubernetes/pki/apiserver.crt and ca.crt. No keys are needed";
    if !options.is_empty() {
        steps.push(step(&options, note.to_owned()));
    }
    steps
}

/// Where nothing says who trusts whom: what shows the certificates of `inputs`, and what judges one of them by a CA that
/// is named.
pub(super) fn certificates_alone(inputs: &[PathBuf], inventory: &Inventory) -> Vec<NextStep> {
    let shown = inputs.iter().map(|input| input.display().to_string());
    let Some(inputs) = shown.map(|input| escape::shell(&input)).collect() else {
        return Vec::new();
    };
    let inputs: Vec<String> = inputs;
    let step = |command: &[&str], note: &str| NextStep {
        command: command.iter().map(|word| (*word).to_owned()).collect(),
        note: note.to_owned(),
    };
    let inputs = inputs.join(" ");
    let mut steps = vec![
        step(
            &["certgraph", "tree", &inputs],
            "who issued whom among them",
        ),
        step(&["certgraph", "audit", &inputs], "what expires when"),
    ];
    let first = |wanted: fn(&Certificate) -> bool| {
        let mut entries = inventory.iter().map(|(_, entry)| entry);
        let found = entries.find(|entry| wanted(&entry.certificate))?;
        escape::shell(&found.locations.first()?.file)
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
