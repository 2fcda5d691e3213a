//! `certgraph rotate` on files; that its plans hold when they are applied is shown beside the mends.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::pki::{Key, KeyId, Pair, Template, name};
use crate::support::{Output, certgraph, fixture};

fn rotate(arguments: &[&str]) -> Output {
    let mut all = vec!["rotate"];
    all.extend(arguments);
    all.extend(["--at", "2026-06-01"]);
    let output = certgraph(&fixture("control-plane"), &all).output();
    output.is_orderly("rotate");
    output
}

fn json(arguments: &[&str]) -> (Value, Option<i32>) {
    let output = rotate(&[arguments, &["--format", "json"]].concat());
    (serde_json::from_str(&output.stdout).unwrap(), output.code)
}

/// Paths below the working directory, whoever runs the test.
fn shown(output: &Output) -> String {
    let folder = fixture("control-plane").display().to_string();
    output.stdout.replace(&format!("{folder}/"), "")
}

#[test]
fn a_ca_of_kubeadm() {
    let output = rotate(&["healthy", "--ca", "etcd-ca"]);
    assert_eq!(output.code, Some(0));
    insta::assert_snapshot!(shown(&output));
}

#[test]
fn a_ca_of_k3s_in_ascii() {
    let arguments = ["k3s", "--ca", "k3s-etcd-peer-ca@1767225600", "--ascii"];
    let output = rotate(&arguments);
    assert!(output.stdout.is_ascii(), "{}", output.stdout);
    insta::assert_snapshot!(shown(&output));
}

#[test]
fn one_certificate() {
    let output = rotate(&["healthy", "--renew", "controller-manager.conf"]);
    assert_eq!(output.code, Some(0));
    insta::assert_snapshot!(shown(&output));
}

/// Of a worker alone, who has the CA's key is not known by name; the worker is.
#[test]
fn a_kubelet_is_given_its_certificate_by_commands() {
    let leaf = "kubelet-client-current.pem";
    let (plan, _) = json(&["worker", "--renew", leaf]);
    let step = &plan["steps"][0];
    assert_eq!(step["restarts"], serde_json::json!(["kubelet"]));
    let actions = step["actions"].as_array().unwrap();
    let nodes: Vec<_> = actions
        .iter()
        .filter(|action| action["text"] != "keep what is there")
        .map(|action| &action["nodes"][0])
        .collect();
    assert_eq!(nodes, ["CONTROL-PLANE-NODE", "cp-1"]);
    let last = |action: &Value| action["commands"].as_array().unwrap().last().cloned();
    let actions: Vec<_> = actions
        .iter()
        .filter(|action| action["text"] != "keep what is there")
        .collect();
    assert_eq!(last(actions[0]).unwrap(), "rm /root/kubelet.conf");
    let last = last(actions[1]).unwrap().to_string();
    assert!(last.contains("kubectl config set-credentials"), "{last}");

    // On a control-plane node it is made where it is used.
    let (plan, _) = json(&["healthy", "--renew", leaf]);
    let commands = plan["steps"][0]["actions"].to_string();
    assert!(
        commands.contains("--client-name=system:node:cp-1"),
        "{commands}"
    );
    assert!(!commands.contains("scp"), "{commands}");
}

/// What the cluster issues to it, it asks for, and somebody approves that where there is a kubeconfig to do so with.
#[test]
fn a_kubelet_asks_for_its_serving_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("w-1");
    let own = root.join("var/lib/kubelet");
    fs::create_dir_all(own.join("pki")).unwrap();
    let conf = "etc/kubernetes/kubelet.conf";
    fs::create_dir_all(root.join("etc/kubernetes")).unwrap();
    let worker = fixture("control-plane/worker");
    fs::copy(worker.join(conf), root.join(conf)).unwrap();
    let config = fs::read_to_string(worker.join("var/lib/kubelet/config.yaml")).unwrap();
    let config = format!("{config}serverTLSBootstrap: true\n");
    fs::write(own.join("config.yaml"), config).unwrap();
    let names = name(&[("O", "system:nodes"), ("CN", "system:node:w-1")]);
    let pair = Template::server(names).self_signed(&Key::p256());
    let file = "pki/kubelet-server-current.pem";
    fs::write(own.join(file), format!("{}{}", pair.pem(), pair.key.file())).unwrap();
    let root = root.display().to_string();
    let (plan, _) = json(&["healthy", &root, "--renew", file]);
    let step = &plan["steps"][0];
    assert_eq!(step["restarts"], serde_json::json!(["kubelet"]));
    let actions = step["actions"].as_array().unwrap().iter();
    let actions: Vec<_> = actions
        .filter(|one| one["text"] != "keep what is there")
        .map(|one| (one["nodes"][0].as_str().unwrap(), &one["commands"]))
        .collect();
    let asks = serde_json::json!([
        "rm /var/lib/kubelet/pki/kubelet-server-current.pem",
        "systemctl restart kubelet",
    ]);
    let approves = serde_json::json!([
        "kubectl get csr --field-selector=spec.signerName=kubernetes.io/kubelet-serving",
        "kubectl certificate approve NAME",
    ]);
    assert_eq!(actions, [("w-1", &asks), ("cp-1", &approves)]);
}

