//! What `kubeadm` and `k3s` do to a node's files when a mend asks them to, by the rules of their sources: renewal keeps
//! subject, names and usages and signs with the CA on disk; a phase makes what is not there, and keeps what is.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::X509Certificate;

use crate::pki::{Key, Pair, Template, Usage, name};

const NOW: (&str, &str) = ("2026-01-01 00:00:00", "2027-01-01 00:00:00");

/// What is issued again is in force for longer than what was there.
const RENEWED: (&str, &str) = ("2026-01-01 00:00:00", "2031-01-01 00:00:00");

/// The pair that a kubelet serves with, what that leads to, and the key that it asks for another with.
const SERVING: &str = "kubelet-server-current.pem";
const ISSUED: &str = "kubelet-server-2026-01-01-00-00-00.pem";
const REQUESTED: &str = "kubelet-server.key.tmp";

/// A node whose root is a folder.
pub(crate) struct Node {
    pub(crate) root: PathBuf,
}

impl Node {
    /// Runs a command line; whether there is anybody here who can.
    pub(crate) fn run(&self, line: &str) -> bool {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            // A restart is what asking again is.
            ["systemctl", ..] => {}
            ["mv", from, ..] if from.starts_with("/etc/kubernetes/manifests/") => {}
            ["mkdir", "-p", "/root/manifests", ..] => {}
            ["kubeadm", "certs", "renew", "all"] => self.renew_all(),
            [
                "for",
                "n",
                "in",
                names @ ..,
                "do",
                "kubeadm",
                "certs",
                "renew",
                _,
                "done",
            ] => {
                for name in names {
                    self.run(&format!(
                        "kubeadm certs renew {}",
                        name.trim_end_matches(';')
                    ));
                }
            }
            ["mv", from @ .., "/root/"] => self.put_away(from),
            ["kubeadm", "certs", "renew", what] if what.ends_with(".conf") => {
                self.renew_kubeconfig(what);
            }
            ["kubeadm", "certs", "renew", what] => self.renew(&self.pki(path_of(what)), "pki"),
            ["kubeadm", "init", "phase", "certs", what, options @ ..] => self.make(what, options),
            [
                "kubeadm",
                "init",
                "phase",
                "kubeconfig",
                "kubelet",
                options @ ..,
            ] => {
                self.kubelet(options);
            }
            ["k3s", "certificate", "rotate", "--service", service] => self.rotate(service),
            _ => return false,
        }
        true
    }

    /// A command line with the files of the node in the place of the machine's. Scripts of sed are quoted, and stay.
    pub(crate) fn here(&self, line: &str) -> String {
        let root = self.root.display();
        let on_host = |word: &str| {
            ["/etc/", "/var/", "/root/"]
                .iter()
                .any(|top| word.starts_with(top))
        };
        let mut quoted = false;
        let words: Vec<String> = line
            .split(' ')
            .map(|word| {
                let inside = quoted;
                quoted ^= word.matches('\'').count() % 2 == 1;
                (word, inside)
            })
            .map(|(word, inside)| match word.split_once('=') {
                _ if inside => word.to_owned(),
                _ if on_host(word) => format!("{root}{word}"),
                Some((option, path)) if option.starts_with("--") && on_host(path) => {
                    format!("{option}={root}{path}")
                }
                _ => word.to_owned(),
            })
            .collect();
        words.join(" ")
    }

    /// All that kubeadm knows: the leaves, and its own kubeconfigs.
    fn renew_all(&self) {
        for name in [
            "apiserver",
            "apiserver-kubelet-client",
            "front-proxy-client",
            "apiserver-etcd-client",
            "etcd-server",
            "etcd-peer",
            "etcd-healthcheck-client",
        ] {
            self.run(&format!("kubeadm certs renew {name}"));
        }
        for name in [
            "admin.conf",
            "super-admin.conf",
            "controller-manager.conf",
            "scheduler.conf",
        ] {
            if self.path(&format!("/etc/kubernetes/{name}")).exists() {
                self.run(&format!("kubeadm certs renew {name}"));
            }
        }
    }

    pub(crate) fn path(&self, on_host: &str) -> PathBuf {
        self.root.join(on_host.trim_start_matches('/'))
    }

    pub(crate) fn pki(&self, name: &str) -> PathBuf {
        self.path(&format!("/etc/kubernetes/pki/{name}"))
    }

    fn put_away(&self, files: &[&str]) {
        for file in files {
            let path = self.path(file);
            match file.strip_suffix('*') {
                None => fs::remove_file(path).unwrap(),
                Some(prefix) => {
                    let prefix = self.path(prefix);
                    for entry in fs::read_dir(prefix.parent().unwrap()).unwrap() {
                        let path = entry.unwrap().path();
                        if path
                            .display()
                            .to_string()
                            .starts_with(&prefix.display().to_string())
                        {
                            fs::remove_file(path).unwrap();
                        }
                    }
                }
            }
        }
    }

    pub(crate) fn authority(&self, path: &Path) -> Pair {
        let read = |ending: &str| fs::read_to_string(path.with_extension(ending)).unwrap();
        Pair::read(&read("crt"), &read("key"))
    }

    /// A leaf beside its like, `PATH.crt` and `PATH.key`.
    fn renew(&self, path: &Path, layout: &str) {
        let old = path.with_extension("crt");
        let old =
            fs::read_to_string(&old).unwrap_or_else(|error| panic!("{}: {error}", old.display()));
        let ca = self.authority(&authority_of(path, layout));
        let template = as_before(&old).valid(RENEWED.0, RENEWED.1);
        let new = ca.issue(&template, &Key::p256());
        fs::write(path.with_extension("crt"), new.pem()).unwrap();
        fs::write(path.with_extension("key"), new.key.file()).unwrap();
    }

    /// The same below another folder, by kubeadm's name.
    pub(crate) fn renew_in(&self, folder: &Path, what: &str) {
        self.renew(&folder.join(path_of(what)), "pki");
    }

    fn make(&self, what: &str, options: &[&str]) {
        let path = self.pki(path_of(what));
        if path.with_extension("crt").exists() {
            return;
        }
        let mut template = match what {
            "front-proxy-client" => Template::client("front-proxy-client"),
            "apiserver-etcd-client" => Template::client("kube-apiserver-etcd-client"),
            "apiserver-kubelet-client" => Template::client("kube-apiserver-kubelet-client"),
            "apiserver" => Template::server("kube-apiserver")
                .dns("cp-1")
                .dns("kubernetes")
                .dns("kubernetes.default")
                .dns("kubernetes.default.svc")
                .dns("kubernetes.default.svc.cluster.local")
                .ip("10.96.0.1"),
            "etcd-server" => Template::server("cp-1")
                .usages(&[Usage::Server, Usage::Client])
                .dns("cp-1")
                .dns("localhost")
                .ip("10.0.0.10")
                .ip("127.0.0.1")
                .ip("::1"),
            other => panic!("no template for {other}"),
        };
        for option in options {
            let (option, value) = option.split_once('=').unwrap();
            let names = match option {
                "--apiserver-cert-extra-sans" | "--apiserver-advertise-address" => value,
                "--kubernetes-version" | "--service-cidr" => continue,
                other => panic!("{other}"),
            };
            for name in names.split(',') {
                template = match name.parse::<std::net::IpAddr>() {
                    Ok(_) => template.ip(name),
                    Err(_) => template.dns(name),
                };
            }
        }
        let ca = self.authority(&authority_of(&path, "pki"));
        let new = ca.issue(&template.valid(RENEWED.0, RENEWED.1), &Key::p256());
        fs::write(path.with_extension("crt"), new.pem()).unwrap();
        fs::write(path.with_extension("key"), new.key.file()).unwrap();
    }

    /// The certificate inside, and the CA of the node beside it.
    fn renew_kubeconfig(&self, name: &str) {
        let path = self.path(&format!("/etc/kubernetes/{name}"));
        let text = fs::read_to_string(&path).unwrap();
        let old = String::from_utf8(decoded(&text, "client-certificate-data")).unwrap();
        let ca = self.authority(&self.pki("ca"));
        let template = as_before(&old).valid(RENEWED.0, RENEWED.1);
        let new = ca.issue(&template, &Key::p256());
        let text = replaced(&text, "certificate-authority-data", &ca.pem());
        let text = replaced(&text, "client-certificate-data", &new.pem());
        fs::write(path, replaced(&text, "client-key-data", &new.key.pem())).unwrap();
    }

    fn kubelet(&self, options: &[&str]) {
        let path = self.path("/etc/kubernetes/kubelet.conf");
        if path.exists() {
            return;
        }
        let option = |name: &str| {
            let found = options.iter().find_map(|option| option.strip_prefix(name));
            found.unwrap().to_owned()
        };
        let user = format!("system:node:{}", option("--node-name="));
        let text = self.kubeconfig_of(&user, &option("--control-plane-endpoint="));
        fs::write(path, text).unwrap();
    }

    /// A kubeconfig for a kubelet, which trusts the first CA of the node's file (kubeadm `phases/kubeconfig/kubeconfig.go`).
    pub(crate) fn kubeconfig_of(&self, user: &str, server: &str) -> String {
        let ca = self.authority(&self.pki("ca"));
        let template = Template::client(name(&[("O", "system:nodes"), ("CN", user)]));
        let client = ca.issue(&template.valid(RENEWED.0, RENEWED.1), &Key::p256());
        let data = |text: String| base64::engine::general_purpose::STANDARD.encode(text);
        format!(
            "apiVersion: v1\nkind: Config\nclusters:\n- name: kubernetes\n  cluster:\n    server: https://{server}\n    \
             certificate-authority-data: {}\ncontexts:\n- name: {user}@kubernetes\n  context:\n    cluster: kubernetes\n    \
             user: {user}\ncurrent-context: {user}@kubernetes\nusers:\n- name: {user}\n  user:\n    \
             client-certificate-data: {}\n    client-key-data: {}\n",
            data(ca.pem()),
            data(client.pem()),
            data(client.key.pem()),
        )
    }

    /// A kubelet whose serving certificate the cluster issues (`serverTLSBootstrap`), and API servers that check it.
    pub(crate) fn bootstraps_serving(&self, node: &str, address: &str) {
        let config = self.path("/var/lib/kubelet/config.yaml");
        let text = fs::read_to_string(&config).unwrap();
        fs::write(config, format!("{text}serverTLSBootstrap: true\n")).unwrap();
        let flags = format!("KUBELET_KUBEADM_ARGS=\"--node-ip={address}\"\n");
        fs::write(self.path("/var/lib/kubelet/kubeadm-flags.env"), flags).unwrap();
        let own = |name: &str| self.path(&format!("/var/lib/kubelet/pki/{name}"));
        for name in ["kubelet.crt", "kubelet.key"] {
            fs::remove_file(own(name)).unwrap();
        }
        let user = format!("system:node:{node}");
        let template = Template::server(name(&[("O", "system:nodes"), ("CN", &user)]));
        let template = template.dns(node).ip(address).valid(NOW.0, NOW.1);
        let new = self
            .authority(&self.pki("ca"))
            .issue(&template, &Key::p256());
        fs::write(own(ISSUED), format!("{}{}", new.pem(), new.key.file())).unwrap();
        std::os::unix::fs::symlink(ISSUED, own(SERVING)).unwrap();
        let manifest = self.path("/etc/kubernetes/manifests/kube-apiserver.yaml");
        let text = fs::read_to_string(&manifest).unwrap();
        let flag = "    - --kubelet-client-certificate=";
        let ca = "    - --kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt\n";
        fs::write(manifest, text.replace(flag, &format!("{ca}{flag}"))).unwrap();
    }

    /// A kubelet that is to be issued its serving certificate and has none asks for one as it starts.
    pub(crate) fn asks_for_serving(&self) {
        let own = |name: &str| self.path(&format!("/var/lib/kubelet/pki/{name}"));
        if own(ISSUED).exists() && !own(SERVING).exists() {
            fs::write(own(REQUESTED), Key::p256().file()).unwrap();
        }
    }

    /// What it asked for is approved.
    pub(crate) fn is_issued_serving(&self, signer: &Self) {
        let own = |name: &str| self.path(&format!("/var/lib/kubelet/pki/{name}"));
        let Ok(key) = fs::read_to_string(own(REQUESTED)) else {
            return;
        };
        let names = as_before(&fs::read_to_string(own(ISSUED)).unwrap());
        let new = signer.signing().issue(&names, &Key::read(&key));
        fs::write(own(SERVING), format!("{}{key}", new.pem())).unwrap();
        fs::remove_file(own(REQUESTED)).unwrap();
    }

    /// With which CA its kube-controller-manager signs.
    fn signing(&self) -> Pair {
        let apart = self.pki("ca-signing.key").exists();
        self.authority(&self.pki(if apart { "ca-signing" } else { "ca" }))
    }

    /// A kubelet that has a certificate in its kubeconfig and none of its own has one signed as it starts, by the
    /// kube-controller-manager of a node.
    pub(crate) fn kubelet_starts(&self, signer: &Self) {
        let conf = fs::read_to_string(self.path("/etc/kubernetes/kubelet.conf")).unwrap();
        let current = self.path("/var/lib/kubelet/pki/kubelet-client-current.pem");
        if current.exists() {
            return;
        }
        let own = String::from_utf8(decoded(&conf, "client-certificate-data")).unwrap();
        let new = signer.signing().issue(&as_before(&own), &Key::p256());
        fs::write(current, format!("{}{}", new.pem(), new.key.file())).unwrap();
    }

    /// Every leaf of a service of k3s.
    fn rotate(&self, service: &str) {
        let leaves: &[&str] = match service {
            "api-server" => &["serving-kube-apiserver", "client-kube-apiserver"],
            "etcd" => &[
                "etcd/client",
                "etcd/server-client",
                "etcd/peer-server-client",
            ],
            "scheduler" => &["client-scheduler"],
            other => panic!("no leaves of {other}"),
        };
        for leaf in leaves {
            let path = self.path(&format!("/var/lib/rancher/k3s/server/tls/{leaf}"));
            self.renew(&path, "tls");
        }
        // The fixture's kubeconfig has it inline.
        if service == "scheduler" {
            let file = |name: &str| self.path(&format!("/var/lib/rancher/k3s/server/{name}"));
            let read = |name: &str| fs::read_to_string(file(name)).unwrap();
            let text = read("cred/scheduler.kubeconfig");
            let certificate = read("tls/client-scheduler.crt");
            let text = replaced(&text, "client-certificate-data", &certificate);
            let key = read("tls/client-scheduler.key");
            let text = replaced(&text, "client-key-data", &key);
            fs::write(file("cred/scheduler.kubeconfig"), text).unwrap();
        }
    }
}

