//! Under which name kube-apiserver looks for a kubelet, and how that is known.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{certgraph, copy, fixture};

const KUBELET_CLIENT_KEY: &str =
    "    - --kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key\n";
const PREFERRED: &str = "    - --kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname\n";
const ADVERTISE: &str = "    - --advertise-address=10.0.0.10\n";
const FLAGS: &str = "var/lib/kubelet/kubeadm-flags.env";

/// A node whose kubelet serves with etcd's certificate, for cp-1, localhost and 10.0.0.10, and whose kube-apiserver checks
/// that.
struct Node(tempfile::TempDir);

impl Node {
    fn new() -> Self {
        let node = Self(tempfile::tempdir().unwrap());
        copy(&fixture("control-plane/healthy"), node.0.path());
        let ca = "    - --kubelet-certificate-authority=/etc/kubernetes/pki/etcd/ca.crt\n";
        node.apiserver(KUBELET_CLIENT_KEY, &format!("{KUBELET_CLIENT_KEY}{ca}"));
        node.edit(
            "var/lib/kubelet/config.yaml",
            "rotateCertificates: true\n",
            "tlsCertFile: /etc/kubernetes/pki/etcd/server.crt\n\
             tlsPrivateKeyFile: /etc/kubernetes/pki/etcd/server.key\n",
        );
        node
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        fs::write(path, text.replace(from, to)).unwrap();
    }

    fn apiserver(&self, from: &str, to: &str) {
        self.edit("etc/kubernetes/manifests/kube-apiserver.yaml", from, to);
    }

    fn write(&self, file: &str, content: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn to_kubelet(&self) -> Value {
        to_kubelet(self.path())
    }
}

fn to_kubelet(folder: &Path) -> Value {
    let folder = folder.display().to_string();
    let arguments = ["explain", &folder, "--at", "2026-06-01", "--format", "json"];
    let output = certgraph(Path::new("."), &arguments).output();
    output.is_orderly(&folder);
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let connections = report["connections"].as_array().unwrap();
    let found = connections
        .iter()
        .find(|connection| connection["name"] == "kube-apiserver → kubelet");
    found.unwrap().clone()
}

fn remark(connection: &Value) -> String {
    connection["remarks"].to_string()
}

#[test]
fn the_node_s_address_counts_before_the_api_server_s() {
    let node = Node::new();
    node.apiserver(ADVERTISE, "    - --advertise-address=10.0.0.99\n");
    let connection = node.to_kubelet();
    // That the node has the address which its API server advertises is likely, and no more.
    assert_eq!(connection["verdict"], "undetermined", "{connection}");
    assert_eq!(connection["headline"], Value::Null);
    assert!(remark(&connection).contains("10.0.0.99 is assumed"));

    node.write(
        FLAGS,
        "KUBELET_KUBEADM_ARGS=\"--node-ip=10.0.0.10 --pod-infra-container-image=pause\"\n",
    );
    let connection = node.to_kubelet();
    assert_eq!(connection["verdict"], "accept", "{connection}");
    assert_eq!(connection["server"]["url"], "https://10.0.0.10:10250");
    assert!(remark(&connection).contains("InternalIP, by the kubelet's --node-ip in"));

    // What the administrator adds comes behind, and counts.
    node.write(
        "etc/default/kubelet",
        "KUBELET_EXTRA_ARGS=--node-ip=10.0.0.98\n",
    );
    let connection = node.to_kubelet();
    assert_eq!(connection["verdict"], "reject");
    assert_eq!(connection["headline"]["code"], "name-mismatch");
}

#[test]
fn types_are_tried_in_the_order_of_the_flag() {
    let node = Node::new();
    node.write(FLAGS, "KUBELET_KUBEADM_ARGS=\"--node-ip 10.0.0.98\"\n");
    // By default the name comes first.
    node.apiserver(PREFERRED, "");
    let connection = node.to_kubelet();
    assert_eq!(connection["verdict"], "accept", "{connection}");
    assert_eq!(connection["server"]["server_name"], "cp-1");
    assert!(remark(&connection).contains("client certificate"));

    node.write(
        FLAGS,
        "KUBELET_KUBEADM_ARGS=\"--hostname-override=CP-2 --node-ip=10.0.0.10\"\n",
    );
    let connection = node.to_kubelet();
    assert_eq!(connection["verdict"], "reject");
    assert_eq!(connection["server"]["server_name"], "cp-2");
    assert_eq!(connection["headline"]["code"], "name-mismatch");

    // A cloud names its machines itself.
    node.write(
        FLAGS,
        "KUBELET_KUBEADM_ARGS=\"--hostname-override=cp-2 --cloud-provider=external\"\n",
    );
    let connection = node.to_kubelet();
    assert_eq!(connection["verdict"], "undetermined");
    assert_eq!(connection["server"]["server_name"], Value::Null);
}

#[test]
fn without_evidence_the_name_is_missing_and_the_rest_is_checked() {
    let node = Node::new();
    node.apiserver(ADVERTISE, "");
    let connection = node.to_kubelet();
    assert_eq!(connection["verdict"], "undetermined");
    assert_eq!(connection["server"]["server_name"], Value::Null);
    assert!(remark(&connection).contains("is not known"), "{connection}");
    // What no name mends is found all the same.
    node.apiserver(
        "pki/etcd/ca.crt\n    - --kubelet-pref",
        "pki/ca.crt\n    - --kubelet-pref",
    );
    let connection = node.to_kubelet();
    assert_eq!(connection["verdict"], "reject");
    assert_eq!(connection["headline"]["code"], "unknown-issuer");
}

#[test]
fn k3s_says_it_in_its_configuration() {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixture("control-plane/k3s"), folder.path());
    let connection = to_kubelet(folder.path());
    assert_eq!(connection["verdict"], "accept");
    assert!(remark(&connection).contains("is assumed"));
    let config = folder.path().join("etc/rancher/k3s/config.yaml");
    for (address, verdict) in [("10.0.0.10", "accept"), ("10.0.0.99", "reject")] {
        fs::write(&config, format!("node-ip: {address}\ntoken: geheim\n")).unwrap();
        let connection = to_kubelet(folder.path());
        assert_eq!(connection["verdict"], verdict, "{connection}");
        assert_eq!(connection["server"]["server_name"], address);
        assert!(!connection.to_string().contains("geheim"));
    }
    // Files of the folder beside it come behind, by name; one that k3s does not read says nothing.
    let parts = folder.path().join("etc/rancher/k3s/config.yaml.d");
    fs::create_dir(&parts).unwrap();
    for (name, text) in [
        ("10-a.yaml", "node-ip: 10.0.0.98\ntoken: geheim\n"),
        (
            "20-b.yml",
            "node-ip: 10.0.0.10\nkube-apiserver-arg+: [x=y]\n",
        ),
        ("30-c.yaml.off", "node-ip: 10.0.0.97\n"),
    ] {
        fs::write(parts.join(name), text).unwrap();
    }
    let connection = to_kubelet(folder.path());
    assert_eq!(connection["verdict"], "accept", "{connection}");
    assert!(remark(&connection).contains("config.yaml.d/20-b.yml"));
    assert!(!connection.to_string().contains("geheim"));
    fs::remove_dir_all(parts).unwrap();
    let unit = folder.path().join("etc/systemd/system/k3s.service");
    fs::create_dir_all(unit.parent().unwrap()).unwrap();
    fs::write(
        unit,
        "[Service]\nExecStart=/usr/local/bin/k3s \\\n    server \\\n\t'--node-ip' \\\n\t'10.0.0.10' \\\n",
    )
    .unwrap();
    assert_eq!(to_kubelet(folder.path())["verdict"], "accept");
}

