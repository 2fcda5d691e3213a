//! No secret in any output: every command, in every format, on every kind of input, whole and damaged.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::secrets::{MARKER, SHOWN, kubeconfig, objects, run};
use crate::support::{copy, fixture};

const AT: [&str; 2] = ["--at", "2026-06-01"];

/// A private key in PEM whose bytes are the marker.
fn key(label: &str) -> String {
    let body = STANDARD.encode(MARKER.repeat(3));
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

/// A folder with every kind of input, and their names.
fn inputs(folder: &Path) -> Vec<&'static str> {
    let mut names = Vec::new();
    let mut write = |name: &'static str, content: &[u8]| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        names.push(name);
    };
    let ca = fs::read_to_string(fixture("kubeadm/healthy/pki/ca.crt")).unwrap();
    let good = kubeconfig();
    let json: serde_json::Value = serde_yaml::from_str(&good).unwrap();
    let json = json.to_string();
    write("config", good.as_bytes());
    write("config.json", json.as_bytes());
    // A document that ends within a key, and one whose syntax breaks within a token.
    let within = json.find("client-key-data").unwrap() + 40;
    write("cut-key.json", json.get(..within).unwrap().as_bytes());
    let broken = good.replace(
        &format!("token: {MARKER}"),
        &format!("token: \"{MARKER}\\q{MARKER}"),
    );
    write("broken-token.yaml", broken.as_bytes());
    let list = objects();
    write("list.yaml", list.as_bytes());
    let within = list.find("tls.key").unwrap() + 60;
    write("cut-key.yaml", list.get(..within).unwrap().as_bytes());
    let whole = list.replace("metadata: {name: broken\n", "metadata: {name: whole}\n");
    let whole: serde_json::Value = serde_yaml::from_str(&whole).unwrap();
    let whole = whole.to_string();
    write("list.json", whole.as_bytes());
    let within = whole.find("tls.key").unwrap() + 60;
    write("cut-list.json", whole.get(..within).unwrap().as_bytes());
    // Base64 that is none, around the base64 of a key.
    let encoded = STANDARD.encode(key("PRIVATE KEY"));
    let secret = format!(
        "kind: Secret\napiVersion: v1\ntype: kubernetes.io/tls\nmetadata: {{name: s, namespace: n}}\n\
         data: {{tls.crt: '{0}', tls.key: '{encoded} !{encoded}'}}\n---\n\
         kind: Secret\napiVersion: v1\nmetadata: {{name: t}}\ndata: [tls.key, {encoded}]\n---\n\
         kind: Secret\napiVersion: v1\nmetadata: {{name: u}}\ndata: {{token: {{{encoded}: \"{MARKER}\n",
        STANDARD.encode(&ca)
    );
    write("bad-base64.yaml", secret.as_bytes());
    write("pair.pem", format!("{ca}{}", key("PRIVATE KEY")).as_bytes());
    write(
        "key-first.pem",
        format!("{}{ca}", key("EC PRIVATE KEY")).as_bytes(),
    );
    write("locked.key", key("ENCRYPTED PRIVATE KEY").as_bytes());
    write(
        "open-end.key",
        format!("-----BEGIN RSA PRIVATE KEY-----\n{MARKER}").as_bytes(),
    );
    write(
        "tokens.csv",
        format!("{MARKER},user,uid\n\"{MARKER}\n").as_bytes(),
    );
    write(
        "batch.jsonl",
        format!("{{\"id\": 1, \"leaf\": \"{MARKER}\"}}\n{MARKER}\n{{\"{MARKER}\": 1}}\n")
            .as_bytes(),
    );
    for store in ["web.p12", "legacy.p12", "nomac.p12"] {
        let bytes = fs::read(fixture("keystores").join(store)).unwrap();
        write(store, &bytes);
    }
    let store = fs::read(fixture("keystores/web.p12")).unwrap();
    write("cut.p12", &store[..store.len() / 2]);
    write("passwords", format!("{MARKER}\n").as_bytes());
    names.retain(|name| *name != "passwords");
    node(&folder.join("node"));
    k3s(&folder.join("k3s"));
    names.extend([
        "node",
        "k3s",
        "node/etc/kubernetes",
        "node/etc/kubernetes/pki",
    ]);
    names
}

