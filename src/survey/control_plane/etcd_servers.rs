//! The etcd servers that kube-apiserver's flags name, all of which it calls with one pair: `--etcd-servers`, and for
//! single resources `--etcd-servers-overrides` (apiserver `options/etcd.go`).

use super::program::Program;
use super::url;
use crate::assemble::{ComponentFlags, ComponentTrust, NamedFile};
use crate::ground::location::Location;

const SERVERS: &str = "--etcd-servers";
const OVERRIDES: &str = "--etcd-servers-overrides";

/// What kube-apiserver has to call them with.
pub(super) struct Caller {
    /// What configures it.
    pub(super) file: String,
    pub(super) ca: Option<NamedFile>,
    pub(super) certificate: Option<NamedFile>,
    pub(super) key: Option<NamedFile>,
}

impl Caller {
    /// As its own flags say.
    pub(super) fn of(own: &Program) -> Self {
        Self {
            file: own.manifest.clone(),
            ca: own.file("--etcd-cafile"),
            certificate: own.file("--etcd-certfile"),
            key: own.file("--etcd-keyfile"),
        }
    }

    /// Towards one server, which is named at `location`.
    pub(super) fn at(&self, url: String, location: Location) -> ComponentFlags {
        let ca = self.ca.clone();
        ComponentFlags {
            component: crate::programs::Program::KubeApiserver,
            file: self.file.clone(),
            server_name: url::host(&url).unwrap_or_default(),
            url,
            location,
            trust: ca.map_or(ComponentTrust::SystemRoots, ComponentTrust::Strict),
            certificate: self.certificate.clone(),
            key: self.key.clone(),
            front_proxy: false,
            dialled: None,
        }
    }
}

/// URLs, each once, with the flag that names it.
pub(super) fn named(own: &Program) -> Vec<(String, Location)> {
    let mut all: Vec<(String, Location)> = Vec::new();
    let place = own.place(SERVERS);
    let usual = own.list(SERVERS).into_iter();
    let usual = usual.map(|url| (url, place.clone()));
    let further = overriding(own.list(OVERRIDES), &own.place(OVERRIDES));
    for (url, place) in usual.chain(further) {
        if url::host(&url).is_some() && !all.iter().any(|(known, _)| *known == url) {
            all.push((url, place));
        }
    }
    all
}

/// Those of the overrides at a place.
pub(super) fn overriding(
    overrides: impl IntoIterator<Item = String>,
    place: &Location,
) -> Vec<(String, Location)> {
    let servers = overrides.into_iter().flat_map(|text| {
        let servers = of_override(&text).into_iter().flatten();
        servers.map(str::to_owned).collect::<Vec<_>>()
    });
    servers.map(|url| (url, place.clone())).collect()
}

/// What kube-apiserver says of an override that is none; it does not start.
pub(super) fn refused(own: &Program) -> Option<(String, Location)> {
    let overrides = own.list(OVERRIDES);
    let invalid = overrides.iter().any(|text| of_override(text).is_none());
    let go = format!(
        "{OVERRIDES} invalid, must be of format: group/resource#servers, where servers are URLs, semicolon separated"
    );
    invalid.then(|| (go, own.place(OVERRIDES)))
}

/// The servers of `group/resource#server;server`; none where it is no such text.
fn of_override(text: &str) -> Option<impl Iterator<Item = &str>> {
    let (resource, servers) = text.split_once('#')?;
    let once = |text: &str, sign: char| text.matches(sign).count() == 1;
    (once(text, '#') && once(resource, '/')).then(|| servers.split(';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_is_a_resource_and_its_servers() {
        let servers = |text| of_override(text).map(Iterator::collect::<Vec<_>>);
        let two = ["https://a:2379", "https://b:2379"];
        let text = "/events#https://a:2379;https://b:2379";
        assert_eq!(servers(text).as_deref(), Some(&two[..]));
        assert_eq!(servers("apps/deployments#x").as_deref(), Some(&["x"][..]));
        for text in [
            "events#https://a",
            "/events",
            "/events#a#b",
            "a/b/c#https://a",
        ] {
            assert!(of_override(text).is_none(), "{text}");
        }
    }
}