#[test]
fn both_cas_stay_where_that_is_asked_for() {
    let (plan, _) = json(&["healthy", "--ca", "kubernetes"]);
    let (overlap, code) = json(&["healthy", "--ca", "kubernetes", "--overlap"]);
    let kinds = |plan: &Value| -> Vec<String> {
        let steps = plan["steps"].as_array().unwrap().iter();
        steps
            .map(|step| step["kind"].as_str().unwrap().to_owned())
            .collect()
    };
    let whole = ["trust", "wait", "issue", "drop"];
    assert_eq!(kinds(&plan), whole);
    assert_eq!(kinds(&overlap), whole[..3]);
    assert_eq!(code, Some(0));
}

#[test]
fn a_ca_of_ones_own_takes_its_place() {
    let new = "healthy/etc/kubernetes/pki/front-proxy-ca.crt";
    let (plan, code) = json(&["healthy", "--ca", "kubernetes", "--with", new]);
    assert_eq!(plan["new"]["subject"], "CN=front-proxy-ca");
    assert_eq!(code, Some(0));
    let commands = plan["steps"][0]["actions"].to_string();
    assert!(commands.contains(&format!("cat {new} ;")), "{commands}");

    let leaf = "healthy/etc/kubernetes/pki/apiserver.crt";
    let output = rotate(&["healthy", "--ca", "kubernetes", "--with", leaf]);
    assert_eq!(output.code, Some(3));
    assert!(output.stderr.contains("no CA"), "{}", output.stderr);
}

/// A CA that is renewed with its key: kubectl sees no difference, and clients that look at key identifiers do.
#[test]
fn other_clients_lose_what_a_renewed_ca_no_longer_names() {
    let pki = fixture("control-plane/healthy/etc/kubernetes/pki");
    let read = |name: &str| fs::read_to_string(pki.join(name)).unwrap();
    let old = Pair::read(&read("ca.crt"), &read("ca.key"));
    let folder = tempfile::tempdir().unwrap();
    let left_behind = |template: Template| {
        let new = folder.path().join("new.crt");
        fs::write(&new, template.self_signed(&old.key).pem()).unwrap();
        let new = new.display().to_string();
        let arguments = ["healthy", "--ca", "kubernetes", "--with", &new];
        let (plan, code) = json(&arguments);
        assert_eq!(code, Some(0));
        let text = rotate(&arguments).stdout;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (plan["left_behind"].clone(), text)
    };
    let renewed = || Template::ca("kubernetes").serial(77);
    let (left, text) = left_behind(renewed().subject_key_id(KeyId::Given(vec![1; 20])));
    assert_eq!(left[0]["identifier"], "key");
    assert!(
        left[0]["certificates"].as_array().unwrap().len() > 2,
        "{left}"
    );
    assert!(
        text.contains("Python, Node, curl, Java and GnuTLS"),
        "{text}"
    );
    // The same identifier, and a new serial number that no certificate here names.
    let (left, text) = left_behind(renewed());
    assert_eq!(left.as_array().unwrap().len(), 0, "{left}");
    assert!(!text.contains("GnuTLS"), "{text}");
}

#[test]
fn what_is_not_there_or_not_one_is_said() {
    let output = rotate(&["healthy", "--ca", "nobody"]);
    assert_eq!(output.code, Some(2));
    assert!(
        output.stderr.contains("\"front-proxy-ca\""),
        "{}",
        output.stderr
    );
    let output = rotate(&["two-cas", "--ca", "kubernetes"]);
    assert_eq!(output.code, Some(2));
    assert!(
        output.stderr.contains("2 CAs are named"),
        "{}",
        output.stderr
    );
    let output = rotate(&["healthy"]);
    assert_eq!(output.code, Some(2));
    assert!(
        output.stderr.contains("--ca kubernetes"),
        "{}",
        output.stderr
    );
    let output = rotate(&["healthy", "--ca", "x", "--renew", "y"]);
    assert_eq!(output.code, Some(2));
    assert_eq!(
        rotate(&["healthy", "--renew", "x", "--overlap"]).code,
        Some(2)
    );
}

