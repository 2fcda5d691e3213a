//! Nodes of Talos, kops, kubespray and OpenShift, and those whose programs units, microk8s, k0s and RKE start: recognised by
//! what their files hold, and judged by the flags that their programs have.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::pki::{Key, Pair, Template};
use crate::support::certgraph;

/// CAs and what they issue, by the names that the layouts below give their files.
struct Pki(BTreeMap<&'static str, Pair>);

impl Pki {
    fn new() -> Self {
        let mut all = BTreeMap::new();
        for (name, subject) in [
            ("ca", "kubernetes"),
            ("old", "kubernetes"),
            ("front", "front-proxy-ca"),
            ("etcd", "etcd-ca"),
            ("talos", "talos"),
            ("lb", "kube-apiserver-lb-signer"),
            ("localhost", "kube-apiserver-localhost-signer"),
        ] {
            all.insert(name, Template::ca(subject).self_signed(&Key::p256()));
        }
        let server = |subject: &str| {
            let names = Template::server(subject)
                .dns("localhost")
                .dns("api.example");
            names
                .dns("kubernetes.default.svc")
                .ip("10.0.0.10")
                .ip("127.0.0.1")
        };
        let both = |subject: &str| {
            let usages = [crate::pki::Usage::Server, crate::pki::Usage::Client];
            server(subject).usages(&usages)
        };
        for (name, issuer, template) in [
            ("api", "ca", server("kube-apiserver")),
            ("lb-api", "lb", server("api")),
            ("localhost-api", "localhost", server("localhost")),
            ("admin", "ca", Template::client("admin")),
            ("stale", "old", Template::client("admin")),
            (
                "kubelet-client",
                "ca",
                Template::client("kube-apiserver-kubelet-client"),
            ),
            ("proxy", "front", Template::client("front-proxy-client")),
            ("etcd-client", "etcd", Template::client("kube-apiserver")),
            ("etcd-foreign", "old", Template::client("kube-apiserver")),
            ("member", "etcd", both("member")),
            ("talos-admin", "talos", Template::client("os:admin")),
        ] {
            let pair = all[issuer].issue(&template, &Key::p256());
            all.insert(name, pair);
        }
        Self(all)
    }

    fn pem(&self, name: &str) -> String {
        self.0[name].pem()
    }

    fn data(&self, name: &str) -> String {
        STANDARD.encode(self.pem(name))
    }

    fn key(&self, name: &str) -> String {
        STANDARD.encode(self.0[name].key.pem())
    }

    /// Writes `NAME.crt`-like files: path, and whose certificate; the key goes beside it, `.crt` and `.pem` replaced.
    fn lay(&self, root: &Path, files: &[(&str, &str)]) {
        for (path, name) in files {
            write(root, path, &self.pem(name));
            let key = match path.strip_suffix(".pem") {
                Some(stem) => format!("{stem}-key.pem"),
                None => path.replace(".crt", ".key"),
            };
            write(root, &key, &self.0[name].key.pem());
        }
    }

    fn kubeconfig(&self, server: &str, cas: &[&str], user: &str) -> String {
        let bundle: String = cas.iter().map(|ca| self.pem(ca)).collect();
        json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "x",
            "clusters": [{"name": "c", "cluster": {"server": server, "certificate-authority-data": STANDARD.encode(bundle)}}],
            "users": [{"name": "u", "user": {"client-certificate-data": self.data(user), "client-key-data": self.key(user)}}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        })
        .to_string()
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Each connection with its verdict, and the code of its first line where it fails.
fn connections(folder: &Path, inputs: &[&str]) -> BTreeMap<String, String> {
    let tail = ["--at", "2026-06-01", "--format", "json"];
    let arguments = [&["explain"], inputs, &tail].concat();
    let output = certgraph(folder, &arguments).output();
    output.is_orderly(&format!("{inputs:?}"));
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let connections = report["connections"].as_array().unwrap().iter();
    let row = |connection: &Value| {
        let verdict = connection["verdict"].as_str().unwrap();
        let code = connection["headline"]["code"].as_str();
        let what = match code.filter(|_| verdict == "reject") {
            Some(code) => format!("{verdict} {code}"),
            None => verdict.to_owned(),
        };
        (connection["name"].as_str().unwrap().to_owned(), what)
    };
    connections.map(row).collect()
}

#[track_caller]
fn holds(found: &BTreeMap<String, String>, wanted: &[(&str, &str)]) {
    for (name, verdict) in wanted {
        assert_eq!(
            found.get(*name).map(String::as_str),
            Some(*verdict),
            "{name} of {found:#?}"
        );
    }
}

fn machine(pki: &Pki) -> String {
    format!(
        "version: v1alpha1\nmachine:\n  type: controlplane\n  token: abcdef.0123456789abcdef\n  ca: {{crt: {}, key: {}}}\n\
         cluster:\n  clusterName: demo\n  ca: {{crt: {}, key: {}}}\n  aggregatorCA: {{crt: {}, key: {}}}\n  etcd:\n    ca: {{crt: {}, key: {}}}\n\
         ---\napiVersion: v1alpha1\nkind: HostnameConfig\nauto: stable\n",
        pki.data("talos"),
        pki.key("talos"),
        pki.data("ca"),
        pki.key("ca"),
        pki.data("front"),
        pki.key("front"),
        pki.data("etcd"),
        pki.key("etcd"),
    )
}

fn talosconfig(pki: &Pki, ca: &str, user: &str) -> String {
    format!(
        "context: demo\ncontexts:\n  demo:\n    endpoints: [10.0.0.10]\n    nodes: [10.0.0.10]\n    ca: {}\n    crt: {}\n    key: {}\n",
        pki.data(ca),
        pki.data(user),
        pki.key(user),
    )
}

#[test]
fn talos_has_its_cas_in_the_machine_configuration() {
    let (pki, folder) = (Pki::new(), tempfile::tempdir().unwrap());
    let root = folder.path();
    write(root, "controlplane.yaml", &machine(&pki));
    write(
        root,
        "talosconfig",
        &talosconfig(&pki, "talos", "talos-admin"),
    );
    write(
        root,
        "kubeconfig",
        &pki.kubeconfig("https://10.0.0.10:6443", &["ca"], "admin"),
    );
    let found = connections(root, &["."]);
    let talosctl = found
        .iter()
        .find(|(name, _)| name.starts_with("talosctl → apid"));
    assert_eq!(talosctl.unwrap().1, "undetermined");
    holds(&found, &[("kubectl → kube-apiserver", "undetermined")]);
    // Of another cluster with a CA of the same name.
    write(
        root,
        "kubeconfig",
        &pki.kubeconfig("https://10.0.0.10:6443", &["old"], "stale"),
    );
    write(root, "talosconfig", &talosconfig(&pki, "old", "stale"));
    let found = connections(root, &["."]);
    holds(
        &found,
        &[("kubectl → kube-apiserver", "reject issuer-key-mismatch")],
    );
    let talosctl = found
        .iter()
        .find(|(name, _)| name.starts_with("talosctl → apid"));
    assert_eq!(talosctl.unwrap().1, "reject unknown-issuer");
    // By itself a talosconfig is a client of its own, and no kubeconfig with a fault.
    let found = connections(root, &["talosconfig"]);
    assert!(
        found.keys().all(|name| name.starts_with("talosctl")),
        "{found:?}"
    );
    // The configuration of a machine alone tells of no connection, and is no kubeconfig either.
    let output = certgraph(root, &["explain", "controlplane.yaml"]).output();
    assert!(!output.all().contains("kubectl"), "{}", output.all());
    assert_eq!(output.code, Some(4));
}

const KOPS: &str = "apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  hostNetwork: true
  containers:
  - name: kube-apiserver
    command: [/go-runner]
    args:
    - --log-file=/var/log/kube-apiserver.log
    - --also-stdout
    - /usr/local/bin/kube-apiserver
    - --client-ca-file=/srv/kubernetes/ca.crt
    - --etcd-cafile=/srv/kubernetes/kube-apiserver/etcd-ca.crt
    - --etcd-certfile=/srv/kubernetes/kube-apiserver/etcd-client.crt
    - --etcd-keyfile=/srv/kubernetes/kube-apiserver/etcd-client.key
    - --etcd-servers=https://127.0.0.1:4001
    - --kubelet-client-certificate=/srv/kubernetes/kube-apiserver/kubelet-api.crt
    - --kubelet-client-key=/srv/kubernetes/kube-apiserver/kubelet-api.key
    - --tls-cert-file=/srv/kubernetes/kube-apiserver/server.crt
    - --tls-private-key-file=/srv/kubernetes/kube-apiserver/server.key
    volumeMounts:
    - {mountPath: /srv/kubernetes, name: srv}
  volumes:
  - {hostPath: {path: /srv/kubernetes}, name: srv}
";
const ETCD_MANAGER: &str = "apiVersion: v1
kind: Pod
metadata: {name: etcd-manager-main, namespace: kube-system}
spec:
  hostNetwork: true
  containers:
  - name: etcd-manager
    command:
    - /bin/sh
    - -c
    - mkfifo /tmp/pipe; (tee -a /var/log/etcd.log < /tmp/pipe & ) ; exec /ko-app/etcd-manager --client-urls=https://__name__:4001 --cluster-name=etcd > /tmp/pipe 2>&1
    volumeMounts:
    - {mountPath: /etc/kubernetes/pki/etcd-manager, name: pki}
  volumes:
  - {hostPath: {path: /etc/kubernetes/pki/etcd-manager-main}, name: pki}
";

#[test]
fn kops_runs_etcd_by_a_manager_whose_cas_are_in_files() {
    for (client, wanted) in [
        ("etcd-client", "undetermined"),
        ("etcd-foreign", "reject unknown-client-ca"),
    ] {
        let (pki, folder) = (Pki::new(), tempfile::tempdir().unwrap());
        let root = folder.path();
        let own = "srv/kubernetes/kube-apiserver";
        pki.lay(
            root,
            &[
                ("srv/kubernetes/ca.crt", "ca"),
                (&format!("{own}/server.crt"), "api"),
                (&format!("{own}/kubelet-api.crt"), "kubelet-client"),
                (&format!("{own}/etcd-ca.crt"), "etcd"),
                (&format!("{own}/etcd-client.crt"), client),
                (
                    "etc/kubernetes/pki/etcd-manager-main/etcd-clients-ca.crt",
                    "etcd",
                ),
            ],
        );
        write(
            root,
            "etc/kubernetes/manifests/kube-apiserver.manifest",
            KOPS,
        );
        write(root, "etc/kubernetes/manifests/etcd.manifest", ETCD_MANAGER);
        let kubeconfig = pki.kubeconfig("https://127.0.0.1", &["ca"], "stale");
        write(root, "var/lib/kube-scheduler/kubeconfig", &kubeconfig);
        let found = connections(root, &["."]);
        holds(&found, &[("kube-apiserver → etcd", wanted)]);
        // What fixes a kubeconfig is no command of kubeadm.
        let output = certgraph(root, &["explain", ".", "--at", "2026-06-01", "--full"]).output();
        assert!(!output.stdout.contains("kubeadm"), "{}", output.stdout);
        assert!(
            !output.stdout.contains("belongs there"),
            "{}",
            output.stdout
        );
    }
}

const KUBESPRAY: &str = "apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  hostNetwork: true
  containers:
  - name: kube-apiserver
    command:
    - kube-apiserver
    - --client-ca-file=/etc/kubernetes/ssl/ca.crt
    - --etcd-cafile=/etc/ssl/etcd/ssl/ca.pem
    - --etcd-certfile=/etc/ssl/etcd/ssl/node-n1.pem
    - --etcd-keyfile=/etc/ssl/etcd/ssl/node-n1-key.pem
    - --etcd-servers=https://10.0.0.10:2379
    - --tls-cert-file=/etc/kubernetes/ssl/apiserver.crt
    - --tls-private-key-file=/etc/kubernetes/ssl/apiserver.key
    volumeMounts:
    - {mountPath: /etc/kubernetes/ssl, name: k8s}
    - {mountPath: /etc/ssl/etcd/ssl, name: etcd}
  volumes:
  - {hostPath: {path: /etc/kubernetes/ssl}, name: k8s}
  - {hostPath: {path: /etc/ssl/etcd/ssl}, name: etcd}
";

#[test]
fn kubespray_runs_etcd_as_a_unit_beside_the_pods() {
    for (client, wanted) in [
        ("etcd-client", "accept"),
        ("etcd-foreign", "reject unknown-client-ca"),
    ] {
        let (pki, folder) = (Pki::new(), tempfile::tempdir().unwrap());
        let root = folder.path();
        let etcd = "etc/ssl/etcd/ssl";
        pki.lay(
            root,
            &[
                ("etc/kubernetes/ssl/ca.crt", "ca"),
                ("etc/kubernetes/ssl/apiserver.crt", "api"),
                (&format!("{etcd}/ca.pem"), "etcd"),
                (&format!("{etcd}/member-n1.pem"), "member"),
                (&format!("{etcd}/node-n1.pem"), client),
            ],
        );
        write(
            root,
            "etc/kubernetes/manifests/kube-apiserver.yaml",
            KUBESPRAY,
        );
        write(
            root,
            "etc/etcd.env",
            "ETCD_LISTEN_CLIENT_URLS=https://10.0.0.10:2379\nETCD_TRUSTED_CA_FILE=/etc/ssl/etcd/ssl/ca.pem\n\
             ETCD_CERT_FILE=/etc/ssl/etcd/ssl/member-n1.pem\nETCD_KEY_FILE=/etc/ssl/etcd/ssl/member-n1-key.pem\nETCD_CLIENT_CERT_AUTH=true\n",
        );
        write(
            root,
            "etc/systemd/system/etcd.service",
            "[Service]\nEnvironmentFile=/etc/etcd.env\nExecStart=/usr/local/bin/etcd\n",
        );
        holds(
            &connections(root, &["."]),
            &[("kube-apiserver → etcd", wanted)],
        );
    }
}

const OPENSHIFT: &str = "exec {FD}>${LOCK} && flock --verbose -w 30 \"${FD}\" || exit 1\nexec watch-termination \
     --termination-touch-file=/var/log/x -- hyperkube kube-apiserver \
     --openshift-config=/etc/kubernetes/static-pod-resources/configmaps/config/config.yaml --advertise-address=${HOST_IP} -v=2\n";

fn openshift(pki: &Pki, root: &Path) {
    let resources = "etc/kubernetes/static-pod-resources";
    let certs = format!("{resources}/kube-apiserver-certs");
    pki.lay(
        root,
        &[
            (&format!("{certs}/client-ca.crt"), "ca"),
            (&format!("{certs}/lb.crt"), "lb-api"),
            (&format!("{certs}/localhost.crt"), "localhost-api"),
            (&format!("{certs}/kubelet-client.crt"), "kubelet-client"),
        ],
    );
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "kube-apiserver"},
        "spec": {
            "hostNetwork": true,
            "containers": [{
                "name": "kube-apiserver", "command": ["/bin/bash", "-ec"], "args": [OPENSHIFT],
                "volumeMounts": [
                    {"name": "resources", "mountPath": "/etc/kubernetes/static-pod-resources"},
                    {"name": "certs", "mountPath": "/etc/kubernetes/static-pod-certs"},
                ],
            }],
            "volumes": [
                {"name": "resources", "hostPath": {"path": "/etc/kubernetes/static-pod-resources/kube-apiserver-pod-7"}},
                {"name": "certs", "hostPath": {"path": "/etc/kubernetes/static-pod-resources/kube-apiserver-certs"}},
            ],
        },
    });
    write(
        root,
        "etc/kubernetes/manifests/kube-apiserver-pod.yaml",
        &pod.to_string(),
    );
    for (name, server, cas) in [
        (
            "lb-ext",
            "https://api.example:6443",
            &["localhost", "lb"][..],
        ),
        ("localhost", "https://localhost:6443", &["localhost", "lb"]),
        ("wrong", "https://api.example:6443", &["localhost"]),
    ] {
        let path = format!("{certs}/node-kubeconfigs/{name}.kubeconfig");
        write(root, &path, &pki.kubeconfig(server, cas, "admin"));
    }
}

