//! A file that a flag names and that is not there. It stands elsewhere, or one command makes it; or the flag names the wrong
//! place, and the file is where its layout puts it.

use std::net::IpAddr;
use std::path::Path;

use crate::connection::{Chain, ChainMember};
use crate::decode::bundle;
use crate::finding::{Finding, Step};
use crate::fix::model::{
    AuthorityKey, Command, Content, Edit, Fix, Layout, Node, Restored, Side, Words, all,
};
use crate::fix::propose::tools::{KUBEADM, Leaf, make_leaf, renew, restart_of, set_flag};
use crate::fix::simulation::{self, Sides, made};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::inventory::{Inventory, Placed};
use crate::source::{Limit, exists};
use crate::x509::CertificateRef;

/// Where kubeadm has what these flags name, below `pki` (kubeadm `phases/controlplane/manifests.go`, `phases/etcd/local.go`).
const STANDARD: [(&str, &str); 21] = [
    ("--client-ca-file", "ca.crt"),
    ("clientCAFile", "ca.crt"),
    ("--requestheader-client-ca-file", "front-proxy-ca.crt"),
    ("--etcd-cafile", "etcd/ca.crt"),
    ("--trusted-ca-file", "etcd/ca.crt"),
    ("--peer-trusted-ca-file", "etcd/ca.crt"),
    ("--root-ca-file", "ca.crt"),
    ("--cluster-signing-cert-file", "ca.crt"),
    (
        "--kubelet-client-certificate",
        "apiserver-kubelet-client.crt",
    ),
    ("--kubelet-client-key", "apiserver-kubelet-client.key"),
    ("--proxy-client-cert-file", "front-proxy-client.crt"),
    ("--proxy-client-key-file", "front-proxy-client.key"),
    ("--etcd-certfile", "apiserver-etcd-client.crt"),
    ("--etcd-keyfile", "apiserver-etcd-client.key"),
    ("--cert-file", "etcd/server.crt"),
    ("--key-file", "etcd/server.key"),
    ("--peer-cert-file", "etcd/peer.crt"),
    ("--peer-key-file", "etcd/peer.key"),
    ("--service-account-key-file", "sa.pub"),
    ("--service-account-signing-key-file", "sa.key"),
    ("--service-account-private-key-file", "sa.key"),
];

/// The file that is gone, and where it is looked for.
struct Gone<'a> {
    sides: &'a Sides<'a>,
    node: &'a Node,
    inventory: &'a Inventory,
    side: Side,
    /// As it is given.
    file: &'a str,
    /// The flag or field that names it, and the file that this stands in.
    flag: &'a str,
    place: &'a Location,
}

/// The fix of that; none of any other finding, or where nothing here has the file.
pub(crate) fn for_finding(
    sides: &Sides<'_>,
    inventory: &Inventory,
    finding: &Finding,
) -> Option<Fix> {
    let node = sides.node.filter(|node| node.layout == Layout::Kubeadm)?;
    let file = finding
        .unread_file()
        .filter(|file| !exists(Path::new(file)))?;
    let place = finding.locations.first()?;
    let side = match finding.step {
        Some(Step::ServerPresents | Step::ServerVerifies) => Side::Server,
        _ => Side::Client,
    };
    let gone = Gone {
        sides,
        node,
        inventory,
        side,
        file,
        flag: place.field.as_deref().unwrap_or_default(),
        place,
    };
    gone.pointed()
        .or_else(|| gone.authority())
        .or_else(|| gone.leaf())
        .or_else(|| gone.public_key())
}

