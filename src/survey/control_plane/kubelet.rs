//! The kubelet of a node from its configuration, its flags and its `pki` folder: its own API on port 10250, and the
//! addresses that it reports.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::address::NodeAddresses;
use super::host::Host;
use super::server::ServerSource;
use crate::assemble::{FlagNames, NamedFile};
use crate::decode::certificates;
use crate::decode::command_line::CommandLine;
use crate::decode::environment_file;
use crate::decode::kubelet_config::{KubeletConfig, kubelet_config};
use crate::decode::yaml_object::ObjectError;
use crate::finding::{Finding, InputFault, Problem, ProgramFault, Step};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::source::{Limit, WalkLimit, exists, is_folder, link_target, walk};
use crate::survey::Rules;

const CONFIG: &str = "/var/lib/kubelet/config.yaml";
const FOLDER: &str = "/var/lib/kubelet/pki";
/// The serving certificate that the cluster issued.
const ISSUED: &str = "kubelet-server-current.pem";
/// Files whose variables kubeadm's unit hands to the kubelet, in their order (kubeadm `10-kubeadm.conf`); of a flag the
/// last counts.
const FLAGS: [(&str, &str); 3] = [
    ("/var/lib/kubelet/kubeadm-flags.env", "KUBELET_KUBEADM_ARGS"),
    ("/etc/default/kubelet", "KUBELET_EXTRA_ARGS"),
    ("/etc/sysconfig/kubelet", "KUBELET_EXTRA_ARGS"),
];

/// A kubelet as far as its files are given.
pub(super) struct Kubelet<'a> {
    host: &'a Host,
    rules: &'a Rules<'a>,
    flags: Vec<(CommandLine, Location)>,
    config: Option<(KubeletConfig, Location)>,
    /// Where fields stand that a drop-in sets.
    places: BTreeMap<&'static str, Location>,
    /// Its configuration is there and cannot be read, which ends it (kubelet `app/server.go` `loadConfigFile`).
    refusal: Option<Finding>,
}

impl<'a> Kubelet<'a> {
    /// Reads the files that say how it is started.
    pub(super) fn read(host: &'a Host, rules: &'a Rules<'a>) -> Self {
        let flags = FLAGS.iter().filter_map(|(file, variable)| {
            let path = host.here(Path::new(file))?;
            let text = rules.files.read(&path, Limit::KUBECONFIG).ok()?;
            let flags = environment_file::flags(&text, variable)?;
            Some((flags, Location::of_path(path)))
        });
        let mut own = Self {
            host,
            rules,
            flags: flags.collect(),
            config: None,
            places: BTreeMap::new(),
            refusal: None,
        };
        own.config = own.read_config();
        own.read_drop_ins();
        own
    }

    fn read_config(&mut self) -> Option<(KubeletConfig, Location)> {
        let named = self.flag("config");
        let named = named.as_ref().map_or(CONFIG, |(path, _)| path.as_str());
        let path = self.host.here(Path::new(named))?;
        let text = self.rules.files.read(&path, Limit::KUBECONFIG).ok()?;
        let place = Location::of_path(path);
        match kubelet_config(&text) {
            Ok(config) => Some((config?, place)),
            Err(error) => {
                self.refusal = Some(unreadable(&error, place));
                None
            }
        }
    }

    /// The drop-ins of `--config-dir`, by the order of their names.
    fn read_drop_ins(&mut self) {
        let folder = self.flag("config-dir");
        let folder = folder.and_then(|(folder, _)| self.host.here(Path::new(&folder)));
        let Some(folder) = folder.filter(|folder| is_folder(folder)) else {
            return;
        };
        let mut files = walk(&folder, WalkLimit::DIRECTORY).files;
        files.retain(|path| {
            path.extension()
                .is_some_and(|extension| extension == "conf")
        });
        files.sort();
        for path in files {
            let Ok(text) = self.rules.files.read(&path, Limit::KUBECONFIG) else {
                continue;
            };
            let place = Location::of_path(path);
            let base = || (KubeletConfig::default(), place.clone());
            let (config, _) = self.config.get_or_insert_with(base);
            match config.merge(&text) {
                Ok(set) => {
                    let set = set.into_iter().map(|field| (field, place.clone()));
                    self.places.extend(set);
                }
                Err(error) => self.refusal = Some(unreadable(&error, place)),
            }
        }
    }

