//! The plans of `rotate` for k3s and RKE2, run by a stand-in for their tool that does what its documentation and sources
//! say (docs.k3s.io, "certificate"; k3s `pkg/server/handlers/cert.go`, `pkg/daemons/control/deps/deps.go`,
//! `contrib/util/rotate-default-ca-certs.sh`): new CAs are taken only where those before have signed them; a start writes
//! them out, and issues what is not there or is not of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::copy;
use crate::kubeadm::{as_before, replaced};
use crate::pki::{Key, Pair, Template};
use crate::rotation::{Node, blocks, holds, steps};

const AUTHORITIES: [&str; 5] = [
    "client",
    "server",
    "request-header",
    "etcd/peer",
    "etcd/server",
];
/// Leaves below `server/tls`, and their CA.
const LEAVES: [(&str, &str); 9] = [
    ("client-admin", "client"),
    ("client-controller", "client"),
    ("client-scheduler", "client"),
    ("client-kube-apiserver", "client"),
    ("client-auth-proxy", "request-header"),
    ("serving-kube-apiserver", "server"),
    ("etcd/client", "etcd/server"),
    ("etcd/server-client", "etcd/server"),
    ("etcd/peer-server-client", "etcd/peer"),
];
const KUBECONFIGS: [(&str, &str); 3] = [
    ("etc/rancher/PRODUCT/PRODUCT.yaml", "client-admin"),
    (
        "var/lib/rancher/PRODUCT/server/cred/controller.kubeconfig",
        "client-controller",
    ),
    (
        "var/lib/rancher/PRODUCT/server/cred/scheduler.kubeconfig",
        "client-scheduler",
    ),
];

#[test]
fn every_connection_works_while_the_tool_runs() {
    for (product, authority) in [
        ("k3s", "server-ca"),
        ("k3s", "client-ca"),
        ("k3s", "request-header-ca"),
        ("k3s", "etcd-server-ca"),
        ("k3s", "etcd-peer-ca"),
        ("rke2", "server-ca"),
        ("rke2", "client-ca"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
        copy(&fixtures.join(product), folder.path());
        let root = folder.path().to_owned();
        let ca = format!("{product}-{authority}@1767225600");
        let input = root.display().to_string();
        let node = Node::of(folder, vec![input], &ca);
        let tool = Tool::new(&root, product);
        assert_eq!(node.plan["keeps_all"], true);
        // Somebody's copy of the kubeconfig, which nobody changes.
        let own = root.join(format!("etc/rancher/{product}/{product}.yaml"));
        let copied = root.join("copied.yaml");
        fs::copy(own, copied).unwrap();
        assert_eq!(node.failing(), [], "{ca}");

        tool.run_all(&node.plan["preparation"]);
        assert_eq!(node.failing(), [], "{ca}");
        let kinds: Vec<_> = steps(&node.plan).iter().map(|step| &step["kind"]).collect();
        assert_eq!(kinds, ["exchange", "drop"]);
        for step in steps(&node.plan) {
            tool.run_all(&step["actions"]);
            let failing = node.failing();
            if step["kind"] == "exchange" {
                assert_eq!(failing, [], "{ca} {step}");
                continue;
            }
            // It was to be given out anew.
            assert!(
                failing.iter().all(|(name, _)| name.contains("copied.yaml")),
                "{failing:?}"
            );
            assert!(!failing.is_empty());
        }
        let old = node.plan["target"]["sha256"].as_str().unwrap();
        for held in node.plan["depends"]["trusting"].as_array().unwrap() {
            let text = fs::read_to_string(held["file"].as_str().unwrap()).unwrap();
            assert!(!holds(&text, old), "{held}");
        }
    }
}

/// What the tool refuses is what the plan says it refuses.
#[test]
fn a_ca_that_the_old_one_has_not_signed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
    copy(&fixtures.join("k3s"), folder.path());
    let tool = Tool::new(folder.path(), "k3s");
    tool.stage();
    let other = Template::ca("k3s-client-ca@1800000000").self_signed(&Key::p256());
    let crt = tool.staged("tls/client-ca.crt");
    assert_eq!(tool.rotate_ca(), Ok(()));
    fs::write(&crt, other.pem().repeat(2)).unwrap();
    fs::write(crt.with_extension("key"), other.key.file()).unwrap();
    let why = tool.rotate_ca().unwrap_err();
    assert!(why.contains("cannot be verified"), "{why}");
    fs::write(&crt, other.pem()).unwrap();
    let why = tool.rotate_ca().unwrap_err();
    assert!(why.contains("single certificate"), "{why}");
}

