//! Commands that change a kubeconfig, or cut certificates out of one.

use super::scene::{Entry, Scene};
use crate::connection::Bundle;
use crate::fix::model::{Command, Words};
use crate::ground::location::Location;
use crate::ground::shell;
use crate::inventory::Placed;

/// A pipeline that prints one certificate as it stands in its file.
pub(crate) fn cut(scene: &Scene<'_>, place: &Location) -> Option<Words> {
    let block = place.block.unwrap_or(1);
    let pick = format!("'/-----BEGIN /{{n++}} n=={block}'");
    if &*place.file == "-" {
        return None;
    }
    if scene.shown_live(place) {
        return Some(
            Words::new("certgraph probe")
                .value(&place.file)
                .and("--quiet --save sent.pem && awk")
                .raw(pick)
                .and("sent.pem"),
        );
    }
    match &place.field {
        None => Some(Words::new("awk").raw(pick).value(&place.file)),
        Some(field) => {
            let path = jsonpath(scene, field)?;
            Some(
                Words::new("kubectl config view --raw")
                    .option("--kubeconfig", &place.file)
                    .and("-o")
                    .option("jsonpath", &path)
                    .and("| base64 -d | awk")
                    .raw(pick),
            )
        }
    }
}

/// The field by the name of its entry: kubectl sorts its lists, so the number in a place is not the one to ask for.
pub(crate) fn jsonpath(scene: &Scene<'_>, field: &str) -> Option<String> {
    let (list, rest) = field.split_once('[')?;
    let (_, rest) = rest.split_once(']')?;
    let name = match list {
        "clusters" => &scene.selected.cluster,
        "users" => &scene.selected.user,
        _ => return None,
    };
    let simple = |c: char| !matches!(c, '"' | '\'' | '\\' | '{' | '}');
    name.chars()
        .all(simple)
        .then(|| format!("{{.{list}[?(@.name==\"{name}\")]{rest}}}"))
}

/// `kubectl config set-cluster --certificate-authority`.
pub(crate) fn set_cluster(scene: &Scene<'_>, file: &str) -> Option<Command> {
    Words::new("kubectl config set-cluster")
        .value(&scene.selected.cluster)
        .option("--kubeconfig", &scene.file_of(Entry::Cluster)?)
        .and("--embed-certs")
        .option("--certificate-authority", file)
        .done()
}

/// `kubectl config unset` takes a path with dots, in which the name stands as it is.
pub(crate) fn unset(scene: &Scene<'_>, field: &str) -> Option<Command> {
    let (list, name, entry) = if field.starts_with("certificate-authority") {
        ("clusters", &scene.selected.cluster, Entry::Cluster)
    } else {
        ("users", &scene.selected.user, Entry::User)
    };
    shell::quote(name)?;
    Words::new("kubectl config unset")
        .value(&format!("{list}.{name}.{field}"))
        .option("--kubeconfig", &scene.file_of(entry)?)
        .done()
}

/// `kubectl config set-credentials`, with the files' contents put into the kubeconfig.
pub(crate) fn set_credentials(scene: &Scene<'_>, options: &[(&str, &str)]) -> Option<Command> {
    let file = scene.file_of(Entry::User)?;
    let mut command = Words::new("kubectl config set-credentials")
        .value(&scene.selected.user)
        .option("--kubeconfig", &file)
        .and("--embed-certs");
    for (option, value) in options {
        command = command.option(option, value);
    }
    command.done()
}

/// A bundle of one file's certificates, as a kubeconfig would hold them.
pub(crate) fn bundle(location: &Location, anchors: Vec<Placed>) -> Bundle {
    Bundle {
        label: "certificate-authority-data".to_owned(),
        location: location.clone(),
        anchors,
    }
}
