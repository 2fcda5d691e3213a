//! A chain of certificates against trust anchors, as Go's TLS judges it.

use crate::decode::bundle;
use crate::finding::{Problem, Purpose};
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::time::Timestamp;
use crate::verify::{
    CertPool, GoVerdict, Policy, Presented, SignatureCache, Trace, Verdict, verify_peer,
};
use crate::x509::CertificateRef;

/// What a chain is verified for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ChainOptions {
    /// The instant of verification.
    pub at: Timestamp,
    /// Whether it is a server's chain or a client's.
    pub purpose: Purpose,
    /// DNS name or address that a server's certificate must be for; `None` for a client's.
    pub server_name: Option<String>,
    /// The Go release whose `crypto/x509` rules apply.
    pub release: GoRelease,
}

impl ChainOptions {
    /// A client verifies the server that it knows as `name`.
    pub fn server(name: impl Into<String>, at: Timestamp) -> Self {
        Self {
            at,
            purpose: Purpose::ServerAuth,
            server_name: Some(name.into()),
            release: GoRelease::default(),
        }
    }

    /// A server verifies a client.
    pub fn client(at: Timestamp) -> Self {
        Self {
            at,
            purpose: Purpose::ClientAuth,
            server_name: None,
            release: GoRelease::default(),
        }
    }
}

/// What Go's TLS makes of a chain, and everything that is wrong with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ChainVerdict {
    /// Accept or reject; undetermined where Go's answer depends on more than the certificates.
    pub verdict: Verdict,
    /// Go's error, in its own words; `None` where it accepts.
    pub error: Option<String>,
    /// What is wrong: not only what Go stops at, but everything along the path that comes closest.
    pub problems: Vec<Problem>,
    /// Every chain that verifies, leaf first, in Go's order.
    pub chains: Vec<Vec<CertificateRef>>,
}

/// Verifies a chain in PEM, its leaf first, against the CAs of a PEM bundle, with the rules and the words of Go.
///
/// ```
/// use certgraph::{ChainOptions, Timestamp, Verdict, verify_chain};
///
/// let leaf = include_bytes!("../../fixtures/control-plane/healthy/etc/kubernetes/pki/apiserver.crt");
/// let ca = include_bytes!("../../fixtures/control-plane/healthy/etc/kubernetes/pki/ca.crt");
/// let other = include_bytes!("../../fixtures/control-plane/healthy/etc/kubernetes/pki/etcd/ca.crt");
/// let at = Timestamp::parse("2026-11-28").unwrap();
///
/// let good = verify_chain(leaf, ca, &ChainOptions::server("kubernetes.default.svc", at));
/// assert_eq!(good.verdict, Verdict::Accept);
///
/// let bad = verify_chain(leaf, other, &ChainOptions::server("kubernetes.default.svc", at));
/// assert_eq!(bad.verdict, Verdict::Reject);
/// assert_eq!(bad.error.unwrap(), "x509: certificate signed by unknown authority");
/// assert_eq!(bad.problems[0].code().slug(), "unknown-issuer");
/// ```
pub fn verify_chain(chain: &[u8], anchors: &[u8], options: &ChainOptions) -> ChainVerdict {
    let presented = certificates(chain, options.release);
    let anchors: CertPool = certificates(anchors, options.release)
        .into_iter()
        .flatten()
        .collect();
    let policy = Policy {
        at: options.at,
        at_offset: 0,
        purpose: options.purpose,
        server_name: options.server_name.clone(),
        release: options.release,
    };
    let signatures = SignatureCache::default();
    let peer = verify_peer(&presented, &anchors, &policy, &signatures, Trace::Always);
    let verdict = peer.verdict();
    let problems = peer.problems().into_iter().cloned().collect();
    let error = peer.error.map(|(_, error)| error.to_string());
    let chains = match peer.verification.map(|verification| verification.go) {
        Some(GoVerdict::Chains(chains)) if error.is_none() => chains,
        _ => Vec::new(),
    };
    ChainVerdict {
        verdict,
        error,
        problems,
        chains,
    }
}

fn certificates(pem: &[u8], release: GoRelease) -> Vec<Presented> {
    let links = bundle::chain(pem, &Location::file(""), release).links;
    links.into_iter().map(|link| link.parsed).collect()
}
