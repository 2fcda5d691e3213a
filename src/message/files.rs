//! Messages about files as such: kubeconfigs, key pairs, CA bundles, certificates that do not parse.

use super::conclusion::{About, Conclusion};
use super::evidence::Evidence;
use super::known::Known;
use super::read::recognise;
use crate::decode::bundle::{self, BundleFault};
use crate::decode::key_pair::{KeyPairProblem, key_pair};
use crate::decode::kubeconfig::{Context, Endpoint, FilePath, Kubeconfig, User};
use crate::finding::Code;
use crate::golang::GoRelease;
use crate::golang::url::UrlRules;
use crate::ground::location::Location;
use crate::ground::secret::Secret;

/// The field of a kubeconfig for which kubectl prints the message.
pub(super) fn kubeconfig(known: &Known, evidence: &Evidence, conclusion: &mut Conclusion) {
    for config in &evidence.kubeconfigs {
        credentials(config, known, conclusion);
        server(config, known, conclusion);
    }
    for fault in &evidence.faults {
        let Some(said) = fault
            .problem
            .kubectl_message()
            .and_then(|text| recognise(&text))
        else {
            continue;
        };
        // Paths and file names are written as kubectl saw them, which need not be as they are named here.
        let same_path = match (said.facts.path(), known.facts.path()) {
            (Some(here), Some(there)) => ends_alike(here, there),
            _ => false,
        };
        if said.entry.id == known.entry.id
            && (said.same(known) || same_path || same_position(&said, known) || loads(known))
        {
            let code = known.entry.causes.first().map(|cause| cause.code);
            conclusion.cause = conclusion.cause.or(code);
            conclusion.add(place(&fault.location, fault.problem.to_string()));
        }
    }
    for config in &evidence.kubeconfigs {
        if let Some(path) = known.facts.path() {
            for (field, location) in config
                .clusters
                .iter()
                .filter_map(|cluster| cluster.certificate_authority.as_ref())
                .chain(config.users.iter().flat_map(|user| {
                    [&user.client_certificate, &user.client_key, &user.token_file]
                        .into_iter()
                        .flatten()
                }))
                .map(|field| (&field.value, &field.location))
            {
                if names(field, path) {
                    conclusion.cause.get_or_insert(Code::UnreadableFile);
                    conclusion.add(place(location, "this field names the file".to_owned()));
                }
            }
        }
        for cluster in &config.clusters {
            let Some(server) = &cluster.server else {
                continue;
            };
            let plain = Endpoint::parse(&server.value, UrlRules::LENIENT)
                .is_ok_and(|endpoint| !endpoint.is_tls());
            if plain && may_be(known, Code::PlainHttp) {
                conclusion.cause.get_or_insert(Code::PlainHttp);
                conclusion.add(place(
                    &server.location,
                    "this server URL is not https".to_owned(),
                ));
            }
        }
    }
}

/// The user of the current context, or every user where there is no such context.
fn credentials(config: &Kubeconfig, known: &Known, conclusion: &mut Conclusion) {
    let context = current(config);
    if let Some(context) = context
        && let Some(name) = &context.user
        && !config.users.iter().any(|user| user.name == name.value)
        && may_be(known, Code::UnknownUser)
    {
        conclusion.cause.get_or_insert(Code::UnknownUser);
        conclusion.add(place(&name.location, "no user has this name".to_owned()));
    }
    let meant = |user: &&User| {
        context.is_none_or(|context| {
            context
                .user
                .as_ref()
                .is_some_and(|name| name.value == user.name)
        })
    };
    for user in config.users.iter().filter(meant) {
        let nothing = !user.has_client_certificate()
            && user.token.is_none()
            && user.token_file.is_none()
            && user.exec.is_none()
            && user.auth_provider.is_none();
        let (code, why) = if user.username.is_some() {
            (
                Code::BasicAuthIgnored,
                "this user has only a name and a password, which kube-apiserver ignores",
            )
        } else {
            (Code::NoCredentials, "this user has no credentials")
        };
        if nothing && may_be(known, code) {
            conclusion.cause.get_or_insert(code);
            conclusion.add(place(&user.location, why.to_owned()));
        }
        let token = user.token.as_ref().map(|field| &field.location);
        let token = token.or_else(|| user.token_file.as_ref().map(|field| &field.location));
        if let Some(token) = token
            && !user.has_client_certificate()
            && may_be(known, Code::UnknownToken)
        {
            conclusion.cause.get_or_insert(Code::UnknownToken);
            let why =
                "this user has a token and no certificate: the server does not know the token";
            conclusion.add(place(token, why.to_owned()));
        }
    }
}