/// Certificates alone, and a kubeconfig beside a CA: nothing is known to work, and what depends is still told.
#[test]
fn without_a_control_plane_what_depends_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let pki = fixture("control-plane/healthy/etc/kubernetes/pki");
    for name in ["ca.crt", "apiserver.crt"] {
        fs::copy(pki.join(name), folder.path().join(name)).unwrap();
    }
    let path = folder.path().display().to_string();
    let (plan, code) = json(&[&path, "--ca", "kubernetes"]);
    assert_eq!(code, Some(4));
    assert_eq!(plan["depends"]["issued"].as_array().unwrap().len(), 1);
    assert_eq!(plan["depends"]["elsewhere"].as_array().unwrap().len(), 1);

    let conf = fixture("control-plane/healthy/etc/kubernetes/admin.conf");
    fs::copy(conf, folder.path().join("a b.conf")).unwrap();
    let (plan, code) = json(&[&path, "--ca", "kubernetes"]);
    assert_eq!(code, Some(4));
    assert_eq!(plan["keeps_all"], true);
    let commands = plan["steps"][0]["actions"].to_string();
    assert!(commands.contains("--kubeconfig='"), "{commands}");
}

/// A folder and one that it lies in are one node.
#[test]
fn a_node_that_is_given_twice_is_one() {
    let once = rotate(&["healthy", "--ca", "kubernetes"]);
    for more in [
        "healthy",
        "healthy/etc/kubernetes",
        "healthy/etc/kubernetes/pki",
    ] {
        for inputs in [["healthy", more], [more, "healthy"]] {
            let twice = rotate(&[inputs[0], inputs[1], "--ca", "kubernetes"]);
            assert_eq!(twice.stdout, once.stdout, "{inputs:?}");
        }
    }
}

/// A worker whose CA is none of the cluster's is refused; it is no node of another cluster for that.
#[test]
fn a_worker_with_another_ca_belongs_to_the_only_cluster() {
    let arguments = [
        "explain",
        "healthy",
        "worker",
        "--at",
        "2026-06-01",
        "--format",
        "json",
    ];
    let output = certgraph(&fixture("control-plane"), &arguments).output();
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let connections = report["connections"].as_array().unwrap();
    let name = "kubelet worker → kube-apiserver healthy";
    let own = connections.iter().find(|one| one["name"] == name).unwrap();
    assert_eq!(own["verdict"], "reject");
    assert_eq!(own["headline"]["code"], "issuer-key-mismatch");
}

/// kube-apiserver reads the cluster's CA by itself; kube-controller-manager restarts once a step, and etcd with kube-apiserver.
#[test]
fn programs_restart_only_where_they_have_to() {
    let restarts = |plan: &Value| -> Vec<Vec<String>> {
        let steps = plan["steps"].as_array().unwrap().iter();
        let names = |step: &Value| -> Vec<String> {
            let names = step["restarts"].as_array().unwrap().iter();
            names
                .map(|name| name.as_str().unwrap().to_owned())
                .collect()
        };
        steps.map(names).collect()
    };
    let (plan, _) = json(&["healthy", "--ca", "kubernetes"]);
    let lists = restarts(&plan);
    let count = |name: &str| lists.iter().flatten().filter(|own| *own == name).count();
    assert_eq!(count("kube-apiserver"), 0, "{lists:?}");
    assert_eq!(count("kube-controller-manager"), 3, "{lists:?}");
    let moves = plan["steps"].to_string();
    assert_eq!(
        moves.matches("sleep 20 && ").count() - moves.matches("sleep 20 && cp -p").count(),
        3,
        "one move of its manifest a step"
    );
    let (plan, _) = json(&["healthy", "--ca", "front-proxy-ca"]);
    assert!(restarts(&plan).iter().all(Vec::is_empty));
    let (plan, _) = json(&["healthy", "--ca", "etcd-ca"]);
    let both = ["etcd", "kube-apiserver"];
    assert_eq!(restarts(&plan), [&both[..], &[]]);
    let one = plan["steps"][0]["actions"].to_string();
    assert!(one.contains("{etcd,kube-apiserver}.yaml"), "{one}");
    // Every wait has a bound.
    for step in plan["steps"].as_array().unwrap() {
        for action in step["actions"].as_array().unwrap() {
            assert_eq!(
                action["kind"] == "wait",
                action["seconds"].is_u64(),
                "{action}"
            );
        }
    }
}

