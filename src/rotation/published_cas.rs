//! The CAs that API servers publish to extension API servers, in a ConfigMap.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Files, Phase, Place, Use};
use super::replacement::Replacement;
use crate::connection::{Bundle, Evidence};
use crate::programs::Program;
use crate::survey::Sides;

/// The files that kube-apiservers write it from.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) client: BTreeSet<Place>,
    pub(super) front_proxy: BTreeSet<Place>,
}

/// By the place of an extension API server's bundle, the places that it is written from.
pub(super) type Told = BTreeMap<Place, BTreeSet<Place>>;

impl Sources {
    pub(super) fn of(sides: &[Sides], replacement: &Replacement) -> Self {
        let mut sources = Self::default();
        let mut servers = sides.iter().map(|sides| &sides.server);
        for server in servers
            .by_ref()
            .filter(|server| server.role.component == Program::KubeApiserver)
        {
            sources.client.extend(place(&server.client_ca, replacement));
            let own = place(&server.request_header_ca, replacement);
            sources.front_proxy.extend(own);
        }
        sources
    }

    /// Nothing for who is told nothing, and where no API server is known that does.
    pub(super) fn told(&self, sides: &Sides, replacement: &Replacement) -> Told {
        let server = &sides.server;
        if server.role.component != Program::ExtensionApiserver {
            return Told::new();
        }
        let bundles = [
            (&server.client_ca, &self.client),
            (&server.request_header_ca, &self.front_proxy),
        ];
        let told = bundles
            .into_iter()
            .filter_map(|(bundle, sources)| Some((place(bundle, replacement)?, sources.clone())));
        told.filter(|(_, sources)| !sources.is_empty()).collect()
    }
}

/// Where a bundle with the old CA stands.
pub(super) fn place(bundle: &Evidence<Option<Bundle>>, replacement: &Replacement) -> Option<Place> {
    let bundle = bundle.value()?.as_ref();
    let bundle = bundle.filter(|bundle| replacement.is_trusted_by(bundle))?;
    Some(Place::new(&bundle.location, Use::Trusts))
}

/// The files as an extension API server sees them: the new CA is there as soon as one API server has it, and the old one stays.
pub(super) fn as_told(files: &Files, told: &Told) -> Files {
    let mut seen = files.clone();
    for (own, sources) in told {
        let added = sources.iter().any(|source| files.contains_key(source));
        let phase = if added { Phase::Both } else { Phase::Old };
        seen.insert(own.clone(), phase);
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_api_server_adds_and_none_takes_out() {
        let place = |file: &str| Place {
            file: file.to_owned(),
            role: Use::Trusts,
        };
        let sources = BTreeSet::from([place("one.crt"), place("two.crt")]);
        // Its bundle stands for the first one's file.
        let told = Told::from([(place("one.crt"), sources)]);
        let seen = |files: &[(&str, Phase)]| {
            let files = files.iter().map(|(file, phase)| (place(file), *phase));
            as_told(&files.collect(), &told)[&place("one.crt")]
        };
        assert_eq!(seen(&[]), Phase::Old);
        assert_eq!(seen(&[("two.crt", Phase::Both)]), Phase::Both);
        assert_eq!(seen(&[("one.crt", Phase::New)]), Phase::Both);
    }
}