/// A node of kubeadm with the marker wherever there is a secret.
fn node(folder: &Path) {
    copy(&fixture("control-plane/healthy"), folder);
    let pki = folder.join("etc/kubernetes/pki");
    for name in ["apiserver.key", "sa.key", "etcd/peer.key"] {
        fs::write(pki.join(name), key("PRIVATE KEY")).unwrap();
    }
    fs::write(pki.join("stray.key"), key("RSA PRIVATE KEY")).unwrap();
    fs::write(pki.join("swapped.crt"), key("EC PRIVATE KEY")).unwrap();
    let kubernetes = folder.join("etc/kubernetes");
    fs::write(kubernetes.join("admin.conf"), kubeconfig()).unwrap();
    fs::write(kubernetes.join("tokens.csv"), format!("{MARKER},u,1\n")).unwrap();
    let encryption = format!(
        "kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\nresources:\n- resources: [secrets]\n  \
         providers: [{{aescbc: {{keys: [{{name: key1, secret: {}}}]}}}}]\n",
        STANDARD.encode(MARKER.repeat(2))
    );
    fs::write(kubernetes.join("encryption.yaml"), encryption).unwrap();
    let edit = |file: &str, from: &str, to: &str| {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}");
        fs::write(path, text.replace(from, to)).unwrap();
    };
    edit(
        "etc/kubernetes/manifests/kube-apiserver.yaml",
        "    - --secure-port=6443\n",
        &format!(
            "    - --secure-port=6443\n    - --token-auth-file=/etc/kubernetes/tokens.csv\n    \
             - --oidc-client-secret={MARKER}\n    - --etcd-servers=https://u:{MARKER}@127.0.0.1:2379\n    \
             - --tls-sni-cert-key={MARKER}\n    - {MARKER}\n"
        ),
    );
    edit(
        "etc/kubernetes/manifests/etcd.yaml",
        "    name: etcd\n",
        &format!("    name: etcd\n    env: [{{name: PASSWORD, value: {MARKER}}}]\n"),
    );
    edit(
        "etc/kubernetes/manifests/kube-scheduler.yaml",
        "    - kube-scheduler\n",
        &format!("    - kube-scheduler\n    - \"--password={MARKER}\n"),
    );
    edit(
        "var/lib/kubelet/config.yaml",
        "rotateCertificates: true\n",
        &format!(
            "rotateCertificates: true\n{MARKER}: {MARKER}\nstaticPodURLHeader: {{Authorization: [{MARKER}]}}\n"
        ),
    );
    fs::write(
        folder.join("var/lib/kubelet/kubeadm-flags.env"),
        format!("KUBELET_KUBEADM_ARGS=\"--bootstrap-token={MARKER} --node-ip={MARKER} --hostname-override=x {MARKER}\"\n"),
    )
    .unwrap();
    let current = folder.join("var/lib/kubelet/pki/kubelet-client-current.pem");
    let text = fs::read_to_string(&current).unwrap();
    let certificate = text.split("-----BEGIN PRIVATE KEY").next().unwrap();
    fs::write(current, format!("{certificate}{}", key("EC PRIVATE KEY"))).unwrap();
}

