//! What a client makes of a kubeconfig and a server: the whole way, from the file to the server's answer.

use super::answer::Answer;
use super::bundle::{Anchors, BundleText};
use super::checks::Request;
use super::client::{Client, ClientName};
use super::end::{End, Said, Seen};
use super::kubeconfig::{ConfigFault, Effective, Ignored, Sources, Surroundings, read};
use super::pair::{Sends, load};
use super::peer::{Peer, sent};
use super::stack::Stack;
use super::verify::verify;
use crate::connection::{
    Authentication, Client as GoClient, Connection, Credential, Endpoint, Server, Trust,
};
use crate::decode::kubeconfig::{self, UrlText};
use crate::finding::Severity;
use crate::golang::GoRelease;
use crate::golang::url::UrlRules;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::ground::time::Timestamp;
use crate::handshake::connect;
use crate::verify::{SignatureCache, Verdict};
use crate::x509::CertificateRef;

/// A kubeconfig and a server, as Go's verdict was made of them.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The kubeconfig's files.
    pub sources: &'a Sources,
    /// Where the client is started.
    pub surroundings: Surroundings<'a>,
    /// The client's side as kubectl has it.
    pub client: &'a GoClient,
    /// What came of it.
    pub connection: &'a Connection,
    /// The server's side.
    pub server: &'a Server,
    /// When.
    pub at: Timestamp,
    /// Go release of the server.
    pub release: GoRelease,
    /// Signatures that are checked already.
    pub signatures: &'a SignatureCache,
}

/// What a client makes of a connection.
#[derive(Clone, Debug)]
pub struct ClientVerdict {
    /// The client.
    pub client: ClientName,
    /// Accept, reject or undetermined.
    pub verdict: Verdict,
    /// The innermost text of its message; `None` where it works, or prints nothing of its own.
    pub message: Option<String>,
    /// The rules that refuse, the one that is printed first.
    pub codes: Vec<&'static str>,
    /// Why it refuses, in plain words.
    pub reason: Option<String>,
    /// The certificate that the reason is about.
    pub certificate: Option<CertificateRef>,
    /// Settings of the kubeconfig that the client passes over.
    pub ignored: Vec<Ignored>,
}

/// Judges a connection as a client would make it.
pub fn judge(client: &Client, case: &Case<'_>) -> ClientVerdict {
    let Some(stack) = client.stack else {
        return kubectl(case.connection);
    };
    match read(case.sources, client.config, &case.surroundings) {
        Err(fault) => verdict(client, stack, case, End::Config(fault), Vec::new()),
        Ok(effective) => {
            let mut effective = effective;
            let ignored = std::mem::take(&mut effective.ignored);
            match way(stack, case, &effective) {
                Ok(()) => ClientVerdict {
                    verdict: Verdict::Accept,
                    ignored,
                    ..ClientVerdict::open(client.name)
                },
                Err(end) => verdict(client, stack, case, end, ignored),
            }
        }
    }
}

/// Judges a server by its certificates alone, with what kubectl trusts: for a kubeconfig whose files lie elsewhere, so that
/// how the client reads them cannot be told.
pub fn judge_server(
    client: &Client,
    peer: Option<&Peer>,
    connection: &Connection,
    at: Timestamp,
    signatures: &SignatureCache,
) -> ClientVerdict {
    let Some(stack) = client.stack else {
        return kubectl(connection);
    };
    let verification = peer.and_then(|peer| peer.verify(client.name, at, signatures));
    let Some(verification) = verification else {
        return ClientVerdict::open(client.name);
    };
    match verification.verdict {
        // Whatever the client sends, the server is Go's.
        Verdict::Accept => ClientVerdict {
            verdict: connection.server_verifies.verdict,
            ..ClientVerdict::open(client.name)
        },
        Verdict::Undetermined => ClientVerdict::open(client.name),
        Verdict::Reject => {
            let said = Said::of_server(stack, at, &verification);
            ClientVerdict {
                verdict: Verdict::Reject,
                message: said.message,
                codes: said.codes,
                reason: said.reason,
                certificate: said.certificate,
                ..ClientVerdict::open(client.name)
            }
        }
    }
}

impl ClientVerdict {
    /// Nothing can be told.
    const fn open(client: ClientName) -> Self {
        Self {
            client,
            verdict: Verdict::Undetermined,
            message: None,
            codes: Vec::new(),
            reason: None,
            certificate: None,
            ignored: Vec::new(),
        }
    }
}