/// Without the CA's key on the node kubeadm renews nothing and says that all is well.
#[test]
fn an_external_ca_is_never_renewed_by_kubeadm() {
    for arguments in [
        &["external-ca", "--renew", "apiserver.crt"][..],
        &["external-ca", "--leaves"],
        &["external-ca", "--ca", "kubernetes"],
    ] {
        let (plan, code) = json(arguments);
        assert_eq!(plan["obstacle"], "external-ca", "{arguments:?}");
        assert!(matches!(code, Some(1 | 4)), "{arguments:?}: {code:?}");
        let steps = plan["steps"].to_string();
        assert!(steps.contains("kubeadm certs generate-csr"), "{steps}");
        assert!(!steps.contains("renew apiserver"), "{steps}");
        assert!(!steps.contains("ca.key"), "{steps}");
        let text = rotate(arguments).stdout;
        assert!(text.starts_with('?'), "{text}");
    }
}

/// All certificates at once, and only what reads a kubeconfig restarts.
#[test]
fn all_leaves() {
    let output = rotate(&["healthy", "--leaves"]);
    assert_eq!(output.code, Some(0));
    insta::assert_snapshot!(shown(&output));
}

#[test]
fn the_key_of_service_account_tokens() {
    let output = rotate(&["healthy", "--service-account-key"]);
    assert_eq!(output.code, Some(0));
    insta::assert_snapshot!(shown(&output));
    let (plan, _) = json(&["healthy", "--service-account-key", "--overlap"]);
    assert_eq!(plan["target"], Value::Null);
    assert_eq!(plan["steps"].as_array().unwrap().len(), 2);
}

#[test]
fn every_ca_one_after_the_other() {
    let output = rotate(&["healthy", "--all-cas"]);
    assert_eq!(output.code, Some(0));
    for name in ["kubernetes", "etcd-ca", "front-proxy-ca"] {
        let line = format!("{name} can be replaced in ");
        assert!(output.stdout.contains(&line), "{}", output.stdout);
    }
    let (all, _) = json(&["healthy", "--all-cas"]);
    assert_eq!(all["schema"], "certgraph.rotate-all/v1");
    assert_eq!(all["plans"].as_array().unwrap().len(), 3);
}

/// Objects name who trusts the CA outside of files.
#[test]
fn objects_that_trust_the_ca_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let ca =
        fs::read_to_string(fixture("control-plane/healthy/etc/kubernetes/pki/ca.crt")).unwrap();
    let ca = ca.replace('\n', "\\n");
    let map = |namespace: &str, name: &str| {
        format!(
            "{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{{\"name\":\"{name}\",\"namespace\":\"{namespace}\"}},\"data\":{{\"ca.crt\":\"{ca}\"}}}}"
        )
    };
    let list = format!(
        "{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{},{}]}}",
        map("default", "kube-root-ca.crt"),
        map("argocd", "cluster-prod")
    );
    let file = folder.path().join("objects.json");
    fs::write(&file, list).unwrap();
    let (plan, _) = json(&["healthy", &file.display().to_string(), "--ca", "kubernetes"]);
    let outside = plan["outside"].as_array().unwrap();
    let found: Vec<_> = outside
        .iter()
        .flat_map(|one| one["found"].as_array().unwrap())
        .collect();
    assert_eq!(
        found,
        [
            "ConfigMap default/kube-root-ca.crt",
            "ConfigMap argocd/cluster-prod"
        ]
    );
    let commands = plan["outside"].to_string();
    assert!(
        commands.contains("kubectl get ConfigMap cluster-prod --namespace=argocd"),
        "{commands}"
    );
}

