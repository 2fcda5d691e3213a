//! The files that someone has at hand, as far as a message may be about them.

use std::collections::BTreeSet;

use crate::decode::bundle::BundleProblem;
use crate::decode::certificates::{Found, find};
use crate::decode::kubeconfig::{
    Cluster, Endpoint, FilePath, Files, Flags, Kubeconfig, KubeconfigFault, assess, load_bytes,
};
use crate::decode::recognise::Kind;
use crate::golang::GoRelease;
use crate::golang::url::UrlRules;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::ground::time::Timestamp;
use crate::inventory::{Inventory, Placed};

/// Contexts of one kubeconfig that are looked at.
const CONTEXTS: usize = 200;
/// Files that are kept as they are: a certificate or a key is smaller.
const SMALL: usize = 256 << 10;

/// Certificates, kubeconfigs and keys of the inputs.
pub struct Evidence {
    /// Every certificate with its places.
    pub inventory: Inventory,
    pub(super) groups: Vec<Group>,
    pub(super) problems: Vec<BundleProblem>,
    pub(super) faults: Vec<KubeconfigFault>,
    pub(super) kubeconfigs: Vec<Kubeconfig>,
    /// Files as they are; some hold keys.
    pub(super) texts: Vec<(Location, Secret)>,
    /// The CA of a cluster, by its place, and the server name that is asked for.
    server_names: Vec<(Location, String)>,
    pub(super) at: Timestamp,
    pub(super) release: GoRelease,
    inputs: usize,
}

/// Certificates that stand together: a file, or a field of a kubeconfig.
pub(super) struct Group {
    pub(super) role: Role,
    pub(super) place: Location,
    pub(super) members: Vec<Placed>,
}

/// What a place is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `certificate-authority` of a kubeconfig.
    ClusterCa,
    /// `client-certificate` of a kubeconfig.
    ClientCertificate,
    /// Any file.
    File,
}

/// What is verified: `tls-server-name`, else the host of the URL.
fn server_name(cluster: &Cluster) -> Option<String> {
    if let Some(name) = &cluster.tls_server_name {
        return Some(name.value.clone());
    }
    let server = cluster.server.as_ref()?;
    let endpoint = Endpoint::parse(&server.value, UrlRules::LENIENT).ok()?;
    Some(endpoint.server_name)
}

impl Role {
    fn of_field(field: &str) -> Self {
        if field.ends_with("certificate-authority-data") {
            Self::ClusterCa
        } else if field.ends_with("client-certificate-data") {
            Self::ClientCertificate
        } else {
            Self::File
        }
    }
}

impl Evidence {
    /// No inputs yet; `at` is now, where a message does not say when it was printed.
    pub fn new(at: Timestamp, release: GoRelease) -> Self {
        Self {
            inventory: Inventory::new(),
            groups: Vec::new(),
            problems: Vec::new(),
            faults: Vec::new(),
            kubeconfigs: Vec::new(),
            texts: Vec::new(),
            server_names: Vec::new(),
            at,
            release,
            inputs: 0,
        }
    }

    /// Whether nothing was added.
    pub const fn is_empty(&self) -> bool {
        self.inputs == 0
    }

    /// Adds an input. What a kubeconfig names is opened through `files`; relative paths start from `directory`.
    /// Tells what the input is.
    pub fn add(
        &mut self,
        path: &str,
        bytes: &[u8],
        directory: &str,
        files: &mut dyn Files,
    ) -> Kind {
        self.inputs += 1;
        let base = Location::file(path);
        let found = find(bytes, &base, self.release);
        let kind = found.kind;
        if matches!(kind, Kind::Kubeconfig | Kind::Yaml | Kind::Json) {
            self.kubeconfig(path, bytes, directory, files);
        }
        if kind != Kind::Kubeconfig {
            self.keep(path, bytes);
        }
        self.found(found, None);
        kind
    }

    fn found(&mut self, found: Found, role: Option<Role>) {
        self.problems.extend(found.problems);
        for placed in found.certificates {
            self.inventory.add(&placed);
            let field = placed.location.field.as_deref().unwrap_or_default();
            let role = role.unwrap_or_else(|| Role::of_field(field));
            let together = |group: &&mut Group| {
                group.role == role
                    && group.place.file == placed.location.file
                    && group.place.field == placed.location.field
            };
            if let Some(group) = self.groups.iter_mut().rev().find(together) {
                group.members.push(placed);
            } else {
                let mut place = placed.location.clone();
                place.block = None;
                if place.field.is_none() {
                    place.line = None;
                }
                self.groups.push(Group {
                    role,
                    place,
                    members: vec![placed],
                });
            }
        }
    }

    fn kubeconfig(&mut self, path: &str, bytes: &[u8], directory: &str, files: &mut dyn Files) {
        let loaded = load_bytes(path, bytes, directory);
        let mut faults = loaded.faults;
        let contexts: Vec<&str> = loaded
            .config
            .contexts
            .iter()
            .map(|context| context.name.as_str())
            .take(CONTEXTS)
            .collect();
        let choices = std::iter::once(None).chain(contexts.into_iter().map(Some));
        for context in choices {
            let flags = Flags {
                context,
                ..Flags::default()
            };
            let rules = UrlRules::LENIENT;
            for fault in assess(&loaded.config, &flags, files, rules).faults {
                if !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
        }
        self.faults.extend(faults);
        let mut seen = BTreeSet::new();
        let named = |path: &FilePath| path.resolved.clone();
        let mut references = Vec::new();
        let mut server_names = Vec::new();
        for cluster in &loaded.config.clusters {
            let file = cluster.certificate_authority.as_ref().map(|field| {
                let path = named(&field.value);
                references.push((path.clone(), Role::ClusterCa));
                Location::file(path)
            });
            let data = cluster.certificate_authority_data.as_ref();
            let place = data.map(|field| field.location.clone()).or(file);
            server_names.extend(place.zip(server_name(cluster)));
        }
        for user in &loaded.config.users {
            if let Some(field) = &user.client_certificate {
                references.push((named(&field.value), Role::ClientCertificate));
            }
            if let Some(field) = &user.client_key
                && let Ok(bytes) = files.read(&named(&field.value))
            {
                self.keep(&named(&field.value), &bytes);
            }
        }
        for (path, role) in references {
            if !seen.insert(path.clone()) {
                continue;
            }
            if let Ok(bytes) = files.read(&path) {
                self.keep(&path, &bytes);
                let base = Location::file(path.as_str());
                self.found(find(&bytes, &base, self.release), Some(role));
            }
        }
        self.kubeconfigs.push(loaded.config);
        self.server_names.extend(server_names);
    }

    /// The name that a client which trusts `group` asks for.
    pub(super) fn server_name(&self, group: &Group) -> Option<&str> {
        self.server_names
            .iter()
            .find(|(place, _)| place.file == group.place.file && place.field == group.place.field)
            .map(|(_, name)| name.as_str())
    }

    fn keep(&mut self, path: &str, bytes: &[u8]) {
        if bytes.len() <= SMALL && self.text(path).is_none() {
            self.texts
                .push((Location::file(path), Secret::new(bytes.to_vec())));
        }
    }

    /// A file that was kept.
    pub(super) fn text(&self, path: &str) -> Option<&Secret> {
        self.texts
            .iter()
            .find(|(location, _)| &*location.file == path)
            .map(|(_, text)| text)
    }
}