struct Tool {
    root: PathBuf,
    product: &'static str,
    /// Certificates and key of each CA.
    datastore: RefCell<BTreeMap<&'static str, (String, String)>>,
    /// What each leaf is like.
    leaves: BTreeMap<PathBuf, (String, &'static str)>,
}

impl Tool {
    fn new(root: &Path, product: &'static str) -> Self {
        let mut tool = Self {
            root: root.to_owned(),
            product,
            datastore: RefCell::default(),
            leaves: BTreeMap::new(),
        };
        for ca in AUTHORITIES {
            let read = |ending| fs::read_to_string(tool.tls(&format!("{ca}-ca.{ending}"))).unwrap();
            let pair = (read("crt"), read("key"));
            tool.datastore.borrow_mut().insert(ca, pair);
        }
        let agent = tool.data("agent");
        let leaves = LEAVES
            .map(|(leaf, ca)| (tool.tls(&format!("{leaf}.crt")), ca))
            .into_iter()
            .chain([
                (agent.join("client-kubelet.crt"), "client"),
                (agent.join("serving-kubelet.crt"), "server"),
            ]);
        let leaves = leaves.map(|(path, ca)| {
            let text = fs::read_to_string(&path).unwrap();
            (path, (text, ca))
        });
        tool.leaves = leaves.collect();
        tool
    }

    fn data(&self, below: &str) -> PathBuf {
        let data = format!("var/lib/rancher/{}", self.product);
        self.root.join(data).join(below)
    }

    fn tls(&self, name: &str) -> PathBuf {
        self.data("server/tls").join(name)
    }

    fn staged(&self, name: &str) -> PathBuf {
        self.data("server/rotate-ca").join(name)
    }

    fn run_all(&self, actions: &Value) {
        for action in actions.as_array().unwrap() {
            for line in action["commands"].as_array().unwrap() {
                self.run(line.as_str().unwrap());
            }
        }
    }

    fn run(&self, line: &str) {
        let product = self.product;
        let staging = format!("--path=/var/lib/rancher/{product}/server/rotate-ca");
        let words: Vec<_> = line.split_whitespace().collect();
        let (server, agent) = match product {
            "rke2" => ("rke2-server", "rke2-agent"),
            _ => ("k3s", "k3s-agent"),
        };
        match words.as_slice() {
            ["curl", "-sL", script, "|", set, "bash", "-"] => {
                assert!(script.ends_with("/contrib/util/rotate-default-ca-certs.sh"));
                assert_eq!(*set, format!("PRODUCT={product}"));
                self.stage();
            }
            [name, "certificate", "rotate-ca", path] => {
                assert_eq!((*name, *path), (product, staging.as_str()));
                self.rotate_ca().unwrap();
            }
            [name, "certificate", "rotate"] => {
                assert_eq!(*name, product);
                for path in self.leaves.keys() {
                    let _ = fs::remove_file(path);
                    let _ = fs::remove_file(path.with_extension("key"));
                }
                fs::write(self.tls("dynamic-cert-regenerate"), "").unwrap();
            }
            ["systemctl", "stop", unit] => assert_eq!(*unit, server),
            ["systemctl", "start" | "restart", unit] if *unit == server => self.start(),
            // There is none.
            ["systemctl", "restart", unit] => assert_eq!(*unit, agent),
            _ => {
                let data = format!("/var/lib/rancher/{product}/server");
                let line = line.replace(&data, &self.data("server").display().to_string());
                let output = Command::new("sh")
                    .args(["-e", "-c", &line])
                    .output()
                    .unwrap();
                assert!(output.status.success(), "{line}: {output:?}");
            }
        }
    }

    /// The script: a new root and below it a new CA, and the root signed by the CA of today.
    fn stage(&self) {
        fs::create_dir_all(self.staged("tls/etcd")).unwrap();
        for ca in AUTHORITIES {
            let read = |ending| fs::read_to_string(self.tls(&format!("{ca}-ca.{ending}"))).unwrap();
            let old = Pair::read(&read("crt"), &read("key"));
            let name = |kind| {
                format!(
                    "{}-{}-{kind}@1800000000",
                    self.product,
                    ca.replace('/', "-")
                )
            };
            let key = Key::p256();
            let root = Template::ca(name("root").as_str());
            let (own, cross) = (root.self_signed(&key), old.issue(&root, &key));
            let new = own.issue(&Template::ca(name("ca").as_str()), &Key::p256());
            let write = |ending: &str, text: String| {
                fs::write(self.staged(&format!("tls/{ca}-{ending}")), text).unwrap();
            };
            write("ca.pem", new.pem());
            write("root-ssigned.pem", own.pem());
            let all = [new.pem(), own.pem(), cross.pem(), old.pem()];
            write("ca.crt", all.concat());
            write("ca.key", format!("{}{}", new.key.file(), key.file()));
        }
    }

