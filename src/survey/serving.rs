//! Which Secrets a server that an object names may serve from. They are looked up, not searched for: a List may hold as many
//! Secrets as webhooks.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use super::kept::Kept;
use crate::decode::certificates::SecretPair;
use crate::decode::objects::{ClientConfig, Injected, Target};
use crate::golang::GoRelease;
use crate::verify::names_server;
use crate::x509::Certificate;

/// Every Secret that is found by what an object says.
pub(super) struct Serving<'a> {
    candidates: Vec<Candidate<'a>>,
    found_by: HashMap<Key<'a>, Vec<usize>>,
    release: GoRelease,
}

/// Secrets of one namespace that hold the same: what comes of one comes of all of them.
pub(super) struct Candidate<'a> {
    namespace: &'a str,
    /// The first by name.
    secret: &'a Kept,
    /// What it serves.
    leaf: Option<Arc<Certificate>>,
    /// How many there are.
    pub(super) count: usize,
    opened: OnceCell<Rc<SecretPair>>,
}

/// What a Secret is found by.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    /// A DNS name of its certificate, in lower case; it may begin with `*.`.
    Name(String),
    /// The common name of its certificate, which has no SAN.
    CommonName(String),
    /// An address of its certificate.
    Address(IpAddr),
    /// Its namespace and name.
    Secret(&'a str, &'a str),
    /// The namespace and name of the cert-manager Certificate that it is written for.
    Certificate(&'a str, &'a str),
}

/// What makes two Secrets alike: the namespace, the DER of their certificates, and whether there is a key.
type Alike<'a> = (&'a str, Vec<&'a [u8]>, bool);

impl<'a> Serving<'a> {
    /// Goes through the Secrets once for all that `configs` look for. Of a stream of a million Secrets only those are kept
    /// that one of them finds.
    pub(super) fn new(
        secrets: &'a BTreeMap<String, Vec<Kept>>,
        configs: &'a [ClientConfig],
        release: GoRelease,
    ) -> Self {
        let mut found_by: HashMap<Key<'a>, Vec<usize>> = HashMap::new();
        let mut near = BTreeSet::new();
        let mut everywhere = false;
        for config in configs {
            if let Some(injected) = &config.injected_from {
                found_by.entry(Key::injected(injected)).or_default();
            }
            if let Some(wanted) = config.target.server_name() {
                let service = service(&config.target, &wanted);
                match service {
                    Some((namespace, _)) => drop(near.insert(namespace.to_owned())),
                    None => everywhere = true,
                }
                let variants = service.map(|own| variants(own, &wanted));
                found_by
                    .entry(Key::CommonName(wanted.to_ascii_lowercase()))
                    .or_default();
                let names = variants.into_iter().flatten().chain([wanted.clone()]);
                for key in names.flat_map(|name| keys(&name)) {
                    found_by.entry(key).or_default();
                }
            }
        }
        let mut serving = Self {
            candidates: Vec::new(),
            found_by,
            release,
        };
        let mut known = HashMap::new();
        for (namespace, secrets) in secrets {
            let named = everywhere || near.contains(namespace);
            for secret in secrets {
                serving.add(namespace, secret, named, &mut known);
            }
        }
        serving
    }

    /// Adds a Secret, where it is found by anything. Its certificate need be read only where names count.
    fn add(
        &mut self,
        namespace: &'a str,
        secret: &'a Kept,
        named: bool,
        known: &mut HashMap<Alike<'a>, usize>,
    ) {
        let mut keys = vec![Key::Secret(namespace, secret.name())];
        keys.extend(
            secret
                .certificate_name()
                .map(|name| Key::Certificate(namespace, name)),
        );
        let leaf = named.then(|| secret.leaf(self.release)).flatten();
        if let Some(names) = leaf
            .as_ref()
            .and_then(|leaf| leaf.subject_alt_name.as_ref())
        {
            let dns = names.dns.iter();
            keys.extend(dns.map(|name| Key::Name(name.to_ascii_lowercase())));
            keys.extend(names.ip.iter().map(|ip| Key::Address(ip.to_canonical())));
        }
        let nameless = leaf.as_ref().filter(|leaf| leaf.subject_alt_name.is_none());
        let common = nameless.and_then(|leaf| leaf.subject.common_name());
        keys.extend(common.map(|name| Key::CommonName(name.to_ascii_lowercase())));
        keys.retain(|key| self.found_by.contains_key(key));
        if keys.is_empty() {
            return;
        }
        let new = self.candidates.len();
        let place = match secret.certificates() {
            Some((chain, has_key)) => *known.entry((namespace, chain, has_key)).or_insert(new),
            None => new,
        };
        match self.candidates.get_mut(place) {
            Some(alike) => {
                alike.count += 1;
                if secret.name() < alike.secret.name() {
                    alike.secret = secret;
                }
                if alike.leaf.is_none() {
                    alike.leaf = leaf;
                }
            }
            None => self.candidates.push(Candidate {
                namespace,
                secret,
                leaf,
                count: 1,
                opened: OnceCell::new(),
            }),
        }
        for key in keys {
            if let Some(found) = self.found_by.get_mut(&key)
                && found.last() != Some(&place)
            {
                found.push(place);
            }
        }
    }