/// Below `pki`, by kubeadm's name of a certificate.
fn path_of(what: &str) -> &str {
    match what {
        "etcd-server" => "etcd/server",
        "etcd-peer" => "etcd/peer",
        "etcd-healthcheck-client" => "etcd/healthcheck-client",
        other => other,
    }
}

fn authority_of(leaf: &Path, layout: &str) -> PathBuf {
    let text = leaf.display().to_string();
    let (folder, name) = text.split_once(&format!("/{layout}/")).unwrap();
    let ca = match (layout, name) {
        ("pki", "front-proxy-client") => "front-proxy-ca",
        ("pki", name) if name.contains("etcd") => "etcd/ca",
        ("pki", _) => "ca",
        (_, "etcd/peer-server-client") => "etcd/peer-ca",
        (_, name) if name.starts_with("etcd/") => "etcd/server-ca",
        (_, name) if name.starts_with("serving-") => "server-ca",
        _ => "client-ca",
    };
    PathBuf::from(format!("{folder}/{layout}/{ca}"))
}

/// Subject, names and usages of a certificate, with dates of today.
pub(crate) fn as_before(text: &str) -> Template {
    renamed(text, &str::to_owned)
}

/// The same with other names.
pub(crate) fn renamed(text: &str, rename: &dyn Fn(&str) -> String) -> Template {
    let begin = text.find("-----BEGIN CERTIFICATE").unwrap();
    let (_, block) = x509_parser::pem::parse_x509_pem(&text.as_bytes()[begin..]).unwrap();
    let old = block.parse_x509().unwrap();
    let organizations = old.subject().iter_organization();
    let common_names = old.subject().iter_common_name();
    let attributes: Vec<_> = organizations
        .map(|value| ("O", rename(value.as_str().unwrap())))
        .chain(common_names.map(|value| ("CN", rename(value.as_str().unwrap()))))
        .collect();
    let attributes: Vec<_> = attributes
        .iter()
        .map(|(kind, value)| (*kind, value.as_str()))
        .collect();
    let template = named(Template::client(name(&attributes)), &old, rename);
    let usage = old.extended_key_usage().unwrap().unwrap().value;
    let mut usages = Vec::new();
    usages.extend(usage.server_auth.then_some(Usage::Server));
    usages.extend(usage.client_auth.then_some(Usage::Client));
    template.usages(&usages).valid(NOW.0, NOW.1)
}