/// Scripts are plain bash, stop at the first failure, and are written into a folder of their own only.
#[test]
fn a_plan_as_scripts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scripts");
    let shown = path.display().to_string();
    let arguments = ["healthy", "--ca", "kubernetes", "--script", &shown];
    assert_eq!(rotate(&arguments).code, Some(0));
    let order = fs::read_to_string(path.join("ORDER")).unwrap();
    let scripts: Vec<_> = order.lines().collect();
    assert_eq!(scripts.first(), Some(&"node/0.1-first.sh"));
    assert!(scripts.contains(&"node/1-check.sh"), "{order}");
    assert!(path.join("node/1-undo.sh").exists());
    for script in scripts {
        let file = path.join(script);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("\nset -eu\n"), "{text}");
        let valid = std::process::Command::new("bash")
            .arg("-n")
            .arg(&file)
            .status()
            .unwrap();
        assert!(valid.success(), "{script}");
    }
    // It is the file that was analysed.
    let first = fs::read_to_string(path.join("node/1.1-trust.sh")).unwrap();
    let line = first
        .lines()
        .find(|line| line.ends_with("  /etc/kubernetes/pki/ca.crt"))
        .unwrap();
    let ca = fixture("control-plane/healthy/etc/kubernetes/pki/ca.crt");
    let sum = std::process::Command::new("sha256sum")
        .arg(ca)
        .output()
        .unwrap();
    assert!(
        String::from_utf8(sum.stdout)
            .unwrap()
            .starts_with(line.split(' ').next().unwrap())
    );
    let again = rotate(&arguments);
    assert_eq!(again.code, Some(3));
    assert!(again.stderr.contains("is not empty"), "{}", again.stderr);
}

/// How far a rotation has come is read from the files.
#[test]
fn the_status_of_a_rotation() {
    let output = rotate(&["healthy", "--status"]);
    assert_eq!(output.code, Some(0));
    assert!(
        output.stdout.starts_with("✓ no rotation is under way"),
        "{}",
        output.stdout
    );

    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("etc/kubernetes");
    let copy = std::process::Command::new("cp")
        .args(["-r"])
        .arg(fixture("control-plane/healthy/etc"))
        .arg(folder.path())
        .status();
    assert!(copy.unwrap().success());
    let file = root.join("pki/front-proxy-ca.crt");
    let old = fs::read_to_string(&file).unwrap();
    let new = Template::ca("front-proxy-ca").valid("2026-05-01 00:00:00", "2036-05-01 00:00:00");
    let new = new.self_signed(&Key::p256());
    let shown = folder.path().display().to_string();
    let status = || json(&[&shown, "--status"]).0["authorities"].to_string();
    fs::write(&file, format!("{old}{}", new.pem())).unwrap();
    assert!(status().contains("\"next\":\"issue\""), "{}", status());
    // The certificate is still the old CA's, and nothing trusts that any more.
    fs::write(&file, new.pem()).unwrap();
    let (report, code) = json(&[&shown, "--status"]);
    assert_eq!(code, Some(1));
    assert!(!report["failing"].as_array().unwrap().is_empty());
}

/// The two keys of `--service-account-key` are in the files, and so are leaves of two renewals.
#[test]
fn the_status_of_the_account_key_and_of_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let copy = std::process::Command::new("cp")
        .arg("-r")
        .arg(fixture("control-plane/healthy/etc"))
        .arg(folder.path())
        .status();
    assert!(copy.unwrap().success());
    let pki = folder.path().join("etc/kubernetes/pki");
    let shown = folder.path().display().to_string();
    let status = || json(&[&shown, "--status"]).0;
    assert_eq!(status()["service_account_key"]["next"], Value::Null);
    assert_eq!(status()["leaves"]["next"], Value::Null);

    let key = Key::p256();
    let old = fs::read_to_string(pki.join("sa.pub")).unwrap();
    let both = format!("{old}{}", crate::pki::pem("PUBLIC KEY", &key.public()));
    fs::write(pki.join("sa.pub"), both).unwrap();
    assert_eq!(status()["service_account_key"]["next"], "issue");
    fs::write(pki.join("sa.key"), key.file()).unwrap();
    assert_eq!(status()["service_account_key"]["next"], "drop");
    fs::write(pki.join("sa.pub"), old).unwrap();
    let wrong = status()["service_account_key"]["wrong"].to_string();
    assert!(wrong.contains("are refused"), "{wrong}");

    let ca = Pair::read(
        &fs::read_to_string(pki.join("front-proxy-ca.crt")).unwrap(),
        &fs::read_to_string(pki.join("front-proxy-ca.key")).unwrap(),
    );
    let later = Template::client("front-proxy-client");
    let later = later.valid("2026-05-01 00:00:00", "2028-05-01 00:00:00");
    let own = Key::p256();
    let new = ca.issue(&later, &own);
    fs::write(pki.join("front-proxy-client.crt"), new.pem()).unwrap();
    fs::write(pki.join("front-proxy-client.key"), own.file()).unwrap();
    let leaves = status()["leaves"].clone();
    assert_eq!(
        (&leaves["next"], &leaves["done"]),
        (&Value::from("issue"), &Value::from(1))
    );
    assert!(leaves["left"].as_array().unwrap().len() > 5, "{leaves}");
}