    /// A flag's value and its place; none where it is absent or empty.
    fn flag(&self, name: &str) -> Option<(String, Location)> {
        let mut all = self.flags.iter().rev();
        let (value, place) =
            all.find_map(|(flags, place)| Some((flags.value(name)?, place.clone())))?;
        let place = place.with_field(format!("--{name}"));
        let place = match value.line {
            Some(line) => place.with_line(line),
            None => place,
        };
        (!value.text.is_empty()).then(|| (value.text.to_owned(), place))
    }

    fn boolean(&self, name: &str) -> Option<bool> {
        let mut all = self.flags.iter().rev();
        all.find_map(|(flags, _)| flags.boolean(name))
    }

    /// The file of a flag, or else of the field of its configuration: flags come first (kubelet `app/server.go`
    /// `kubeletConfigFlagPrecedence`).
    fn file(
        &self,
        flag: &'static str,
        field: &'static str,
        of: fn(&KubeletConfig) -> &str,
    ) -> Option<NamedFile> {
        let named = |flag, path: &str, location| NamedFile {
            flag,
            path: self.host.here(Path::new(path)),
            location,
        };
        if let Some((path, place)) = self.flag(flag.trim_start_matches('-')) {
            return Some(named(flag, &path, place));
        }
        let (config, place) = self.config.as_ref()?;
        let place = self.places.get(field).unwrap_or(place);
        let path = of(config);
        (!path.is_empty()).then(|| named(field, path, place.clone().with_field(field)))
    }

    /// Its own API. Where its configuration is not among the files given, `cluster_ca` stands for its client CA:
    /// kubeadm's kubelets all have the cluster's.
    pub(super) fn source(&self, cluster_ca: Option<&NamedFile>) -> ServerSource {
        let names = FlagNames::KUBELET;
        let client_ca = self.file("--client-ca-file", names.client_ca, |config| {
            &config.authentication.x509.client_ca_file
        });
        let certificate = self.file("--tls-cert-file", names.certificate, |config| {
            &config.tls_cert_file
        });
        let key = self.file("--tls-private-key-file", names.key, |config| {
            &config.tls_private_key_file
        });
        let config = self.config.as_ref().map(|(config, _)| config);
        let anonymous = self.boolean("anonymous-auth").or_else(|| {
            // Its legacy flag's own default is overridden by the file that kubeadm always writes.
            Some(config.is_some_and(|config| config.authentication.anonymous.enabled))
        });
        ServerSource {
            names,
            client_ca: match config {
                Some(_) => client_ca,
                None => client_ca.or_else(|| cluster_ca.cloned()),
            },
            unavailable: self.waits().filter(|_| certificate.is_none()),
            key: key
                .or_else(|| self.own_key().filter(|_| certificate.is_none()))
                .filter(|key| {
                    let readable =
                        |path: &PathBuf| self.rules.files.open(path, Limit::REFERENCED).is_ok();
                    key.path.as_ref().is_some_and(readable)
                }),
            certificate: certificate.or_else(|| Some(self.own_certificate())),
            anonymous,
            refusal: self.refusal.clone(),
            ..ServerSource::default()
        }
    }

    /// Without files of its own it makes a certificate, or has the cluster issue one (kubelet `certificate/kubelet.go`).
    fn own_certificate(&self) -> NamedFile {
        let name = if self.is_issued() {
            ISSUED
        } else {
            "kubelet.crt"
        };
        let (path, shown) = self.in_folder(name);
        NamedFile {
            flag: "the kubelet's own certificate",
            location: Location::file(shown),
            path: path.filter(|path| exists(path)),
        }
    }