/// A server of k3s, likewise.
fn k3s(folder: &Path) {
    copy(&fixture("control-plane/k3s"), folder);
    let write = |file: &str, content: String| {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    let server = "var/lib/rancher/k3s/server";
    write(
        &format!("{server}/token"),
        format!("K10::server:{MARKER}\n"),
    );
    write(
        &format!("{server}/cred/passwd"),
        format!("{MARKER},node:x,y\n"),
    );
    write(&format!("{server}/tls/service.key"), key("RSA PRIVATE KEY"));
    write(
        &format!("{server}/tls/client-admin.key"),
        key("EC PRIVATE KEY"),
    );
    write(
        "etc/rancher/k3s/config.yaml",
        format!(
            "token: {MARKER}\nnode-ip: 10.0.0.10\nkubelet-arg: [\"x={MARKER}\"]\ndatastore-endpoint: postgres://u:{MARKER}@db/k\n"
        ),
    );
    write(
        "etc/rancher/k3s/config.yaml.d/token.yaml",
        format!("token: {MARKER}\nkubelet-arg+: [\"y={MARKER}\"]\nnode-name+: 1\n{MARKER}: [\n"),
    );
    write(
        "etc/systemd/system/k3s.service",
        format!(
            "[Service]\nEnvironment=K3S_TOKEN={MARKER}\nExecStart=/usr/local/bin/k3s server --token {MARKER} '--node-ip' 10.0.0.10\n"
        ),
    );
    let secret = format!(
        "{{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{{\"name\":\"k3s-serving\"}},\"data\":{{\"tls.crt\":\"!\",\"tls.key\":\"{}\"}}}}",
        STANDARD.encode(key("EC PRIVATE KEY"))
    );
    write(&format!("{server}/tls/dynamic-cert.json"), secret);
}

/// Runs one command on an input, in each of its formats, and with all that it says beside its result. A command line that
/// is refused shows nothing.
#[track_caller]
fn each(folder: &Path, input: &str, command: &[&str], formats: &[&str]) {
    let formats = formats.iter().map(|format| ["--format", format]);
    for more in formats.map(|more| more.to_vec()).chain([vec!["-v"]]) {
        let arguments = [command, &more, &AT].concat();
        let code = run(folder, input, &arguments);
        assert!(code != Some(2) || command[0] == "rotate", "{arguments:?}");
    }
}

#[test]
fn commands_that_look_at_inputs() {
    let folder = tempfile::tempdir().unwrap();
    for input in inputs(folder.path()) {
        for (command, formats) in SHOWN {
            each(folder.path(), input, &[command, input], formats);
        }
        let password = ["inspect", input, "--password-file", "passwords", "-v"];
        run(folder.path(), input, &password);
    }
}

#[test]
fn commands_that_compare_plan_and_verify() {
    let folder = tempfile::tempdir().unwrap();
    const BOTH: &[&str] = &["text", "json"];
    const URL: &str = "127.0.0.1:1";
    for input in inputs(folder.path()) {
        let path = folder.path();
        each(path, input, &["diff", input, "pair.pem"], BOTH);
        each(path, input, &["diff", "node", input], BOTH);
        each(path, input, &["rotate", input, "--ca", "kubernetes"], BOTH);
        each(path, input, &["rotate", "node", "--ca", input], BOTH);
        each(
            path,
            input,
            &["rotate", "node", "--ca", "kubernetes", "--with", input],
            BOTH,
        );
        let anchors = ["--purpose", "client", "--anchors"];
        let verify = [&["verify", input][..], &anchors, &["pair.pem"]].concat();
        each(path, input, &verify, BOTH);
        let verify = [&["verify", "pair.pem"][..], &anchors, &[input]].concat();
        each(path, input, &verify, BOTH);
        let between = ["pair.pem", "--intermediates", input];
        let verify = [&["verify", "pair.pem"][..], &anchors, &between].concat();
        each(path, input, &verify, BOTH);
        run(path, input, &["verify", "--batch", input]);
        // Nothing listens there.
        let probe = ["probe", URL, "--timeout", "1", "--anchors", input];
        each(path, input, &probe, BOTH);
        let manifest = [
            "explain",
            "config",
            "--context",
            "two",
            "--apiserver-manifest",
            input,
        ];
        each(path, input, &manifest, BOTH);
        let server = [
            "explain",
            "config",
            "--context",
            "one",
            "--control-plane",
            input,
        ];
        each(path, input, &server, BOTH);
        let flags = [
            &[
                "explain",
                "config",
                "--context",
                "two",
                "--token-auth-file",
                input,
            ][..],
            &["--client-ca-file", input, "--tls-cert-file", input],
            &["--tls-private-key-file", input, "--tls-sni-cert-key"],
        ];
        let sni = format!("{input},{input}");
        each(path, input, &[&flags.concat()[..], &[&sni]].concat(), BOTH);
    }
}

#[test]
fn commands_about_messages_and_live_servers() {
    let folder = tempfile::tempdir().unwrap();
    const BOTH: &[&str] = &["text", "json"];
    let inputs = inputs(folder.path());
    let messages = [
        "tls: private key does not match public key".to_owned(),
        format!(
            "E1 Unable to authenticate err=\"invalid bearer token\" Authorization: Bearer {MARKER}"
        ),
        format!("kubectl --token={MARKER} get pods: x509: certificate signed by unknown authority"),
        format!(
            "Get \"https://u:{MARKER}@10.0.0.10:6443/api?token={MARKER}\": x509: certificate has expired or is not yet valid"
        ),
        format!(
            "{{\"msg\":\"x509: certificate signed by unknown authority\",\"password\":\"{MARKER}\",\"token\":\"{MARKER}\"}}"
        ),
    ];
    for input in inputs {
        for message in &messages {
            each(folder.path(), input, &["message", message, input], BOTH);
        }
        if !input.contains("node") && input != "k3s" {
            let live = ["explain", input, "--connect", "--timeout", "1"];
            each(folder.path(), input, &live, BOTH);
            let known = ["explain", input, "--connect", "--as-client", "--send-token"];
            each(
                folder.path(),
                input,
                &[&known[..], &["--timeout", "1"]].concat(),
                BOTH,
            );
        }
    }
}
