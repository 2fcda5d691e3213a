//! Messages about kubeconfigs.

use super::conclusion::{About, Conclusion};
use super::evidence::Evidence;
use super::known::Known;
use super::read::recognise;
use crate::decode::kubeconfig::{Context, Endpoint, FilePath, Kubeconfig, User};
use crate::finding::Code;
use crate::golang::url::UrlRules;
use crate::ground::location::Location;

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

pub(super) fn may_be(known: &Known, code: Code) -> bool {
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
pub(super) fn ends_alike(one: &str, other: &str) -> bool {
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

pub(super) fn place(location: &Location, why: String) -> About {
    About {
        certificate: None,
        locations: vec![location.clone()],
        why,
    }
}