fn named(
    template: Template,
    old: &X509Certificate<'_>,
    rename: &dyn Fn(&str) -> String,
) -> Template {
    let Some(names) = old.subject_alternative_name().unwrap() else {
        return template;
    };
    let names = names.value.general_names.iter();
    names.fold(template, |template, name| match name {
        GeneralName::DNSName(name) => template.dns(rename(name)),
        GeneralName::IPAddress([a, b, c, d]) => template.ip(&rename(&format!("{a}.{b}.{c}.{d}"))),
        GeneralName::IPAddress(octets) => {
            let octets: [u8; 16] = (*octets).try_into().unwrap();
            template.ip(&std::net::Ipv6Addr::from(octets).to_string())
        }
        other => panic!("{other:?}"),
    })
}

/// The value of a field that kubeadm writes in one line.
pub(crate) fn decoded(text: &str, field: &str) -> Vec<u8> {
    let line = text
        .lines()
        .find_map(|line| line.trim().strip_prefix(field));
    let value = line.unwrap().trim_start_matches(':').trim();
    base64::engine::general_purpose::STANDARD
        .decode(value)
        .unwrap()
}

pub(crate) fn replaced(text: &str, field: &str, content: &str) -> String {
    let data = base64::engine::general_purpose::STANDARD.encode(content);
    let lines = text.lines().map(|line| match line.split_once(field) {
        Some((indent, _)) if indent.trim().is_empty() => format!("{indent}{field}: {data}\n"),
        _ => format!("{line}\n"),
    });
    lines.collect()
}