/// Go's verdict, which is there already.
fn kubectl(connection: &Connection) -> ClientVerdict {
    let mut codes = Vec::new();
    let errors = connection
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    for finding in errors {
        let code = finding.problem.code().slug();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let certificate = connection
        .findings
        .first()
        .and_then(|finding| finding.certificate.clone());
    let rejects = connection.verdict == Verdict::Reject;
    ClientVerdict {
        client: ClientName::Kubectl,
        verdict: connection.verdict,
        message: connection
            .predicted
            .kubectl
            .clone()
            .filter(|text| rejects && !text.is_empty()),
        codes: if rejects { codes } else { Vec::new() },
        reason: connection
            .findings
            .iter()
            .find(|finding| rejects && finding.severity == Severity::Error)
            .map(|finding| finding.problem.to_string()),
        certificate: certificate.filter(|_| rejects),
        ignored: Vec::new(),
    }
}

/// The way of a request, in the order in which clients go it.
fn way(stack: &Stack, case: &Case<'_>, effective: &Effective) -> Result<(), End> {
    let Some(server) = &effective.server else {
        return Err(End::Elsewhere);
    };
    let endpoint = endpoint(server, effective)?;
    if !endpoint.https {
        // Without TLS there is nothing that clients differ in.
        return match case.connection.verdict {
            Verdict::Accept => Ok(()),
            Verdict::Reject | Verdict::Undetermined => Err(End::Open),
        };
    }
    let anchors = anchors(stack, effective)?;
    let sends = credential(stack, effective)?;
    let host = match &effective.server_name {
        Some(name) => name.clone(),
        None => endpoint.parsed.hostname.clone(),
    };
    // What a proxy in between does that kubectl does not use is in no file.
    let mut open = effective.proxied_alone;
    match server_verified(stack, case, effective, &anchors, &host) {
        Err(End::Open) => open = true,
        Err(end) => return Err(end),
        Ok(()) => {}
    }
    answered(case, effective, endpoint, sends)?;
    if open { Err(End::Open) } else { Ok(()) }
}

/// Where the client connects to.
fn endpoint(server: &str, effective: &Effective) -> Result<Endpoint, End> {
    let text = UrlText::new(server.to_owned());
    let parsed = kubeconfig::Endpoint::parse(&text, UrlRules::LENIENT)
        .map_err(|_| End::Config(ConfigFault::BadServer))?;
    Ok(Endpoint {
        url: text.shown(),
        https: parsed.is_tls(),
        host_port: parsed.host.clone(),
        server_name: effective
            .server_name
            .clone()
            .unwrap_or_else(|| parsed.server_name.clone()),
        server_name_is_set: effective.server_name.is_some(),
        location: Location::file(""),
        parsed,
        proxy: None,
        dialled: None,
    })
}

/// What the client trusts; nobody, where its own roots are all that it has and a private CA signs.
fn anchors(stack: &Stack, effective: &Effective) -> Result<Anchors, End> {
    match &effective.ca {
        _ if effective.insecure => Ok(Anchors::default()),
        Some(text) => BundleText::parse(text)
            .read(&stack.bundle)
            .map_err(End::Bundle),
        None => Ok(Anchors {
            own_roots: true,
            ..Anchors::default()
        }),
    }
}

fn credential(stack: &Stack, effective: &Effective) -> Result<Sends, End> {
    match (&effective.certificate, &effective.key) {
        (Some(certificate), Some(key)) => load(certificate, key, &stack.pair).map_err(End::Pair),
        _ => Ok(Sends::Nothing),
    }
}

fn server_verified(
    stack: &Stack,
    case: &Case<'_>,
    effective: &Effective,
    anchors: &Anchors,
    host: &str,
) -> Result<(), End> {
    if effective.insecure {
        return Ok(());
    }
    let Some(sent) = sent(case.server, host) else {
        return Err(End::Open);
    };
    let request = Request {
        at: case.at,
        host: Some(host),
        signatures: case.signatures,
    };
    let verification = verify(stack, &sent, anchors, &request);
    match verification.verdict {
        Verdict::Accept => Ok(()),
        Verdict::Undetermined => Err(End::Open),
        // What it trusts besides is in no file. A CA that was configured and dropped is no public one.
        Verdict::Reject if trusts_more(anchors, effective) && verification.is_untrusted() => {
            Err(End::Open)
        }
        Verdict::Reject => Err(End::Server(verification)),
    }
}

fn trusts_more(anchors: &Anchors, effective: &Effective) -> bool {
    anchors.uncertain || (effective.ca.is_none() && !effective.ignored_ca)
}

/// What the server makes of the client: its side is Go's whoever connects.
fn answered(
    case: &Case<'_>,
    effective: &Effective,
    endpoint: Endpoint,
    sends: Sends,
) -> Result<(), End> {
    if effective.plugin {
        return Err(End::Open);
    }
    let mut client = case.client.clone();
    client.trust = Trust::Unchecked;
    client.endpoint = Some(endpoint);
    client.refusal = None;
    client.findings.clear();
    client.startup_failures.clear();
    client.token = effective
        .token
        .as_ref()
        .map(|token| Secret::new(token.expose().to_vec()));
    client.credential = match sends {
        Sends::Chain(chain) => Credential::Chain(chain),
        Sends::Nothing => Credential::None,
    };
    client.authentication = match (&client.credential, &client.token) {
        (Credential::Chain(_), _) => Authentication::Certificate,
        (_, Some(_)) => Authentication::Token,
        (_, None) => Authentication::Anonymous,
    };
    let judged = connect(&client, case.server, case.at, case.release, case.signatures);
    let is_anonymous = judged
        .identity
        .as_ref()
        .is_some_and(|identity| identity.user == "system:anonymous");
    let nobody = client.authentication == Authentication::Anonymous;
    match judged.server_verifies.verdict {
        _ if is_anonymous || nobody => Err(End::Answer(Answer::Anonymous)),
        Verdict::Accept => Ok(()),
        Verdict::Undetermined => Err(End::Open),
        Verdict::Reject => Err(End::Answer(Answer::Unauthorized)),
    }
}

/// The end of the way, in the client's words.
fn verdict(
    client: &Client,
    stack: &Stack,
    case: &Case<'_>,
    end: End,
    ignored: Vec<Ignored>,
) -> ClientVerdict {
    let seen = Seen {
        sources: case.sources,
        at: case.at,
    };
    let said = Said::new(client.name, stack, &seen, &end);
    ClientVerdict {
        client: client.name,
        verdict: match end {
            End::Open => Verdict::Undetermined,
            _ => Verdict::Reject,
        },
        message: said.message,
        codes: said.codes,
        reason: said.reason,
        certificate: said.certificate,
        ignored,
    }
}