impl Gone<'_> {
    fn fix(&self, text: String, commands: Vec<Command>, content: Content) -> Option<Fix> {
        if commands.is_empty() {
            return None;
        }
        let restored = Restored {
            file: self.file.into(),
            content,
        };
        Some(Fix::new(
            self.side,
            text,
            commands,
            vec![Edit::Restored(restored)],
        ))
    }

    /// The name of the file below `pki`, where it belongs to kubeadm's layout.
    fn in_layout(&self) -> Option<&str> {
        let below = Path::new(self.file).strip_prefix(&self.node.here).ok()?;
        below.to_str()?.strip_prefix("pki/")
    }

    /// The flag names a place of its own, and kubeadm's file is where it always is.
    fn pointed(&self) -> Option<Fix> {
        let (_, standard) = STANDARD.iter().find(|(flag, _)| *flag == self.flag)?;
        let path = self.node.here.join("pki").join(standard);
        let right = path.shown().to_string();
        if right == self.file || !exists(&path) {
            return None;
        }
        let content = self.content_of(&path);
        let old = self.on_host(self.file);
        let new = self.node.on_host(&right)?;
        let change = set_flag(&self.place.file, self.flag, (&old, &new));
        let mut commands: Vec<_> = change.into_iter().collect();
        if !commands.is_empty() && !self.flag.starts_with("--") {
            commands.extend(restart_of("kubelet"));
        }
        let text = format!(
            "have {} in {} name {new}: {old} is not there",
            self.flag, self.place.file
        );
        self.fix(text, commands, content)
    }

    /// Where a file is on the node.
    fn on_host(&self, file: &str) -> String {
        self.node.with_host_paths(file)
    }

    /// What stands in a file of the layout.
    fn content_of(&self, path: &Path) -> Content {
        let evaluation = &self.sides.evaluation;
        let Some(name) = path.to_str().and_then(|path| path.strip_suffix(".crt")) else {
            return Content::Other;
        };
        let file = path.shown().to_string();
        let own = self.node.authorities.iter().find(|own| own.file == file);
        if let Some(own) = own {
            return Content::Authorities(own.anchors.clone());
        }
        let Ok(text) = evaluation.files.read(path, Limit::BUNDLE) else {
            return Content::Other;
        };
        let read = bundle::strict(
            &text,
            &Location::file(format!("{name}.crt")),
            evaluation.release,
        );
        Content::Pair(Chain {
            certificates: read
                .certificates
                .into_iter()
                .map(ChainMember::Parsed)
                .collect(),
            key_matches: Some(true),
        })
    }

    /// A CA: each kubeconfig of the node holds the cluster's, and others stand in further files.
    fn authority(&self) -> Option<Fix> {
        let name = self.in_layout()?.strip_suffix(".crt")?;
        let children: Vec<CertificateRef> = KUBEADM
            .iter()
            .filter(|leaf| leaf.authority == name)
            .filter_map(|leaf| self.certificate_in(&format!("{}.crt", leaf.file)))
            .collect();
        if children.is_empty() {
            return None;
        }
        let evaluation = &self.sides.evaluation;
        let issued = |ca: &CertificateRef| {
            let signed = |child: &CertificateRef| {
                let checked = evaluation.signatures.check(child, ca, evaluation.release);
                child.issuer.raw == ca.subject.raw && checked.is_ok()
            };
            ca.is_valid_at(evaluation.at) && children.iter().any(signed)
        };
        let mut entries = self.inventory.iter().map(|(_, entry)| entry);
        let entry =
            entries.find(|entry| entry.certificate.is_ca() && issued(&entry.certificate))?;
        let mut sources = entry.locations.iter();
        let (source, print) = sources.find_map(|place| Some((place, self.print(place)?)))?;
        let target = self.on_host(self.file);
        let commands = all([
            print.raw("> /root/restored.crt").done(),
            Words::new(
                "openssl x509 -noout -subject -in /root/restored.crt && cp /root/restored.crt",
            )
            .value(&target)
            .done(),
        ]);
        let text = format!(
            "put the CA {} back into {target}, from {}",
            entry.certificate.display_name(),
            self.on_host(&source.file)
        );
        let anchor = Placed {
            certificate: entry.certificate.clone(),
            location: Location::file(self.file),
        };
        self.fix(text, commands, Content::Authorities(vec![anchor]))
    }

    fn certificate_in(&self, name: &str) -> Option<CertificateRef> {
        let path = self.node.here.join("pki").join(name);
        let evaluation = &self.sides.evaluation;
        let text = evaluation.files.read(&path, Limit::BUNDLE).ok()?;
        let place = Location::file(path.shown().to_string());
        let read = bundle::strict(&text, &place, evaluation.release);
        Some(read.certificates.into_iter().next()?.certificate)
    }

    /// Prints one certificate of a file of this node, as it stands there.
    fn print(&self, place: &Location) -> Option<Words> {
        if self.node.on_host(&place.file).is_none() && self.node.copied_to().is_some() {
            return None;
        }
        let file = self.on_host(&place.file);
        let pick = format!("'/-----BEGIN /{{n++}} n=={}'", place.block.unwrap_or(1));
        match place.field.as_deref() {
            None => Some(Words::new("awk").raw(pick).value(&file)),
            // kubeadm's kubeconfigs have one cluster.
            Some("clusters[0].cluster.certificate-authority-data") => Some(
                Words::new("kubectl config view --raw")
                    .option("--kubeconfig", &file)
                    .and("-o")
                    .raw("jsonpath='{.clusters[0].cluster.certificate-authority-data}'")
                    .and("| base64 -d"),
            ),
            Some(_) => None,
        }
    }

    /// One half of a pair of kubeadm's, or both.
    fn leaf(&self) -> Option<Fix> {
        let name = self.in_layout()?;
        let (stem, _) = name.rsplit_once('.')?;
        let leaf = KUBEADM.iter().find(|leaf| leaf.file == stem)?;
        let authority = self.node.authority(leaf.authority)?;
        let ca = authority.certificate()?;
        if !matches!(authority.key, AuthorityKey::There | AuthorityKey::Unknown) {
            return None;
        }
        let half = |ending: &str| self.node.here.join(format!("pki/{stem}.{ending}"));
        let (certificate, key) = (exists(&half("crt")), exists(&half("key")));
        let target = format!("/etc/kubernetes/pki/{stem}");
        // Renewal never looks at the key; a phase keeps a pair of which it finds half (kubeadm `phases/certs/certs.go`).
        let commands = match (certificate, key) {
            (true, _) => all([renew(leaf.name)]),
            (false, true) => all([
                Words::new("mv")
                    .value(&format!("{target}.key"))
                    .and("/root/")
                    .done(),
                self.make(leaf).done(),
            ]),
            (false, false) => all([self.make(leaf).done()]),
        };
        let present = certificate
            .then(|| self.certificate_in(&format!("{stem}.crt")))
            .flatten();
        let issued =
            present.unwrap_or_else(|| made(ca, &self.contents(leaf), &self.sides.evaluation));
        let chain = Chain {
            certificates: vec![ChainMember::Parsed(Placed {
                certificate: issued,
                location: Location::file(half("crt").shown().to_string()),
            })],
            key_matches: Some(true),
        };
        let text = format!(
            "make {target}.crt with its key, of which {} is not there",
            self.on_host(self.file)
        );
        self.fix(text, commands, Content::Pair(chain))
    }

    fn make(&self, leaf: &Leaf) -> Words {
        let words = make_leaf(leaf, self.node);
        match self.balancer().filter(|_| leaf.name == "apiserver") {
            Some(host) => words.option("--apiserver-cert-extra-sans", host),
            None => words,
        }
    }

    /// What the node's own kubeconfigs call, if it is another name than the node's address.
    fn balancer(&self) -> Option<&str> {
        let facts = &self.node.facts;
        let (host, _) = facts.endpoint.as_deref()?.rsplit_once(':')?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        (Some(host) != facts.advertise_address.as_deref()).then_some(host)
    }

    /// What kubeadm puts into a leaf by itself (kubeadm `util/pkiutil/pki_helpers.go` `GetAPIServerAltNames`).
    fn contents(&self, leaf: &Leaf) -> simulation::Leaf<'static> {
        let facts = &self.node.facts;
        let own = [
            Some(self.node.name.as_str()),
            facts.advertise_address.as_deref(),
        ];
        let mut sans: Vec<String> = own.into_iter().flatten().map(str::to_owned).collect();
        let (name, more): (&'static str, &[&str]) = match leaf.name {
            "apiserver" => ("kube-apiserver", &SERVICE),
            "etcd-server" => ("etcd", &LOCAL),
            "etcd-peer" => ("etcd", &LOCAL),
            "etcd-healthcheck-client" => ("kube-etcd-healthcheck-client", &[]),
            "apiserver-etcd-client" => ("kube-apiserver-etcd-client", &[]),
            "apiserver-kubelet-client" => ("kube-apiserver-kubelet-client", &[]),
            _ => ("front-proxy-client", &[]),
        };
        sans.extend(more.iter().map(|name| (*name).to_owned()));
        if leaf.name == "apiserver" {
            sans.extend(self.service_address());
        }
        sans.extend(self.balancer().map(str::to_owned));
        sans.retain(|name| !name.is_empty());
        simulation::Leaf { name, sans }
    }

    /// The first address of the network of Services, which is the API server's.
    fn service_address(&self) -> Option<String> {
        let networks = self.node.facts.service_cidr.as_deref()?;
        let (network, _) = networks.split(',').next()?.split_once('/')?;
        let first = match network.parse().ok()? {
            IpAddr::V4(address) => IpAddr::from(u32::from(address).checked_add(1)?.to_be_bytes()),
            IpAddr::V6(address) => IpAddr::from(u128::from(address).checked_add(1)?.to_be_bytes()),
        };
        Some(first.to_string())
    }

    /// The public half of the key that signs tokens.
    fn public_key(&self) -> Option<Fix> {
        let key = self.node.here.join("pki/sa.key");
        if self.in_layout()? != "sa.pub" || !exists(&key) {
            return None;
        }
        let target = self.on_host(self.file);
        let command = Words::new("openssl pkey -in /etc/kubernetes/pki/sa.key -pubout -out")
            .value(&target)
            .done();
        let text = format!("make {target} from the key that signs tokens");
        self.fix(text, all([command]), Content::Other)
    }
}

const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

const SERVICE: [&str; 4] = [
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
];
