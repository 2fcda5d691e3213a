//! Client × server: the four verdicts, the verdict over all, and what people will see. No file is read here.

use std::sync::Arc;

use super::connect;
use crate::connection::{
    Authentication, Bundle, Chain, ChainMember, Client, ClientKind, ClientParticipant, Credential,
    Endpoint, Evidence, NameLists, Server, ServingPair, Trust,
};
use crate::decode::bundle;
use crate::decode::kubeconfig::{self, UrlText};
use crate::golang::GoRelease;
use crate::golang::url::UrlRules;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::ground::time::Timestamp;
use crate::inventory::Placed;
use crate::programs::Program;
use crate::verify::{SignatureCache, Verdict};

const CA: &str = include_str!("../../fixtures/control-plane/healthy/etc/kubernetes/pki/ca.crt");
const OTHER_CA: &str =
    include_str!("../../fixtures/control-plane/healthy/etc/kubernetes/pki/etcd/ca.crt");
const SERVING: &str =
    include_str!("../../fixtures/control-plane/healthy/etc/kubernetes/pki/apiserver.crt");
const USER: &str = include_str!(
    "../../fixtures/control-plane/healthy/etc/kubernetes/pki/apiserver-kubelet-client.crt"
);

fn read(text: &str, name: &str) -> Placed {
    let place = Location::file(name);
    let read = bundle::strict(text.as_bytes(), &place, GoRelease::default());
    read.certificates.into_iter().next().unwrap()
}

/// A certificate that ended a second after it began.
fn expired(placed: &Placed) -> Placed {
    let mut certificate = (*placed.certificate).clone();
    certificate.not_after = certificate.not_before;
    Placed {
        certificate: Arc::new(certificate),
        ..placed.clone()
    }
}

fn trusts(anchor: &Placed) -> Bundle {
    Bundle {
        label: anchor.location.file.to_string(),
        location: anchor.location.clone(),
        anchors: vec![anchor.clone()],
    }
}

fn chain(leaf: Placed) -> Chain {
    Chain {
        certificates: vec![ChainMember::Parsed(leaf)],
        key_matches: Some(true),
    }
}

fn kubectl(url: &str, trust: Trust, credential: Credential) -> Client {
    let text = UrlText::new(url.to_owned());
    let parsed = kubeconfig::Endpoint::parse(&text, UrlRules::STRICT).unwrap();
    let certificate = !matches!(credential, Credential::None);
    Client {
        participant: ClientParticipant {
            kind: ClientKind::Kubeconfig,
            component: Program::Kubectl,
            file: "kubeconfig".to_owned(),
            context: None,
            user: None,
            cluster: None,
        },
        endpoint: Some(Endpoint {
            url: text.shown(),
            https: parsed.is_tls(),
            host_port: parsed.host.clone(),
            server_name: parsed.server_name.clone(),
            server_name_is_set: false,
            location: Location::file("kubeconfig"),
            parsed,
            proxy: None,
            dialled: None,
        }),
        trust,
        credential,
        token: None,
        go: None,
        lists: NameLists::NONE,
        source: None,
        front_proxy: false,
        authentication: if certificate {
            Authentication::Certificate
        } else {
            Authentication::None
        },
        refusal: None,
        findings: Vec::new(),
        startup_failures: Vec::new(),
    }
}

fn clients() -> Vec<(&'static str, Client)> {
    const URL: &str = "https://kubernetes:6443";
    let (ca, other, user) = (
        read(CA, "ca.crt"),
        read(OTHER_CA, "other.crt"),
        read(USER, "user.crt"),
    );
    let bundle = || Trust::Bundle(trusts(&ca));
    let cert = || Credential::Chain(chain(user.clone()));
    let token = Client {
        token: Some(Secret::new(b"sesame".to_vec())),
        authentication: Authentication::Token,
        ..kubectl(URL, bundle(), Credential::None)
    };
    vec![
        ("certificate", kubectl(URL, bundle(), cert())),
        (
            "expired",
            kubectl(URL, bundle(), Credential::Chain(chain(expired(&user)))),
        ),
        ("no credentials", kubectl(URL, bundle(), Credential::None)),
        ("token", token),
        (
            "other CA",
            kubectl(URL, Trust::Bundle(trusts(&other)), cert()),
        ),
        (
            "other name",
            kubectl("https://nowhere.example:6443", bundle(), cert()),
        ),
        ("unchecked", kubectl(URL, Trust::Unchecked, cert())),
        ("system roots", kubectl(URL, Trust::SystemRoots, cert())),
        (
            "plain HTTP",
            kubectl("http://kubernetes:6443", bundle(), cert()),
        ),
    ]
}

fn servers() -> Vec<(&'static str, Server)> {
    let (ca, other, serving) = (
        read(CA, "ca.crt"),
        read(OTHER_CA, "other.crt"),
        read(SERVING, "apiserver.crt"),
    );
    let server = |serving: Placed, client_ca: Evidence<Option<Bundle>>| Server {
        serving: Evidence::Given(ServingPair {
            label: "apiserver.crt".to_owned(),
            key: None,
            chain: chain(serving),
            names: Vec::new(),
        }),
        client_ca,
        request_header_ca: Evidence::Given(None),
        ..Server::unknown()
    };
    let knows = |ca: &Placed| Evidence::Given(Some(trusts(ca)));
    vec![
        ("healthy", server(serving.clone(), knows(&ca))),
        ("expired", server(expired(&serving), knows(&ca))),
        ("other client CA", server(serving.clone(), knows(&other))),
        (
            "no client CA",
            server(serving.clone(), Evidence::Given(None)),
        ),
        ("client CA not given", server(serving, Evidence::Missing)),
        ("not given", Server::unknown()),
    ]
}

fn sign(verdict: Verdict) -> char {
    match verdict {
        Verdict::Accept => '+',
        Verdict::Reject => '-',
        Verdict::Undetermined => '?',
    }
}

/// One line a pair: the steps in their order, the verdict over all, and kubectl's last line.
fn table() -> String {
    let at = Timestamp::parse("2026-06-01T00:00:00Z").unwrap();
    let signatures = SignatureCache::default();
    let mut lines = String::new();
    for (client_name, client) in clients() {
        for (server_name, server) in servers() {
            let came = connect(&client, &server, at, GoRelease::default(), &signatures);
            let steps = [
                came.server_presents.verdict,
                came.client_verifies.verdict,
                came.client_presents.verdict,
                came.server_verifies.verdict,
            ];
            let steps: String = steps.into_iter().map(sign).collect();
            let words = match came.predicted.kubectl.as_deref() {
                Some("") => "(works)",
                Some(words) => words,
                None => "(not known)",
            };
            lines.push_str(&format!(
                "{client_name:14} {server_name:19} {steps} {} {words}\n",
                sign(came.verdict)
            ));
        }
    }
    lines
}

#[test]
fn each_pair_has_its_four_verdicts_and_its_words() {
    insta::assert_snapshot!(table());
}
