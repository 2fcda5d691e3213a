//! Recorded cases with arbitrary changes: no panic, the trace agrees with the verdict, and, where `GOVERIFY` names a
//! program that asks Go, Go agrees.

use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

use arbitrary::Arbitrary;
use base64::Engine as _;
use certgraph::decode::pem;
use certgraph::finding::Purpose;
use certgraph::ground::time::Timestamp;
use certgraph::verify::{
    CertPool, GoVerdict, PeerVerification, Policy, Presented, SignatureCache, Trace, verify_peer,
};
use certgraph::x509::Certificate;
use serde_json::{Value, json};

use crate::go::Go;

static SAMPLE: LazyLock<Vec<Value>> = LazyLock::new(|| {
    include_str!("../../../fixtures/conformance/sample/cases.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a case"))
        .collect()
});

thread_local! {
    static GO: RefCell<Option<Go>> = RefCell::new(Go::from_environment());
}

/// A recorded case, and what becomes of it.
#[derive(Arbitrary, Debug)]
pub struct Input {
    case: u16,
    changes: Vec<Change>,
    seconds: i32,
}

#[derive(Arbitrary, Debug)]
enum Change {
    /// Another octet in a certificate.
    Octet {
        certificate: u8,
        at: u16,
        to: u8,
    },
    /// Octets of one certificate into another.
    Splice {
        from: u8,
        to: u8,
        at: u16,
        length: u8,
    },
    /// A certificate more.
    Repeat {
        certificate: u8,
        as_root: bool,
    },
    /// A certificate less.
    Drop {
        certificate: u8,
    },
    Purpose,
}

struct Case {
    leaf: Vec<u8>,
    intermediates: Vec<Vec<u8>>,
    roots: Vec<Vec<u8>>,
    client: bool,
    time: Timestamp,
    name: Value,
}

/// An attempt passes if and only if Go accepts, and Go, where it is asked, agrees.
pub fn run(input: &Input) {
    let Some(mut case) = Case::recorded(input) else {
        return;
    };
    for change in input.changes.iter().take(8) {
        case.apply(change);
    }
    let peer = case.verify();
    check(&peer);
    GO.with_borrow_mut(|go| {
        if let Some(go) = go {
            go.compare(case.to_json(), answer(&peer));
        }
    });
}

impl Case {
    fn recorded(input: &Input) -> Option<Self> {
        let case = &SAMPLE[usize::from(input.case) % SAMPLE.len()];
        let blocks = |text: &Value| -> Vec<Vec<u8>> {
            pem::blocks(
                text.as_str().unwrap_or_default().as_bytes(),
                pem::Rules::default(),
            )
            .filter(|block| block.label == b"CERTIFICATE")
            .map(|block| block.bytes)
            .collect()
        };
        let list = |list: &Value| {
            list.as_array()
                .into_iter()
                .flatten()
                .flat_map(blocks)
                .collect()
        };
        let at = Timestamp::parse(case["time"].as_str()?)?;
        Some(Self {
            leaf: blocks(&case["leaf"]).into_iter().next()?,
            intermediates: list(&case["intermediates"]),
            roots: list(&case["roots"]),
            client: case["kind"] == "client",
            time: Timestamp::from_seconds(at.seconds).plus(i64::from(input.seconds)),
            name: case["name"].clone(),
        })
    }

    fn all(&mut self) -> Vec<&mut Vec<u8>> {
        let Self {
            leaf,
            intermediates,
            roots,
            ..
        } = self;
        std::iter::once(leaf)
            .chain(intermediates)
            .chain(roots)
            .collect()
    }

