//! What kube-controller-manager issues and publishes, and whether anybody accepts it.

use std::sync::Arc;

use super::build::Build;
use super::program::Program;
use crate::assemble::{ComponentFlags, ComponentTrust, NamedFile, component};
use crate::connection::Server;
use crate::decode::{bundle, pem};
use crate::finding::{Finding, Problem, ProgramFault, Severity, SignerFault};
use crate::ground::location::Location;
use crate::inventory::Placed;
use crate::programs::{self, signers};
use crate::source::Limit;
use crate::survey::Rules;
use crate::x509::CertificateRef;

/// Judges its signers, the CAs that it publishes, and its own serving certificate.
pub(super) fn judge(
    manager: &Program,
    api_server: &Arc<Server>,
    keys: bool,
    build: &mut Build<'_>,
) {
    let rules = build.rules();
    build.note(issued(manager, api_server, keys, rules));
    let files = signers()
        .iter()
        .filter_map(|signer| manager.file(signer.certificate));
    files.for_each(|file| build.signer(file));
    build.note(serving(manager, rules));
    if let Some(root) = manager.file("--root-ca-file") {
        build.note(published(&root, rules));
        let client = component(&pod(manager, root), rules.files, rules.release);
        if client.refusal.is_none() {
            build.pods(client, api_server);
        }
    }
}

/// What is wrong with what its signers issue.
fn issued(manager: &Program, api_server: &Server, keys: bool, rules: &Rules<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut signs = false;
    for signer in signers() {
        let pair = (manager.file(signer.certificate), manager.value(signer.key));
        let (Some(file), Some(_)) = pair else {
            continue;
        };
        signs = true;
        let Some(certificate) = only_certificate(&file, rules) else {
            continue;
        };
        let fault = fault(&certificate, signer, api_server, rules);
        let places = vec![certificate.location.clone(), file.location.clone()];
        found.extend(fault.map(|fault| {
            finding(signer.certificate, fault, places).about(&certificate.certificate)
        }));
    }
    if !signs {
        let general = signers().first().map_or("", |signer| signer.certificate);
        let mut nobody = finding(general, SignerFault::Nobody, vec![manager.place(general)]);
        // An external CA issues by hand.
        nobody.severity = Severity::Warning;
        // Of a copy without keys, that there is none says nothing.
        found.extend(Some(nobody).filter(|_| keys));
    }
    const DURATION: &str = "--cluster-signing-duration";
    if manager.value(DURATION).is_some_and(is_zero) {
        found.push(finding(
            DURATION,
            SignerFault::NoLifetime,
            vec![manager.place(DURATION)],
        ));
    }
    found
}

fn finding(flag: &'static str, fault: SignerFault, places: Vec<Location>) -> Finding {
    let fault = ProgramFault::Signer { flag, fault };
    Finding::new(Problem::Program(fault), None, places)
}

fn fault(
    signer: &Placed,
    pair: &programs::Signer,
    api_server: &Server,
    rules: &Rules<'_>,
) -> Option<SignerFault> {
    let certificate = &signer.certificate;
    let name = certificate.subject.to_string();
    if rules.at > certificate.not_after.at {
        return Some(SignerFault::Expired {
            not_after: certificate.not_after,
        });
    }
    if !certificate.is_ca() {
        return Some(SignerFault::NotACa { signer: name });
    }
    let bundle = api_server.client_ca.value()?.as_ref()?;
    let same = |anchor: &Placed| is_issuer(&anchor.certificate, certificate);
    let is_known = bundle.anchors.iter().any(same);
    (pair.issues_clients() && !is_known).then_some(SignerFault::Unknown { signer: name })
}

/// Whether what one of them issues verifies by the other: an issuer is a name and a key.
fn is_issuer(anchor: &CertificateRef, signer: &CertificateRef) -> bool {
    anchor.public_key == signer.public_key && anchor.subject.raw == signer.subject.raw
}

/// The certificate of a file that holds one alone; any other ends the program, which is said where it starts.
fn only_certificate(file: &NamedFile, rules: &Rules<'_>) -> Option<Placed> {
    let path = file.path.as_ref()?;
    let text = rules.files.read(path, Limit::BUNDLE).ok()?;
    let place = Location::of_path(path);
    let mut read = bundle::strict(&text, &place, rules.release).certificates;
    let only = read.len() == 1;
    read.pop().filter(|_| only)
}

/// Go's `time.ParseDuration` of nothing: `0`, `0s`, `0h0m0s`.
fn is_zero(duration: &str) -> bool {
    let digits = duration.chars().filter(char::is_ascii_digit);
    !duration.is_empty()
        && digits.clone().count() > 0
        && digits.into_iter().all(|digit| digit == '0')
}

/// That a private key goes out with the CAs.
fn published(root: &NamedFile, rules: &Rules<'_>) -> Option<Finding> {
    let path = root.path.as_ref()?;
    let text = rules.files.read_secret(path, Limit::BUNDLE).ok()?;
    let mut blocks = pem::blocks(text.expose(), rules.release.into());
    blocks.find(|block| block.label.ends_with(b"PRIVATE KEY"))?;
    let fault = ProgramFault::PublishedKey { flag: root.flag };
    let places = vec![Location::of_path(path), root.location.clone()];
    Some(Finding::new(Problem::Program(fault), None, places))
}

/// That those who verify its own server refuse it; probes do not verify.
fn serving(manager: &Program, rules: &Rules<'_>) -> Option<Finding> {
    let file = manager.file("--tls-cert-file")?;
    let path = file.path.as_ref()?;
    let text = rules.files.read(path, Limit::BUNDLE).ok()?;
    let place = Location::of_path(path);
    let read = bundle::strict(&text, &place, rules.release);
    let leaf = read.certificates.first()?;
    let not_after = leaf.certificate.not_after;
    (rules.at > not_after.at).then(|| {
        let fault = ProgramFault::ServingExpired { not_after };
        let places = vec![leaf.location.clone(), file.location.clone()];
        Finding::new(Problem::Program(fault), None, places).about(&leaf.certificate)
    })
}

/// A client of a pod: it trusts `kube-root-ca.crt`, which is the file as it is.
fn pod(manager: &Program, root: NamedFile) -> ComponentFlags {
    ComponentFlags {
        component: programs::Program::Pod,
        file: manager.manifest.clone(),
        url: "https://kubernetes.default.svc:443".to_owned(),
        server_name: "kubernetes.default.svc".to_owned(),
        location: root.location.clone(),
        trust: ComponentTrust::Lenient(root),
        certificate: None,
        key: None,
        front_proxy: false,
        dialled: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_time_is_written_in_several_ways() {
        for zero in ["0", "0s", "0h0m0s", "0.0h"] {
            assert!(is_zero(zero), "{zero}");
        }
        for more in ["1h", "0h30m", "8760h0m0s", "", "h"] {
            assert!(!is_zero(more), "{more}");
        }
    }
}