#[test]
fn openshift_has_its_flags_in_a_file_and_a_ca_for_each_name() {
    let (pki, folder) = (Pki::new(), tempfile::tempdir().unwrap());
    let root = folder.path();
    openshift(&pki, root);
    // Without the file with its flags nothing is held against the API server.
    let found = connections(root, &["."]);
    assert!(
        found.values().all(|verdict| verdict == "undetermined"),
        "{found:?}"
    );
    let path = |name: &str| format!("/etc/kubernetes/static-pod-certs/{name}");
    let config = json!({
        "kind": "KubeAPIServerConfig",
        "apiServerArguments": {
            "client-ca-file": [path("client-ca.crt")],
            "tls-cert-file": [path("localhost.crt")],
            "tls-private-key-file": [path("localhost.key")],
            "kubelet-client-certificate": [path("kubelet-client.crt")],
            "kubelet-client-key": [path("kubelet-client.key")],
        },
        "servingInfo": {"namedCertificates": [{"certFile": path("lb.crt"), "keyFile": path("lb.key"), "names": ["api.example"]}]},
    });
    let place =
        "etc/kubernetes/static-pod-resources/kube-apiserver-pod-7/configmaps/config/config.yaml";
    write(root, place, &config.to_string());
    holds(
        &connections(root, &["."]),
        &[
            ("kubectl → kube-apiserver (lb-ext.kubeconfig)", "accept"),
            ("kubectl → kube-apiserver (localhost.kubeconfig)", "accept"),
            (
                "kubectl → kube-apiserver (wrong.kubeconfig)",
                "reject unknown-issuer",
            ),
        ],
    );
}