fn across(folders: &[&Path], server: &str) -> Value {
    let folders = folders.iter().map(|folder| folder.display().to_string());
    let mut arguments = vec!["explain".to_owned()];
    arguments.extend(folders);
    arguments.extend(["--at", "2026-06-01", "--format", "json"].map(str::to_owned));
    let output = certgraph(Path::new("."), &arguments).output();
    output.is_orderly("several nodes");
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let connections = report["connections"].as_array().unwrap();
    let found = connections.iter().find(|connection| {
        let name = connection["name"].as_str().unwrap();
        name.starts_with("kube-apiserver") && name.ends_with(server)
    });
    found.unwrap_or_else(|| panic!("{report}")).clone()
}

/// What a kubelet is dialled under is its own node's to say, and in which order the API server's that dials it.
#[test]
fn a_kubelet_of_another_node_is_dialled_by_what_its_own_files_say() {
    let (one, other) = (Node::new(), Node::new());
    let worker = other.path().join("w");
    fs::create_dir_all(worker.join("etc/kubernetes/pki")).unwrap();
    for file in ["etc/kubernetes/pki/ca.crt", "etc/kubernetes/kubelet.conf"] {
        fs::copy(other.path().join(file), worker.join(file)).unwrap();
    }
    copy(&other.path().join("var"), &worker.join("var"));
    let pair = worker.join("var/lib/kubelet/pki");
    for ending in ["crt", "key"] {
        let etcd = other.path().join("etc/kubernetes/pki/etcd/server");
        let own = pair.join("kubelet");
        fs::copy(etcd.with_extension(ending), own.with_extension(ending)).unwrap();
    }
    let config = worker.join("var/lib/kubelet/config.yaml");
    let text = fs::read_to_string(&config).unwrap();
    let text: String = text
        .lines()
        .filter(|line| !line.starts_with("tls"))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(&config, format!("{text}port: 10251\n")).unwrap();
    let dialled = || across(&[one.path(), &worker], "kubelet w");

    // The address of neither the API server nor the folder stands for the worker's.
    let connection = dialled();
    assert_eq!(connection["verdict"], "undetermined", "{connection}");
    assert_eq!(connection["server"]["server_name"], Value::Null);
    assert!(remark(&connection).contains("is not known"), "{connection}");

    let flags = worker.join(FLAGS);
    for (address, verdict) in [("10.0.0.10", "accept"), ("10.0.0.98", "reject")] {
        let text = format!("KUBELET_KUBEADM_ARGS=\"--node-ip={address}\"\n");
        fs::write(&flags, text).unwrap();
        let connection = dialled();
        assert_eq!(connection["verdict"], verdict, "{connection}");
        let url = format!("https://{address}:10251");
        assert_eq!(connection["server"]["url"], *url);
        let remark = remark(&connection);
        assert!(remark.contains("InternalIP, by the kubelet's --node-ip in"));
    }
    assert_eq!(dialled()["headline"]["code"], "name-mismatch");

    // By the API server's default the name comes first.
    one.apiserver(PREFERRED, "");
    let connection = dialled();
    assert_eq!(connection["verdict"], "accept", "{connection}");
    assert_eq!(connection["server"]["server_name"], "cp-1");
}

