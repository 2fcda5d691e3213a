//! Nothing listens: which of the files at hand would keep kube-apiserver from starting.

use super::bundle_files::bundle_code;
use super::conclusion::Conclusion;
use super::evidence::Evidence;
use super::files::place;
use super::key_pair_files::file_pairs;
use super::known::Known;
use crate::decode::bundle;
use crate::decode::key_pair::key_pair;
use crate::finding::Code;

/// The key pair or the CA file that the server refuses. Flags are in no file: what follows from them is not told.
pub(super) fn startup(known: &Known, evidence: &Evidence, conclusion: &mut Conclusion) {
    let elsewhere = known.facts.name() == Some("localhost:8080");
    if known.entry.id != "connection-refused" || elsewhere || conclusion.cause.is_some() {
        return;
    }
    for (certificate, key, text, secret) in file_pairs(evidence) {
        let pair = key_pair((text, &certificate), (secret, &key), evidence.release);
        let Some(problem) = pair.problems.first() else {
            continue;
        };
        conclusion.cause.get_or_insert_with(|| problem.code());
        let why = problem.go_text(evidence.release);
        conclusion.add(place(
            &certificate,
            format!("kube-apiserver does not start with this pair: {why}"),
        ));
        conclusion.add(place(&key, "the key of the pair".to_owned()));
    }
    for (location, text) in &evidence.texts {
        let name = location.file.rsplit('/').next().unwrap_or(&location.file);
        if !name.contains("client-ca") && name != "ca.crt" {
            continue;
        }
        let read = bundle::strict(text.expose(), location, evidence.release);
        let Some(error) = read.error else {
            continue;
        };
        let first = read.problems.first();
        let code = first.map_or(Code::NoUsableCa, |problem| bundle_code(&problem.fault));
        conclusion.cause.get_or_insert(code);
        let at = first.map_or(location, |problem| &problem.location);
        conclusion.add(place(
            at,
            format!("kube-apiserver does not start with this file as --client-ca-file: {error}"),
        ));
    }
}