/// Why kubectl asks localhost:8080.
fn server(config: &Kubeconfig, known: &Known, conclusion: &mut Conclusion) {
    if known.entry.id != "connection-refused" || known.facts.name() != Some("localhost:8080") {
        return;
    }
    let Some(context) = current(config) else {
        return;
    };
    let Some(name) = &context.cluster else {
        return;
    };
    let cluster = config
        .clusters
        .iter()
        .find(|cluster| cluster.name == name.value);
    match cluster {
        None => {
            conclusion.cause.get_or_insert(Code::UnknownCluster);
            conclusion.add(place(&name.location, "no cluster has this name".to_owned()));
        }
        Some(cluster) if cluster.server.is_none() => {
            conclusion.cause.get_or_insert(Code::NoServer);
            conclusion.add(place(
                &cluster.location,
                "this cluster has no server".to_owned(),
            ));
        }
        Some(_) => {}
    }
}

fn current(config: &Kubeconfig) -> Option<&Context> {
    let name = config.current_context.as_ref()?;
    config
        .contexts
        .iter()
        .find(|context| context.name == name.value)
}

fn may_be(known: &Known, code: Code) -> bool {
    known.causes().iter().any(|cause| cause.code == code)
}

/// kubectl puts the file's name before it, which need not be the name here.
fn same_position(said: &Known, known: &Known) -> bool {
    said.facts.position().is_some() && said.facts.position() == known.facts.position()
}

/// kubectl names the file and not the field.
fn loads(known: &Known) -> bool {
    matches!(
        known.entry.id,
        "malformed-kubeconfig" | "wrong-field-type" | "duplicate-name"
    )
}

fn names(field: &FilePath, path: &str) -> bool {
    field.resolved == path || ends_alike(&field.written, path) || ends_alike(&field.resolved, path)
}

/// Whether one path ends with the other, from a slash on.
fn ends_alike(one: &str, other: &str) -> bool {
    let ends = |long: &str, short: &str| {
        !short.is_empty()
            && long
                .strip_suffix(short.trim_start_matches("./"))
                .is_some_and(|head| {
                    head.is_empty() || head.ends_with('/') || short.starts_with('/')
                })
    };
    ends(one, other) || ends(other, one)
}

/// The pair of which crypto/tls says the message.
pub(super) fn key_pairs(known: &Known, evidence: &Evidence, conclusion: &mut Conclusion) {
    let mut compared = 0;
    for (certificate, key, text, secret) in pairs(evidence) {
        compared += 1;
        let pair = key_pair((text, &certificate), (secret, &key), evidence.release);
        for problem in &pair.problems {
            let said = [GoRelease::GO_1_24, GoRelease::GO_1_27]
                .into_iter()
                .filter_map(|release| recognise(&problem.go_text(release)))
                .any(|said| {
                    said.entry.id == known.entry.id
                        || known.text.contains(&problem.go_text(GoRelease::GO_1_24))
                        || is_about_the_key(known, problem)
                });
            if !said {
                continue;
            }
            conclusion.cause = conclusion.cause.or_else(|| Some(code(problem)));
            let why = problem.go_text(evidence.release);
            let mut about = place(&certificate, format!("the certificate of the pair: {why}"));
            about.certificate = pair
                .chain
                .leaf()
                .and_then(|leaf| leaf.parsed.as_ref().ok().cloned());
            conclusion.add(about);
            conclusion.add(place(&key, "the key of the pair".to_owned()));
        }
    }
    if compared == 0 {
        conclusion.note(
            "no certificate in these inputs has its key beside it: add the kubeconfig, or both files".to_owned(),
        );
    } else if conclusion.about.is_empty() {
        conclusion.note("every key of these inputs fits its certificate".to_owned());
    }
}

/// Messages of a handshake tell less: the key does not fit.
fn is_about_the_key(known: &Known, problem: &KeyPairProblem) -> bool {
    let mismatch = matches!(
        problem,
        KeyPairProblem::KeyMismatch { .. } | KeyPairProblem::KeyTypeMismatch { .. }
    );
    mismatch && may_be(known, Code::KeyPairMismatch)
}

pub(super) const fn code(problem: &KeyPairProblem) -> Code {
    match problem {
        KeyPairProblem::CertificateIsKey | KeyPairProblem::KeyIsCertificate => {
            Code::CertificateAndKeySwapped
        }
        KeyPairProblem::EncryptedKey { .. } => Code::EncryptedPrivateKey,
        KeyPairProblem::KeyMismatch { .. } | KeyPairProblem::KeyTypeMismatch { .. } => {
            Code::KeyPairMismatch
        }
        KeyPairProblem::MalformedLeaf { .. } => Code::MalformedCertificate,
        KeyPairProblem::NoCertificate | KeyPairProblem::OtherThanCertificate { .. } => {
            Code::NoCertificateInPair
        }
        KeyPairProblem::MalformedKey { .. }
        | KeyPairProblem::NoKey
        | KeyPairProblem::OtherThanKey { .. } => Code::UnusablePrivateKey,
        KeyPairProblem::UnsupportedLeafKey { .. } => Code::UnsupportedKey,
    }
}

