//! Lines of clients that are not Go's: what is at hand is verified again by the rules of the client that speaks.

use super::conclusion::{About, Conclusion};
use super::ends::Ends;
use super::entry::Verifier;
use super::evidence::{Evidence, Group};
use super::known::Known;
use super::read::recognise;
use super::replay::pairs;
use super::search;
use super::speaker::{Software, Speaker};
use crate::clients::{ClientName, Refusal, Request, refusal};
use crate::finding::Code;
use crate::inventory::Placed;
use crate::verify::{Policy, SignatureCache, Trace, verify_peer};

/// Pairs of a server's certificate and a bundle that are tried, by each client.
const PAIRS: usize = 200;

/// Looks for the certificates of which the speaker would say this; whether there are some.
pub(super) fn by_its_own_rules(
    known: &Known,
    evidence: &Evidence,
    conclusion: &mut Conclusion,
) -> bool {
    if known.verifier != Some(Verifier::Client) {
        return false;
    }
    let signatures = SignatureCache::default();
    let ends = Ends::of(known.context.link);
    let clients = clients(known);
    let tried = pairs(evidence, Verifier::Client, ends);
    for (_, leaf, group, anchors) in tried.into_iter().take(PAIRS) {
        let pair = Pair {
            leaf,
            group,
            anchors,
        };
        let found = clients.iter().find_map(|client| {
            let refusal = pair.refusal(*client, known, evidence, &signatures)?;
            says(&refusal, known).then_some((*client, refusal))
        });
        if let Some((client, refusal)) = found {
            pair.explain(client, &refusal, known, evidence, conclusion);
            return true;
        }
    }
    false
}

/// The clients that may have printed the line.
fn clients(known: &Known) -> Vec<ClientName> {
    let speaker = known.context.speaker.or(known.context.link.client);
    let Some(Speaker::Other(software)) = speaker else {
        return ClientName::ALL.to_vec();
    };
    match software {
        Software::Python => vec![
            ClientName::Python,
            ClientName::Python312,
            ClientName::Asyncio,
            ClientName::Kr8s,
        ],
        Software::Node => vec![ClientName::Node, ClientName::Node20],
        Software::Rustls => vec![ClientName::KubeRs],
        Software::Java => vec![ClientName::Java, ClientName::Fabric8],
        Software::GnuTls => vec![ClientName::GnuTls],
        // Those that OpenSSL verifies for.
        Software::Curl
        | Software::Wget
        | Software::OpenSsl
        | Software::Nginx
        | Software::Haproxy
        | Software::Apache
        | Software::Stunnel => vec![ClientName::Curl],
        _ => ClientName::ALL.to_vec(),
    }
}

/// Whether the line says what the client would.
fn says(refusal: &Refusal, known: &Known) -> bool {
    let Some(message) = &refusal.message else {
        return false;
    };
    let innermost = message.rsplit(": ").next().unwrap_or(message);
    // Python names the line of its own source, which is another in each release.
    let innermost = innermost.split(" (_ssl.c:").next().unwrap_or(innermost);
    if known.text.contains(innermost) {
        return true;
    }
    // The rules of OpenSSL's strict mode are one entry of many texts: another text is another rule.
    known.entry.id != "other-strict"
        && recognise(message).is_some_and(|said| said.entry.id == known.entry.id)
}

/// A server's certificate among what stands with it, and what is trusted.
struct Pair<'a> {
    leaf: &'a Placed,
    group: &'a Group,
    anchors: &'a Group,
}

impl Pair<'_> {
    fn refusal(
        &self,
        client: ClientName,
        known: &Known,
        evidence: &Evidence,
        signatures: &SignatureCache,
    ) -> Option<Refusal> {
        let host = self.host(known, evidence);
        let request = Request {
            at: known.facts.now().unwrap_or(evidence.at),
            host: host.as_deref(),
            signatures,
        };
        let anchors = self.anchors.members.iter();
        let anchors = anchors.map(|placed| placed.certificate.clone()).collect();
        refusal(client, &self.sent(), anchors, &request)
    }

    /// The leaf, and then what stands with it.
    fn sent(&self) -> Vec<crate::x509::CertificateRef> {
        let leaf = self.leaf.certificate.fingerprint;
        let rest = self.group.members.iter();
        let rest = rest.filter(|placed| placed.certificate.fingerprint != leaf);
        std::iter::once(self.leaf)
            .chain(rest)
            .map(|placed| placed.certificate.clone())
            .collect()
    }

    fn host(&self, known: &Known, evidence: &Evidence) -> Option<String> {
        let asked = known.facts.wanted().map(str::to_owned);
        asked
            .or_else(|| evidence.server_name(self.anchors).map(str::to_owned))
            .map(|name| name.trim_matches(['[', ']']).to_owned())
    }

    fn explain(
        &self,
        client: ClientName,
        refusal: &Refusal,
        known: &Known,
        evidence: &Evidence,
        conclusion: &mut Conclusion,
    ) {
        conclusion.because.clone_from(&refusal.reason);
        conclusion.cause = Some(self.code(known, evidence));
        let name = client.as_str();
        let anchors = &self.anchors.place;
        if let Some(entry) = refusal
            .certificate
            .as_ref()
            .and_then(|certificate| evidence.inventory.get(certificate.fingerprint))
        {
            let why = format!("verified again by the rules of {name}, this one is at fault");
            conclusion.add(search::about(entry, why));
        }
        let leaf = self.leaf.certificate.fingerprint;
        conclusion.add(About {
            certificate: Some(self.leaf.certificate.clone()),
            locations: evidence.inventory.locations(leaf).to_vec(),
            why: format!("the serving certificate: with {anchors}, {name} refuses it"),
        });
    }

    /// What is wrong by Go's rules too, or that only other clients refuse it.
    fn code(&self, known: &Known, evidence: &Evidence) -> Code {
        let host = self.host(known, evidence).unwrap_or_default();
        let mut policy = Policy::server(known.facts.now().unwrap_or(evidence.at), host);
        policy.release = evidence.release;
        if policy.server_name.as_deref() == Some("") {
            policy.server_name = None;
        }
        let presented: Vec<_> = self.sent().into_iter().map(Ok).collect();
        let pool = self.anchors.members.iter();
        let pool = pool.map(|placed| placed.certificate.clone()).collect();
        let signatures = SignatureCache::default();
        let peer = verify_peer(&presented, &pool, &policy, &signatures, Trace::Always);
        let attempt = peer
            .verification
            .as_ref()
            .filter(|_| peer.error.is_some())
            .and_then(|verification| verification.attempts.first());
        attempt
            .and_then(|attempt| {
                let causes = attempt.root_causes();
                causes.first().map(|(_, problem)| problem.code())
            })
            .unwrap_or(Code::RefusedOutsideGo)
    }
}