    /// The Secrets that a server may serve from, the likeliest kind alone: what cert-manager writes beside the `caBundle`,
    /// else certificates with the server's name, else certificates with a shorter or longer name of the Service.
    pub(super) fn of(&self, config: &'a ClientConfig) -> Vec<&Candidate<'a>> {
        if let Some(injected) = &config.injected_from {
            let mut written = self.found(std::iter::once(Key::injected(injected)));
            // A Secret with a CA is that of an issuer, which a server never presents.
            written.retain(|candidate| candidate.leaf.as_ref().is_none_or(|leaf| !leaf.is_ca()));
            if !written.is_empty() {
                return written;
            }
        }
        let Some(wanted) = config.target.server_name() else {
            return Vec::new();
        };
        let service = service(&config.target, &wanted);
        let named = |names: &[String]| {
            let mut found = self.found(names.iter().flat_map(|name| keys(name)));
            found.retain(|candidate| {
                let is_near = service.is_none_or(|(own, _)| own == candidate.namespace);
                let mut names = names.iter();
                is_near
                    && candidate.leaf.as_ref().is_some_and(|leaf| {
                        names.any(|name| names_server(leaf, name, self.release))
                    })
            });
            found
        };
        let exact = named(std::slice::from_ref(&wanted));
        let Some(own) = service.filter(|_| exact.is_empty()) else {
            return exact;
        };
        let longer = named(&variants(own, &wanted));
        if !longer.is_empty() {
            return longer;
        }
        // A common name that would do, and no SAN: that is the fault.
        let common = Key::CommonName(wanted.to_ascii_lowercase());
        let mut legacy = self.found(std::iter::once(common));
        legacy.retain(|candidate| candidate.namespace == own.0);
        legacy
    }

    /// In the order of the Secrets, each once.
    fn found(&self, keys: impl Iterator<Item = Key<'a>>) -> Vec<&Candidate<'a>> {
        let places = keys.filter_map(|key| self.found_by.get(&key)).flatten();
        let places: BTreeSet<_> = places.collect();
        let candidates = places.into_iter();
        candidates
            .filter_map(|place| self.candidates.get(*place))
            .collect()
    }

    /// All of a Secret, read once however many servers may serve from it.
    pub(super) fn open<'c>(&self, candidate: &'c Candidate<'a>) -> &'c Rc<SecretPair> {
        let open = || Rc::new(candidate.secret.open(candidate.namespace, self.release));
        candidate.opened.get_or_init(open)
    }
}

impl<'a> Key<'a> {
    fn injected(injected: &'a Injected) -> Self {
        match injected {
            Injected::Certificate(namespace, name) => Self::Certificate(namespace, name),
            Injected::Secret(namespace, name) => Self::Secret(namespace, name),
        }
    }
}

/// Other names that a server of a Service may have: within the namespace, within the cluster, and fully qualified.
fn variants((namespace, name): (&str, &str), wanted: &str) -> [String; 3] {
    [
        name.to_owned(),
        format!("{name}.{namespace}"),
        format!("{wanted}.cluster.local"),
    ]
}

/// What certificates that are good for a name have among their names (crypto/x509 `matchHostnames`); others may have it too.
fn keys<'a>(name: &str) -> Vec<Key<'a>> {
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    let bare = bare.split('%').next().unwrap_or(bare);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return vec![Key::Address(address.to_canonical())];
    }
    let name = name.to_ascii_lowercase();
    let mut keys = Vec::new();
    if let Some((_, rest)) = name.trim_end_matches('.').split_once('.') {
        keys.push(Key::Name(format!("*.{rest}")));
    }
    if let Some(without_dot) = name.strip_suffix('.') {
        keys.push(Key::Name(without_dot.to_owned()));
    }
    keys.push(Key::Name(name));
    keys
}

/// Namespace and name of the Service that is called, also by a URL.
pub(super) fn service<'a>(target: &'a Target, host: &'a str) -> Option<(&'a str, &'a str)> {
    match target {
        Target::Service {
            namespace, name, ..
        } => Some((namespace, name)),
        Target::Url(_) => {
            let mut labels = host.split('.');
            let (name, namespace) = (labels.next()?, labels.next()?);
            (labels.next() == Some("svc")).then_some((namespace, name))
        }
    }
}