#[test]
fn microk8s_renews_what_it_can_by_its_own_command() {
    let (pki, folder) = (Pki::new(), tempfile::tempdir().unwrap());
    let root = folder.path();
    let current = "var/snap/microk8s/current";
    let expired =
        Template::client("front-proxy-client").valid("2025-01-01 00:00:00", "2026-01-01 00:00:00");
    let proxy = pki.0["front"].issue(&expired, &Key::p256());
    pki.lay(
        root,
        &[
            (&format!("{current}/certs/ca.crt"), "ca"),
            (&format!("{current}/certs/server.crt"), "api"),
            (&format!("{current}/certs/front-proxy-ca.crt"), "front"),
        ],
    );
    write(
        root,
        &format!("{current}/certs/front-proxy-client.crt"),
        &proxy.pem(),
    );
    write(
        root,
        &format!("{current}/certs/front-proxy-client.key"),
        &proxy.key.pem(),
    );
    let flags = [
        ("client-ca-file", "ca.crt"),
        ("tls-cert-file", "server.crt"),
        ("tls-private-key-file", "server.key"),
        ("requestheader-client-ca-file", "front-proxy-ca.crt"),
        ("proxy-client-cert-file", "front-proxy-client.crt"),
        ("proxy-client-key-file", "front-proxy-client.key"),
    ];
    let flags = flags.map(|(flag, file)| format!("--{flag}=${{SNAP_DATA}}/certs/{file}\n"));
    write(
        root,
        &format!("{current}/args/kube-apiserver"),
        &flags.concat(),
    );
    holds(
        &connections(root, &["."]),
        &[("front-proxy → kube-apiserver", "reject expired")],
    );
    let output = certgraph(root, &["explain", ".", "--at", "2026-06-01"]).output();
    let command = "microk8s refresh-certs -e front-proxy-client.crt";
    assert!(output.stdout.contains(command), "{}", output.stdout);
}