    /// The first certificate has to be signed by what is there already (`validateCA`).
    fn rotate_ca(&self) -> Result<(), String> {
        let mut taken = BTreeMap::new();
        for ca in AUTHORITIES {
            let read = |ending: &str| {
                fs::read_to_string(self.staged(&format!("tls/{ca}-ca.{ending}"))).unwrap()
            };
            let (new, key) = (read("crt"), read("key"));
            let (old, _) = &self.datastore.borrow()[ca];
            let certificates = blocks(&new);
            if certificates.len() == 1 {
                return Err(format!("{ca}: only a single certificate"));
            }
            let is_root = |block: &&x509_parser::pem::Pem| {
                let (subject, authority) = key_ids(&block.contents);
                authority.is_none() || authority == subject
            };
            let old = blocks(old);
            let (roots, mut intermediates): (Vec<_>, Vec<_>) = old.iter().partition(is_root);
            intermediates.extend(&certificates[1..]);
            let folder = tempfile::tempdir().unwrap();
            let write = |name: &str, blocks: &[&x509_parser::pem::Pem]| {
                let text = blocks
                    .iter()
                    .map(|block| crate::pki::pem(&block.label, &block.contents));
                let path = folder.path().join(name);
                fs::write(&path, text.collect::<String>()).unwrap();
                path
            };
            let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
                .arg("verify")
                .arg(write("new.pem", &[&certificates[0]]))
                .args(["--purpose", "server", "--at", "2026-06-01", "--anchors"])
                .arg(write("roots.pem", &roots))
                .arg("--intermediates")
                .arg(write("intermediates.pem", &intermediates))
                .output()
                .unwrap();
            if output.status.code() != Some(0) {
                return Err(format!(
                    "{ca}: cannot be verified using old CA chain: {output:?}"
                ));
            }
            taken.insert(ca, (new, key));
        }
        *self.datastore.borrow_mut() = taken;
        Ok(())
    }

    fn start(&self) {
        let datastore = self.datastore.borrow();
        for (ca, (certificates, key)) in datastore.iter() {
            fs::write(self.tls(&format!("{ca}-ca.crt")), certificates).unwrap();
            fs::write(self.tls(&format!("{ca}-ca.key")), key).unwrap();
        }
        for ca in ["client", "server"] {
            let (certificates, _) = &datastore[ca];
            fs::write(self.data(&format!("agent/{ca}-ca.crt")), certificates).unwrap();
        }
        for (path, (before, ca)) in &self.leaves {
            let (certificates, key) = &datastore[ca];
            let authority = Pair::read(certificates, key);
            let current = fs::read_to_string(path);
            let is_of_ca = current.is_ok_and(|text| {
                let (_, of_leaf) = key_ids(&blocks(&text)[0].contents);
                of_leaf == key_ids(&authority.der).0
            });
            if !is_of_ca {
                let new = authority.issue(&as_before(before), &Key::p256());
                fs::write(path, format!("{}{certificates}", new.pem())).unwrap();
                fs::write(path.with_extension("key"), new.key.file()).unwrap();
            }
        }
        let (server_ca, server_key) = &datastore["server"];
        for (file, leaf) in KUBECONFIGS {
            let file = self.root.join(file.replace("PRODUCT", self.product));
            let read = |ending| fs::read_to_string(self.tls(&format!("{leaf}.{ending}"))).unwrap();
            let text = fs::read_to_string(&file).unwrap();
            let text = replaced(&text, "certificate-authority-data", server_ca);
            let text = replaced(&text, "client-certificate-data", &read("crt"));
            fs::write(file, replaced(&text, "client-key-data", &read("key"))).unwrap();
        }
        let trigger = self.tls("dynamic-cert-regenerate");
        if trigger.exists() {
            fs::remove_file(trigger).unwrap();
            let path = self.tls("dynamic-cert.json");
            let mut secret: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            let old = STANDARD
                .decode(secret["data"]["tls.crt"].as_str().unwrap())
                .unwrap();
            let before = as_before(&String::from_utf8(old).unwrap());
            let new = Pair::read(server_ca, server_key).issue(&before, &Key::p256());
            let chain = format!("{}{server_ca}", new.pem());
            secret["data"]["tls.crt"] = Value::from(STANDARD.encode(chain));
            secret["data"]["tls.key"] = Value::from(STANDARD.encode(new.key.file()));
            fs::write(path, secret.to_string()).unwrap();
        }
    }
}

/// Subject and authority key identifier.
fn key_ids(der: &[u8]) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    use x509_parser::extensions::ParsedExtension;
    use x509_parser::prelude::FromDer;
    let (_, certificate) = x509_parser::certificate::X509Certificate::from_der(der).unwrap();
    let (mut subject, mut authority) = (None, None);
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(id) => subject = Some(id.0.to_vec()),
            ParsedExtension::AuthorityKeyIdentifier(id) => {
                authority = id.key_identifier.as_ref().map(|id| id.0.to_vec());
            }
            _ => {}
        }
    }
    (subject, authority)
}
