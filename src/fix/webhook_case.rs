//! What fixes a connection to a webhook or an extension API server: the CA beside its certificate goes into `caBundle`, or
//! cert-manager issues the certificate anew.

use std::sync::Arc;

use crate::connection::{
    Bundle, ChainMember, Client, Connection, Evidence, Server, Trust, same_fault,
};
use crate::decode::certificates::SecretPair;
use crate::decode::objects::ClientConfig;
use crate::finding::{Code, Finding, Severity, Step};
use crate::fix::model::{Advice, Change, Command, Fix, FixPlan, Side, Words, all};
use crate::fix::simulation::{Evaluation, reissued, sign};
use crate::handshake::connect;
use crate::inventory::Placed;
use crate::verify::Verdict;

/// Everything that such a connection rests on.
pub struct WebhookCase<'a> {
    /// What names the server.
    pub config: &'a ClientConfig,
    /// kube-apiserver.
    pub client: &'a Client,
    /// The server.
    pub server: &'a Server,
    /// What it serves from.
    pub secret: &'a SecretPair,
    /// `ca.crt` of that Secret.
    pub beside: &'a [Placed],
    /// By whose rules it is judged.
    pub evaluation: Evaluation<'a>,
}

impl WebhookCase<'_> {
    /// What can be done about `connection`; each fix is tried.
    pub fn advise(&self, connection: &Connection) -> Advice {
        let mut advice = Advice::default();
        if connection.verdict != Verdict::Reject {
            return advice;
        }
        for finding in &connection.findings {
            let stops = |known: &Finding| same_fault(known, finding);
            let elsewhere = self.client.startup_failures.iter().any(stops);
            let fixes = if finding.severity == Severity::Error && !elsewhere {
                self.for_finding(connection, finding)
            } else {
                Vec::new()
            };
            advice.fixes.push(fixes);
        }
        let works = |fix: &&Fix| fix.verdict_after != Some(Verdict::Reject);
        let best = advice.fixes.iter().flatten().find(works);
        advice.plan = best.map(|fix| FixPlan {
            fixes: vec![fix.clone()],
            verdict_after: fix.verdict_after.unwrap_or(Verdict::Undetermined),
        });
        advice
    }

    fn for_finding(&self, connection: &Connection, finding: &Finding) -> Vec<Fix> {
        let of_client = matches!(
            finding.step,
            Some(Step::Configuration | Step::ClientVerifies)
        );
        let name = self.config.target.server_name().unwrap_or_default();
        let fix = match finding.problem.code() {
            _ if !of_client => None,
            Code::IssuerKeyMismatch | Code::UnknownIssuer | Code::NoUsableCa => self.trust(),
            Code::Expired | Code::NotYetValid => self.issue(
                connection,
                finding,
                &Change::Dates,
                "issue it again",
                self.certificate_command("cmctl renew -n", None),
            ),
            Code::NameMismatch | Code::CommonNameOnly => self.issue(
                connection,
                finding,
                &Change::Name(name.clone()),
                &format!("issue it with the name {name}"),
                self.certificate_command("kubectl patch certificate -n", Some(&name)),
            ),
            _ => None,
        };
        fix.into_iter().collect()
    }

    /// The CA that stands beside the certificate.
    fn trust(&self) -> Option<Fix> {
        let first = self.beside.first()?;
        let mut client = self.client.clone();
        let own = self.config.ca_bundle.as_ref().map(|text| &text.location);
        client.findings.retain(|finding| {
            let place = finding.locations.first();
            !place
                .zip(own)
                .is_some_and(|(place, own)| place.is_inside(own))
        });
        client.refusal = None;
        client.trust = Trust::Bundle(Bundle {
            label: "caBundle".to_owned(),
            location: first.location.clone(),
            anchors: self.beside.to_vec(),
        });
        let mut text = format!("put ca.crt of {} into caBundle", self.secret.label());
        if self.config.injected_from.is_some() {
            text.push_str(", which cert-manager's cainjector should have done: see its log");
        }
        let fix = Fix::untried(Side::Client, text, self.patch());
        Some(self.tried(fix, &client, self.server))
    }

    /// Reads the CA, and then writes it: in one line the command is longer than any screen.
    fn patch(&self) -> Vec<Command> {
        let (kind, name) = (self.config.kind.to_lowercase(), &self.config.object);
        let (namespace, secret) = (&self.secret.namespace, &self.secret.name);
        let words = [&kind, name, namespace, secret];
        if !words.iter().all(|word| is_plain(word)) {
            return Vec::new();
        }
        let pointer = &self.config.ca_bundle_pointer;
        let read = Words::new("ca=$(kubectl get secret -n")
            .value(namespace)
            .value(secret)
            .and("-o jsonpath='{.data.ca\\.crt}')");
        let write = Words::new("kubectl patch")
            .value(&kind)
            .value(name)
            .and("--type=json -p")
            .raw(format!(
                r#"'[{{"op":"add","path":"{pointer}","value":"'$ca'"}}]'"#
            ));
        all([read.done(), write.done()])
    }

    /// The serving certificate, issued anew by whom it was issued.
    fn issue(
        &self,
        connection: &Connection,
        finding: &Finding,
        change: &Change,
        what: &str,
        command: Option<Command>,
    ) -> Option<Fix> {
        let attempt = connection.client_verifies.verification.as_ref()?;
        let attempt = attempt.attempts.first()?;
        let leaf = attempt.path.first()?;
        // A CA is not renewed by issuing a leaf.
        if finding.certificate.as_ref()?.fingerprint != leaf.fingerprint {
            return None;
        }
        let new = Arc::new(reissued(leaf, leaf.fingerprint, change, self.evaluation.at));
        if let Some(issuer) = attempt.path.get(1) {
            sign(&new, issuer, self.evaluation.signatures);
        }
        let mut server = self.server.clone();
        if let Evidence::Given(pair) = &mut server.serving
            && let Some(ChainMember::Parsed(placed)) = pair.chain.certificates.first_mut()
        {
            placed.certificate = new;
        }
        let who = match command {
            Some(_) => "have cert-manager ",
            None => "",
        };
        let text = format!("{who}{what}");
        let fix = Fix::untried(Side::Server, text, all([command]));
        Some(self.tried(fix, self.client, &server))
    }

    /// Names the Certificate of cert-manager; with `name`, adds that to its names.
    fn certificate_command(&self, words: &str, name: Option<&str>) -> Option<Command> {
        let certificate = self.secret.certificate_name.as_ref()?;
        let namespace = &self.secret.namespace;
        let plain = [certificate, namespace].iter().all(|word| is_plain(word));
        let words = Words::new(words).value(namespace).value(certificate);
        let words = match name {
            None => words,
            Some(name) if is_plain(name) => words.and("--type=json -p").raw(format!(
                r#"'[{{"op":"add","path":"/spec/dnsNames/-","value":"{name}"}}]'"#
            )),
            Some(_) => return None,
        };
        words.done().filter(|_| plain)
    }

    fn tried(&self, mut fix: Fix, client: &Client, server: &Server) -> Fix {
        let after = connect(
            client,
            server,
            self.evaluation.at,
            self.evaluation.release,
            self.evaluation.signatures,
        );
        fix.verdict_after = Some(after.verdict);
        let next = after.findings.iter();
        let mut next = next.filter(|finding| finding.severity == Severity::Error);
        fix.next = next
            .next()
            .filter(|_| after.verdict == Verdict::Reject)
            .map(|finding| finding.problem.code());
        fix
    }
}

/// A name as Kubernetes allows it (RFC 1123 subdomain): it needs no quotes anywhere.
fn is_plain(name: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    !name.is_empty() && !name.starts_with('-') && name.bytes().all(allowed)
}