    fn apply(&mut self, change: &Change) {
        match *change {
            Change::Octet {
                certificate,
                at,
                to,
            } => {
                let mut all = self.all();
                let index = usize::from(certificate) % all.len();
                if let Some(octet) = all[index].get_mut(usize::from(at)) {
                    *octet = to;
                }
            }
            Change::Splice {
                from,
                to,
                at,
                length,
            } => {
                let mut all = self.all();
                let (from, to) = (usize::from(from) % all.len(), usize::from(to) % all.len());
                let range = usize::from(at)..usize::from(at) + usize::from(length);
                let Some(octets) = all[from].get(range.clone()).map(<[u8]>::to_vec) else {
                    return;
                };
                if let Some(place) = all[to].get_mut(range) {
                    place.copy_from_slice(&octets);
                }
            }
            Change::Repeat {
                certificate,
                as_root,
            } => {
                let all = self.all();
                let copy = all[usize::from(certificate) % all.len()].clone();
                if as_root {
                    &mut self.roots
                } else {
                    &mut self.intermediates
                }
                .push(copy);
            }
            Change::Drop { certificate } => {
                let index = usize::from(certificate);
                if index < self.intermediates.len() {
                    self.intermediates.remove(index);
                } else if index - self.intermediates.len() < self.roots.len() {
                    self.roots.remove(index - self.intermediates.len());
                }
            }
            Change::Purpose => self.client = !self.client,
        }
    }

    fn verify(&self) -> PeerVerification {
        let parse = |der: &Vec<u8>| -> Presented { Certificate::parse(der).map(Arc::new) };
        let presented: Vec<_> = std::iter::once(&self.leaf)
            .chain(&self.intermediates)
            .map(parse)
            .collect();
        let anchors: CertPool = self
            .roots
            .iter()
            .map(parse)
            .filter_map(Result::ok)
            .collect();
        let mut policy = Policy::client(self.time);
        if !self.client {
            policy.purpose = Purpose::ServerAuth;
            policy.server_name = self.server_name();
        }
        verify_peer(
            &presented,
            &anchors,
            &policy,
            &SignatureCache::default(),
            Trace::Always,
        )
    }

    fn server_name(&self) -> Option<String> {
        let value = self.name["value"].as_str()?;
        if self.name["kind"] == "ip" && value.contains(':') {
            return Some(format!("[{value}]"));
        }
        Some(value.to_owned())
    }

    fn to_json(&self) -> Value {
        let pem = |der: &Vec<u8>| {
            let body = base64::engine::general_purpose::STANDARD.encode(der);
            let lines: Vec<_> = body
                .as_bytes()
                .chunks(64)
                .map(String::from_utf8_lossy)
                .collect();
            format!(
                "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
                lines.join("\n")
            )
        };
        json!({
            "id": "fuzz",
            "kind": if self.client { "client" } else { "server" },
            "roots": self.roots.iter().map(pem).collect::<Vec<_>>(),
            "intermediates": self.intermediates.iter().map(pem).collect::<Vec<_>>(),
            "leaf": pem(&self.leaf),
            "time": self.time.to_string(),
            "name": self.name,
        })
    }
}

/// An attempt passes if and only if Go accepts, and a rejection has a reason.
fn check(peer: &PeerVerification) {
    let accepted = peer.error.is_none();
    assert_eq!(accepted, peer.problems().is_empty());
    if let Some(verification) = &peer.verification
        && peer.refused.is_empty()
    {
        let passes = verification.attempts.iter().any(|attempt| attempt.passes());
        let trusted = !matches!(&peer.error, Some((certgraph::verify::Stage::Anchors, _)));
        assert_eq!(passes, accepted && trusted);
    }
}

fn answer(peer: &PeerVerification) -> Value {
    let chains: Vec<Vec<String>> = match &peer.verification {
        Some(verification) if peer.error.is_none() => match &verification.go {
            GoVerdict::Chains(chains) => chains
                .iter()
                .map(|chain| {
                    chain
                        .iter()
                        .map(|one| one.fingerprint.to_string())
                        .collect()
                })
                .collect(),
            GoVerdict::Error(_) => Vec::new(),
        },
        _ => Vec::new(),
    };
    json!({
        "verdict": if peer.error.is_none() { "accept" } else { "reject" },
        "error": peer.error.as_ref().map(|(_, error)| &error.text),
        "chains": chains,
    })
}