/// What the key of an external CA has signed is nothing that `kubeadm certs renew` can renew, and what restarts is what a plan
/// restarts.
#[test]
fn an_audit_says_of_a_renewal_what_a_plan_says() {
    let audit = |name: &str| -> Value {
        let folder = fixture(&format!("control-plane/{name}"));
        let arguments = ["audit", ".", "--at", "2036-05-01", "--format", "json"];
        let output = certgraph(&folder, &arguments).output();
        serde_json::from_str(&output.stdout).unwrap()
    };
    for name in ["healthy", "external-ca"] {
        let renewal = audit(name)["renewal"].clone();
        let (plan, _) = json(&[name, "--leaves"]);
        let steps = plan["steps"].as_array().unwrap().iter();
        let restarts = steps.flat_map(|step| step["restarts"].as_array().unwrap());
        let restarts: Vec<_> = restarts.filter(|program| **program != "kubelet").collect();
        let said: Vec<_> = renewal["restart"].as_array().unwrap().iter().collect();
        if name == "healthy" {
            assert_eq!(said, restarts);
            assert_eq!(renewal["signed_elsewhere"], Value::Array(Vec::new()));
        } else {
            let commands = renewal["commands"].to_string();
            assert!(!commands.contains("renew apiserver\""), "{commands}");
            let elsewhere = renewal["signed_elsewhere"].to_string();
            assert!(elsewhere.contains("\"apiserver\""), "{elsewhere}");
        }
    }
}

/// To keys of another kind, as far as programs read and kubeadm makes them.
#[test]
fn a_ca_moves_to_another_algorithm() {
    let (plan, code) = json(&["healthy", "--ca", "kubernetes", "--algorithm", "ecdsa-p256"]);
    assert_eq!(code, Some(0), "{plan}");
    assert_eq!(
        (&plan["algorithm"], &plan["keeps_all"]),
        (&Value::from("ECDSA-P256"), &Value::from(true))
    );
    let first = plan["preparation"].to_string();
    assert!(first.contains("encryptionAlgorithm: ECDSA-P256"), "{first}");
    assert!(
        first.contains("certs ca --config=/root/kubeadm.yaml"),
        "{first}"
    );

    // kubeadm makes no such keys, so somebody signs with openssl.
    let (plan, code) = json(&["healthy", "--ca", "kubernetes", "--algorithm", "ML-DSA-65"]);
    assert_eq!(
        (&plan["obstacle"], code),
        (&Value::from("external-ca"), Some(4))
    );
    assert!(
        plan["preparation"]
            .to_string()
            .contains("-newkey ML-DSA-65")
    );
    let steps = plan["steps"].as_array().unwrap().iter();
    let actions = steps.flat_map(|step| step["actions"].as_array().unwrap());
    let commands: String = actions
        .map(|action| action["commands"].to_string())
        .collect();
    assert!(commands.contains("kubeadm certs generate-csr"));
    assert!(!commands.contains("kubeadm certs renew"));

    // Kubernetes 1.37 is built with Go 1.26.
    let real = fixture("real/base").display().to_string();
    let arguments = [
        real.as_str(),
        "--ca",
        "kubernetes",
        "--algorithm",
        "ML-DSA-65",
    ];
    let (plan, code) = json(&arguments);
    assert_eq!(
        (&plan["obstacle"], code),
        (&Value::from("unknown-algorithm"), Some(1))
    );
    assert_eq!(plan["steps"], Value::Array(Vec::new()));
    let output = rotate(&arguments);
    assert!(
        output.stdout.contains("cannot read ML-DSA-65"),
        "{}",
        output.stdout
    );

    let output = rotate(&["healthy", "--ca", "kubernetes", "--algorithm", "DSA"]);
    assert_eq!(output.code, Some(2));
    assert!(output.stderr.contains("RSA-3072"), "{}", output.stderr);
}

/// A name that acts on terminals and shells does nothing in any of them.
#[test]
fn hostile_names_do_nothing() {
    for format in ["text", "json"] {
        let output = certgraph(
            &fixture("hostile"),
            &["rotate", ".", "--ca", "\u{1b}[31m$(id)", "--format", format],
        )
        .output();
        output.is_orderly("rotate");
        assert!(!output.stderr.contains('\u{1b}'), "{}", output.stderr);
    }
    assert!(Path::new(&fixture("hostile")).is_dir());
}