    /// Whether the cluster issues its serving certificate.
    fn is_issued(&self) -> bool {
        let config = self.config.as_ref();
        let bootstraps = config.is_some_and(|(config, _)| config.server_tls_bootstrap);
        self.boolean("rotate-server-certificates")
            .unwrap_or(bootstraps)
    }

    /// The key of the certificate that it makes itself.
    fn own_key(&self) -> Option<NamedFile> {
        if self.is_issued() {
            return None;
        }
        let (path, shown) = self.in_folder("kubelet.key");
        Some(NamedFile {
            flag: "the kubelet's own key",
            path,
            location: Location::file(shown),
        })
    }

    /// That it waits for a certificate: none was issued, though the folder for it is among the files given.
    fn waits(&self) -> Option<Finding> {
        let path = self.in_folder(ISSUED).0.filter(|_| self.is_issued())?;
        let is_given = path.parent().is_some_and(is_folder);
        let problem = Problem::Program(ProgramFault::NoServingCertificate);
        let place = vec![Location::of_path(&path)];
        // A link that leads nowhere here is there all the same.
        let is_there = exists(&path) || link_target(&path).is_some();
        (is_given && !is_there).then(|| Finding::new(problem, Step::ServerPresents, place))
    }

    /// Whether it asks the API server for each request who may do what.
    pub(super) fn asks_who_may(&self) -> bool {
        let config = self.config.as_ref();
        config.is_none_or(|(config, _)| config.authorization.mode != "AlwaysAllow")
    }

    /// Where a file that it keeps for itself is here, and how that is shown.
    fn in_folder(&self, name: &str) -> (Option<PathBuf>, String) {
        let folder = self.flag("cert-dir").map(|(folder, _)| folder);
        let on_host = Path::new(folder.as_deref().unwrap_or(FOLDER)).join(name);
        let here = self.host.here(&on_host);
        let shown = here.as_ref().unwrap_or(&on_host).shown().to_string();
        (here, shown)
    }

    /// What it makes its Node's addresses from. `kubeconfig` is the one that it connects with.
    pub(super) fn addresses(&self, kubeconfig: &Path) -> NodeAddresses {
        let hostname = self.flag("hostname-override");
        let hostname = hostname.map(|(name, place)| (name.trim().to_lowercase(), place));
        let certified = self.node_name(kubeconfig);
        let overridden = hostname.as_ref().map(|(name, _)| name.clone());
        NodeAddresses {
            name: certified.clone().or(overridden),
            node: None,
            node_ip: self.flag("node-ip"),
            hostname,
            likely_ip: None,
            likely_hostname: certified
                .map(|name| (name, "the node name in its client certificate")),
            cloud: self.flag("cloud-provider").is_some(),
            port: self.port(),
        }
    }

    /// Whom its client certificate names.
    fn node_name(&self, kubeconfig: &Path) -> Option<String> {
        let (current, _) = self.in_folder("kubelet-client-current.pem");
        let files = [current, Some(kubeconfig.to_owned())];
        let mut files = files.into_iter().flatten();
        files.find_map(|path| node_named_in(&path, self.rules))
    }

    /// The port of its API, where it is set.
    fn port(&self) -> Option<u16> {
        let flag = self.flag("port").and_then(|(port, _)| port.parse().ok());
        let field = self.config.as_ref().map(|(config, _)| config.port);
        let port = flag.or(field);
        port.filter(|port| *port != 0)
    }
}

/// That its configuration, or a part of it, cannot be read.
fn unreadable(error: &ObjectError, place: Location) -> Finding {
    let problem = Problem::from(InputFault::Configuration(error.clone()));
    Finding::new(problem, Step::ServerPresents, vec![place])
}

/// The node whose kubelet a file's certificate is for.
pub(super) fn node_named_in(path: &Path, rules: &Rules<'_>) -> Option<String> {
    let text = rules.files.read_secret(path, Limit::BUNDLE).ok()?;
    let place = Location::of_path(path);
    let found = certificates::find(text.expose(), &place, rules.release);
    found.certificates.iter().find_map(|placed| {
        let name = placed.certificate.subject.common_name()?;
        Some(name.strip_prefix("system:node:")?.to_owned())
    })
}
