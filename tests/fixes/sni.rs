//! A pair of `--tls-sni-cert-key` that does not fit: the advice is about that pair's own files, and taken with openssl.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::copy;
use crate::kubeadm::Node;
use crate::nodes::explain;

const PKI: &str = "etc/kubernetes/pki";

/// The healthy node with one pair more, whose key is another's.
fn node() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/control-plane");
    copy(&fixtures.join("healthy"), folder.path());
    let pki = folder.path().join(PKI);
    fs::copy(pki.join("apiserver.crt"), pki.join("public.crt")).unwrap();
    fs::copy(pki.join("etcd/peer.key"), pki.join("public.key")).unwrap();
    let manifest = folder
        .path()
        .join("etc/kubernetes/manifests/kube-apiserver.yaml");
    let text = fs::read_to_string(&manifest).unwrap();
    let port = "    - --secure-port=6443\n";
    let pair = "--tls-sni-cert-key=/etc/kubernetes/pki/public.crt,/etc/kubernetes/pki/public.key";
    let text = text.replace(port, &format!("{port}    - {pair}:api.example\n"));
    fs::write(manifest, text).unwrap();
    folder
}

#[test]
fn a_pair_for_sni_is_made_anew_where_it_stands() {
    let folder = node();
    let document = explain(folder.path());
    let admin = &document["connections"][0];
    assert_eq!(admin["name"], "kubectl → kube-apiserver (admin.conf)");
    let finding = &admin["findings"][0];
    assert_eq!(finding["code"], "key-pair-mismatch");
    let named = |place: &Value, name: &str| place["file"].as_str().unwrap().ends_with(name);
    let places = finding["locations"].as_array().unwrap();
    assert!(named(&places[0], "public.key") && named(&places[1], "public.crt"));
    assert_eq!(places[2]["field"], "--tls-sni-cert-key");
    let message = finding["message"].as_str().unwrap();
    assert!(message.contains("public.crt"), "{message}");
    let fix = document["fix"]["mends"].as_array().unwrap();
    let commands: Vec<_> = fix
        .iter()
        .filter_map(|step| step["command"].as_str())
        .collect();
    let command = commands.join("\n");
    assert!(!command.contains("apiserver.crt"), "{command}");
    assert_eq!(document["fix"]["accepted_after"], 10);
    if !Path::new("/usr/bin/openssl").exists() {
        return;
    }
    // Where the CA's key is.
    let bench = tempfile::tempdir().unwrap();
    for file in ["ca.crt", "ca.key"] {
        fs::copy(folder.path().join(PKI).join(file), bench.path().join(file)).unwrap();
    }
    let node = Node {
        root: folder.path().to_owned(),
    };
    for line in command.lines().filter(|line| !node.run(line)) {
        let output = Command::new("sh")
            .args(["-e", "-c", &node.here(line)])
            .current_dir(bench.path())
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {error}");
    }
    let after = explain(folder.path());
    let connections = after["connections"].as_array().unwrap();
    assert!(
        connections
            .iter()
            .all(|connection| connection["verdict"] == "accept")
    );
}
