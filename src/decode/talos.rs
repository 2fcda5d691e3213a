//! The files of Talos Linux: `talosconfig`, by which `talosctl` calls machines (siderolabs/talos
//! `pkg/machinery/client/config`), and the configuration of a machine (`pkg/machinery/config/types/v1alpha1`). What they
//! hold stands in them in base64 of PEM, and no file is named.

use super::objects::{Format, Node, PlacedText, parse};
use super::text_values::step;
use crate::golang::base64;
use crate::ground::location::Location;
use crate::ground::secret::Secret;

/// A context of a `talosconfig`.
pub struct TalosContext {
    /// Its name.
    pub name: String,
    /// Addresses of machines, perhaps with a port.
    pub endpoints: Vec<String>,
    /// The CA of the machines.
    pub ca: Option<PlacedText>,
    /// What `talosctl` presents.
    pub certificate: Option<PlacedText>,
    /// The key of that.
    pub key: Option<(Secret, Location)>,
    /// Where it stands.
    pub location: Location,
}

/// What the configuration of a machine says of certificates. The first CA issues, all are accepted.
pub struct TalosMachine {
    /// Where it stands.
    pub location: Location,
    /// It runs kube-apiserver.
    pub is_control_plane: bool,
    /// The CAs of Talos' own API.
    pub machine: Vec<PlacedText>,
    /// The CAs of the cluster.
    pub cluster: Vec<PlacedText>,
    /// The CA of the aggregation layer.
    pub aggregator: Vec<PlacedText>,
    /// The CA of etcd.
    pub etcd: Vec<PlacedText>,
}

/// Every context of a `talosconfig`, in its order.
pub fn contexts(text: &[u8], base: &Location) -> Vec<TalosContext> {
    let documents = parse(Format::Yaml, text).unwrap_or_default();
    let maps = documents
        .iter()
        .filter_map(|document| document.get("contexts")?.as_map());
    maps.flat_map(|map| map.iter())
        .map(|(name, context)| {
            let place = |field: &str| {
                let path = format!("contexts{}{}", step(name), step(field));
                base.clone().with_field(path)
            };
            let text = |field: &str| placed(context.get(field), place(field));
            let endpoints = context.get("endpoints").and_then(Node::as_list);
            let endpoints = endpoints.unwrap_or_default().iter();
            TalosContext {
                name: name.to_owned(),
                endpoints: endpoints
                    .filter_map(Node::as_text)
                    .map(str::to_owned)
                    .collect(),
                ca: text("ca"),
                certificate: text("crt"),
                key: secret(context.get("key")).map(|key| (key, place("key"))),
                location: base.clone().with_field(format!("contexts{}", step(name))),
            }
        })
        .collect()
}

/// The configuration of a machine, which is the first document of its text.
pub fn machine(text: &[u8], base: &Location) -> Option<TalosMachine> {
    let documents = parse(Format::Yaml, text).ok()?;
    let own = documents
        .iter()
        .find(|document| document.get("machine").is_some())?;
    let role = own.at(&["machine", "type"]).and_then(Node::as_text);
    let accepting = |part: &str| {
        let issuing = text_at(own, &[part, "ca", "crt"], base);
        let accepted = own.at(&[part, "acceptedCAs"]).and_then(Node::as_list);
        let accepted = accepted.unwrap_or_default().iter().enumerate();
        let accepted = accepted.filter_map(|(index, entry)| {
            let path = format!("{part}.acceptedCAs[{index}].crt");
            placed(entry.get("crt"), base.clone().with_field(path))
        });
        issuing.into_iter().chain(accepted).collect()
    };
    let one = |path: &[&str]| text_at(own, path, base).into_iter().collect();
    Some(TalosMachine {
        location: base.clone(),
        // `init` was the first of them, until Talos 1.0.
        is_control_plane: role.is_some_and(|role| ["controlplane", "init"].contains(&role)),
        machine: accepting("machine"),
        cluster: accepting("cluster"),
        aggregator: one(&["cluster", "aggregatorCA", "crt"]),
        etcd: one(&["cluster", "etcd", "ca", "crt"]),
    })
}

fn text_at(document: &Node<'_>, path: &[&str], base: &Location) -> Option<PlacedText> {
    placed(document.at(path), base.clone().with_field(path.join(".")))
}

fn placed(field: Option<&Node<'_>>, location: Location) -> Option<PlacedText> {
    let bytes = secret(field)?.expose().to_vec();
    Some(PlacedText { bytes, location })
}

/// A worker's configuration has the CA with an empty key.
fn secret(field: Option<&Node<'_>>) -> Option<Secret> {
    let text = field?.as_text()?.trim();
    let bytes = base64::decode(text.as_bytes()).ok().map(Secret::new)?;
    (!bytes.expose().is_empty()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_has_its_places() {
        let text = b"context: a\ncontexts:\n  a.b:\n    endpoints: [10.0.0.1]\n    ca: QQ==\n    crt: Qg==\n    key: Qw==\n";
        let found = contexts(text, &Location::file("t"));
        let [context] = &found[..] else { panic!() };
        assert_eq!(context.endpoints, ["10.0.0.1"]);
        let ca = context.ca.as_ref().unwrap();
        assert_eq!(ca.bytes, b"A");
        assert_eq!(ca.location.to_string(), "t, contexts[\"a.b\"].ca");
        assert_eq!(context.key.as_ref().unwrap().0.expose(), b"C");
    }

    #[test]
    fn a_worker_runs_no_control_plane() {
        let text = b"machine:\n  type: worker\n  ca: {crt: QQ==, key: ''}\n  acceptedCAs: [{crt: Qg==}]\ncluster: {}\n---\napiVersion: v1alpha1\nkind: X\n";
        let found = machine(text, &Location::file("w")).unwrap();
        assert!(!found.is_control_plane && found.cluster.is_empty());
        let bytes: Vec<_> = found.machine.iter().map(|text| &text.bytes[..]).collect();
        assert_eq!(bytes, [b"A", b"B"]);
        assert!(machine(b"a: b", &Location::file("w")).is_none());
    }
}