/// Certificate and key of every user, and of every pair of files named alike.
fn pairs(evidence: &Evidence) -> Vec<(Location, Location, &[u8], &Secret)> {
    let mut pairs = Vec::new();
    for user in evidence.kubeconfigs.iter().flat_map(|config| &config.users) {
        if let (Some((at, text)), Some((key_at, key))) =
            (certificate_of(user, evidence), key_of(user, evidence))
        {
            pairs.push((at, key_at, text, key));
        }
    }
    pairs.extend(file_pairs(evidence));
    pairs
}

/// Every pair of files named alike.
pub(super) fn file_pairs(evidence: &Evidence) -> Vec<(Location, Location, &[u8], &Secret)> {
    let mut pairs = Vec::new();
    for (location, text) in &evidence.texts {
        let stem = location
            .file
            .strip_suffix(".crt")
            .or_else(|| location.file.strip_suffix(".pem"));
        let Some(stem) = stem else {
            continue;
        };
        for name in [format!("{stem}.key"), format!("{stem}-key.pem")] {
            if let Some(key) = evidence.text(&name) {
                pairs.push((location.clone(), Location::file(name), text.expose(), key));
            }
        }
    }
    pairs
}

fn certificate_of<'a>(user: &'a User, evidence: &'a Evidence) -> Option<(Location, &'a [u8])> {
    if let Some(field) = &user.client_certificate_data {
        return Some((field.location.clone(), field.value.bytes()));
    }
    let field = user.client_certificate.as_ref()?;
    let text = evidence.text(&field.value.resolved)?;
    Some((field.location.clone(), text.expose()))
}

fn key_of<'a>(user: &'a User, evidence: &'a Evidence) -> Option<(Location, &'a Secret)> {
    if let Some(field) = &user.client_key_data {
        return Some((field.location.clone(), &field.value));
    }
    let field = user.client_key.as_ref()?;
    Some((
        field.location.clone(),
        evidence.text(&field.value.resolved)?,
    ))
}

/// The CA text of which client-go or kube-apiserver says the message.
pub(super) fn bundles(known: &Known, evidence: &Evidence, conclusion: &mut Conclusion) {
    for cluster in evidence
        .kubeconfigs
        .iter()
        .flat_map(|config| &config.clusters)
    {
        let data = cluster
            .certificate_authority_data
            .as_ref()
            .map(|field| (&field.location, field.value.bytes()));
        let file = cluster.certificate_authority.as_ref().and_then(|field| {
            let text = evidence.text(&field.value.resolved)?;
            Some((&field.location, text.expose()))
        });
        for (location, text) in data.into_iter().chain(file) {
            let read = bundle::lenient(text, location, evidence.release);
            let Some(error) = read.error.map(|error| error.to_string()) else {
                continue;
            };
            if !known.text.contains(&error) {
                continue;
            }
            let first = read.problems.first();
            let code = first.map_or(Code::NoUsableCa, |problem| bundle_code(&problem.fault));
            conclusion.cause = conclusion.cause.or(Some(code));
            conclusion.add(place(location, error));
        }
    }
    let Some(named) = known.facts.name().and_then(|name| name.rsplit("::").next()) else {
        return;
    };
    for (location, text) in &evidence.texts {
        let read = bundle::strict(text.expose(), location, evidence.release);
        if let Some(error) = read.error
            && ends_alike(&location.file, named)
        {
            conclusion.cause = conclusion.cause.or(Some(Code::NoUsableCa));
            conclusion.add(place(location, error.to_string()));
        }
    }
}

pub(super) const fn bundle_code(fault: &BundleFault) -> Code {
    match fault {
        BundleFault::NotPem { .. } => Code::NotPem,
        BundleFault::Unread { .. } => Code::SkippedPemBlock,
        BundleFault::Malformed { .. } | BundleFault::Pkcs7AsCertificate => {
            Code::MalformedCertificate
        }
        BundleFault::AnotherLabel { .. }
        | BundleFault::Duplicate { .. }
        | BundleFault::Empty
        | BundleFault::Headers => Code::NoUsableCa,
    }
}

/// The certificate of which Go's parser says the message.
pub(super) fn unparsable(known: &Known, evidence: &Evidence, conclusion: &mut Conclusion) {
    let mut others = 0;
    let anonymous = known.entry.id == "alert-decode-error";
    for problem in &evidence.problems {
        let BundleFault::Malformed { go, .. } = &problem.fault else {
            continue;
        };
        if anonymous || known.text.contains(go.as_str()) {
            conclusion.cause = conclusion.cause.or(Some(Code::MalformedCertificate));
            conclusion.add(place(&problem.location, format!("it does not parse: {go}")));
        } else {
            others += 1;
        }
    }
    if conclusion.about.is_empty() {
        conclusion.note(if others > 0 {
            format!("{others} certificates of these inputs do not parse, but for another reason")
        } else {
            "every certificate of these inputs parses".to_owned()
        });
    }
}

pub(super) fn place(location: &Location, why: String) -> About {
    About {
        certificate: None,
        locations: vec![location.clone()],
        why,
    }
}