#[test]
fn an_agent_of_k3s_says_it_on_the_command_line_of_its_unit() {
    let folder = tempfile::tempdir().unwrap();
    let [server, agent] = ["server", "agent"].map(|name| folder.path().join(name));
    copy(&fixture("control-plane/k3s"), &server);
    let below = "var/lib/rancher/k3s/agent";
    fs::create_dir_all(agent.join(below)).unwrap();
    copy(&server.join(below), &agent.join(below));
    let to_agent = || across(&[&server, &agent], "kubelet agent");
    let connection = to_agent();
    assert_eq!(connection["verdict"], "accept", "{connection}");
    assert!(remark(&connection).contains("is assumed"), "{connection}");
    let unit = agent.join("etc/systemd/system/k3s-agent.service");
    fs::create_dir_all(unit.parent().unwrap()).unwrap();
    for (address, verdict) in [("10.0.0.10", "accept"), ("10.0.0.99", "reject")] {
        let text = format!("[Service]\nExecStart=/usr/local/bin/k3s agent --node-ip={address}\n");
        fs::write(&unit, text).unwrap();
        let connection = to_agent();
        assert_eq!(connection["verdict"], verdict, "{connection}");
        assert_eq!(connection["server"]["server_name"], address);
    }
}

/// As `kubectl get nodes -o json` has it.
fn node_object(name: &str, addresses: &[(&str, &str)], port: u16) -> String {
    let addresses: Vec<_> = addresses
        .iter()
        .map(|(kind, address)| serde_json::json!({"type": kind, "address": address}))
        .collect();
    let node = serde_json::json!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name},
        "status": {
            "addresses": addresses,
            "daemonEndpoints": {"kubeletEndpoint": {"Port": port}},
        },
    });
    serde_json::json!({"apiVersion": "v1", "kind": "List", "items": [node]}).to_string()
}

fn to_kubelet_with(folder: &Path, objects: &str) -> Value {
    let folder = folder.display().to_string();
    let time = ["--at", "2026-06-01", "--format", "json"];
    let arguments = [&["explain", &folder, "-"], &time[..]].concat();
    let output = certgraph(Path::new("."), &arguments)
        .stdin(objects)
        .output();
    output.is_orderly(&folder);
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let mut connections = report["connections"].as_array().unwrap().iter();
    let found = connections.find(|connection| connection["name"] == "kube-apiserver → kubelet");
    found.unwrap().clone()
}

#[test]
fn a_node_object_says_where_its_kubelet_answers() {
    let node = Node::new();
    // Its flags say one thing, the cluster another: the API server asks the cluster.
    node.write(FLAGS, "KUBELET_KUBEADM_ARGS=\"--node-ip=10.0.0.98\"\n");
    assert_eq!(node.to_kubelet()["verdict"], "reject");
    let reported = [("InternalIP", "10.0.0.10"), ("Hostname", "cp-1")];
    let connection = to_kubelet_with(node.path(), &node_object("cp-1", &reported, 10350));
    assert_eq!(connection["verdict"], "accept", "{connection}");
    assert_eq!(connection["server"]["url"], "https://10.0.0.10:10350");
    assert!(remark(&connection).contains("InternalIP, by Node cp-1 in"));

    // A known name rejects, where an assumed one would not.
    let elsewhere = [("InternalIP", "10.0.0.97"), ("Hostname", "cp-1")];
    let connection = to_kubelet_with(node.path(), &node_object("cp-1", &elsewhere, 10250));
    assert_eq!(connection["verdict"], "reject");
    assert_eq!(connection["headline"]["code"], "name-mismatch");

    // By default the order is another, and other nodes say nothing.
    node.apiserver(PREFERRED, "");
    let connection = to_kubelet_with(node.path(), &node_object("cp-1", &elsewhere, 0));
    assert_eq!(connection["server"]["url"], "https://cp-1:10250");
    assert_eq!(connection["verdict"], "accept");
    let other = to_kubelet_with(node.path(), &node_object("cp-2", &elsewhere, 10350));
    assert_eq!(other["server"], node.to_kubelet()["server"]);

    // Two that differ are one too many.
    let both = node_object("cp-1", &reported, 1) + "\n" + &node_object("cp-1", &elsewhere, 1);
    let both = to_kubelet_with(node.path(), &both);
    assert_eq!(both["server"], node.to_kubelet()["server"]);
}
