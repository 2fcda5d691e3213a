//! Kubernetes objects: the servers that kube-apiserver calls, and every other object that holds certificates.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{Output, certgraph, copy, fixture};

const AT: [&str; 2] = ["--at", "2026-06-01"];

fn list() -> String {
    fs::read_to_string(fixture("objects/list.yaml")).unwrap()
}

fn run(arguments: &[&str], input: &str) -> Output {
    let arguments = [arguments, &AT].concat();
    let output = certgraph(Path::new("."), &arguments).stdin(input).output();
    output.is_orderly(&format!("{arguments:?}"));
    output
}

fn explain(input: &str) -> Value {
    let output = run(&["explain", "-", "--format", "json"], input);
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", output.all()))
}

/// Verdict and headline's code by name of the connection.
fn outcomes(report: &Value) -> BTreeMap<String, (String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let connections = report["connections"].as_array().unwrap().iter();
    connections
        .map(|connection| {
            let verdict = text(&connection["verdict"]).unwrap();
            let code = text(&connection["headline"]["code"]);
            (text(&connection["name"]).unwrap(), (verdict, code))
        })
        .collect()
}

fn connection<'a>(report: &'a Value, service: &str) -> &'a Value {
    let connections = report["connections"].as_array().unwrap();
    let url = format!("https://{service}.{service}.svc:443");
    let found = connections
        .iter()
        .find(|connection| connection["server"]["url"] == url.as_str());
    found.unwrap_or_else(|| panic!("{service}: {report}"))
}

/// The list without the objects of which `unwanted` says so.
fn without(unwanted: impl Fn(&str) -> bool) -> String {
    let text = list();
    let (head, rest) = text.split_once("items:\n").unwrap();
    let (items, tail) = rest.split_once("kind: List\n").unwrap();
    let items = items
        .split("\n- ")
        .map(|item| item.trim_start_matches("- "));
    let items: String = items
        .filter(|item| !unwanted(item))
        .map(|item| format!("- {}\n", item.trim_end_matches('\n')))
        .collect();
    format!("{head}items:\n{items}kind: List\n{tail}")
}

#[test]
fn every_server_that_is_called_ends_as_expected() {
    let expected = fs::read_to_string(fixture("objects/expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let connections = expected["connections"].as_object().unwrap().iter();
    let wanted: BTreeMap<_, _> = connections
        .map(|(name, outcome)| {
            let text = |field: &str| outcome[field].as_str().map(str::to_owned);
            (name.clone(), (text("verdict").unwrap(), text("code")))
        })
        .collect();
    assert_eq!(outcomes(&explain(&list())), wanted);
    let path = fixture("objects/list.yaml").display().to_string();
    let output = run(&["explain", &path, "--format", "json"], "");
    assert_eq!(output.code, Some(1));
    let report = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(outcomes(&report), wanted, "as a file");
}

#[test]
fn what_kube_apiserver_says_is_predicted() {
    let report = explain(&list());
    let log = |service: &str| {
        let predicted = &connection(&report, service)["predicted"];
        predicted["apiserver_log"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        log("over"),
        "Failed calling webhook, failing closed over.example.com: failed calling webhook \"over.example.com\": \
         failed to call webhook: Post \"https://over.over.svc:443/validate?timeout=5s\": tls: failed to verify \
         certificate: x509: certificate has expired or is not yet valid: current time 2026-06-01T00:00:00Z is after \
         2026-01-01T00:00:00Z"
    );
    assert!(log("garbage").ends_with(
        "could not get REST client: unable to load root certificates: unable to parse bytes as PEM block"
    ));
    let stale = &connection(&report, "stale")["predicted"];
    assert_eq!(stale["http_status"], 503);
    let open = list().replace("failurePolicy: Fail", "failurePolicy: Ignore");
    let report = explain(&open);
    let log = connection(&report, "over")["predicted"]["apiserver_log"].clone();
    assert!(
        log.as_str()
            .unwrap()
            .starts_with("Failed calling webhook, failing open")
    );
}

/// The server's name and its certificate decide, whatever a CA is called and wherever the Secret stands in the list.
#[test]
fn the_secret_is_found_by_the_names_in_its_certificate() {
    let report = explain(&list());
    assert_eq!(connection(&report, "policy")["verdict"], "accept");
    let moved = without(|item| item.contains("name: left-over"));
    assert_eq!(connection(&explain(&moved), "twice")["verdict"], "accept");
    let other = without(|item| item.contains("name: serving\n    namespace: twice"));
    assert_eq!(connection(&explain(&other), "twice")["verdict"], "reject");
    // In another namespace it is not mounted.
    let away = list().replace(
        "name: serving\n    namespace: policy",
        "name: serving\n    namespace: else",
    );
    assert_eq!(
        connection(&explain(&away), "policy")["verdict"],
        "undetermined"
    );
}

/// kube-apiserver presents its proxy client certificate, and is let in by the CA of the ConfigMap or, where that is not
/// given, of its own flags, which it copies there.
#[test]
fn an_extension_api_server_judges_the_front_proxy() {
    let dir = tempfile::tempdir().unwrap();
    let node = fixture("control-plane/healthy").display().to_string();
    let of = |text: &str, verdict: &str| {
        fs::write(dir.path().join("list.yaml"), text).unwrap();
        let path = dir.path().join("list.yaml").display().to_string();
        let output = run(&["explain", &node, &path, "--format", "json"], "");
        let report: Value = serde_json::from_str(&output.stdout).unwrap();
        let found = connection(&report, "metrics").clone();
        assert_eq!(found["verdict"], verdict, "{found}");
        found
    };
    let found = of(
        &without(|item| item.contains("extension-apiserver-authentication")),
        "accept",
    );
    assert_eq!(found["works_until"]["time"], "2027-01-01T00:00:00Z");
    // Of another cluster.
    let found = of(&list(), "reject");
    assert_eq!(found["headline"]["code"], "issuer-key-mismatch");
    let error = found["predicted"]["client_error"].as_str().unwrap();
    assert_eq!(
        error,
        "FailedDiscoveryCheck: failing or missing response from \
         https://SERVICE-IP:443/apis/metrics.example.com/v1: bad status from \
         https://SERVICE-IP:443/apis/metrics.example.com/v1: 401"
    );
}

/// Every API server of the cluster calls, and presents what its own node has.
#[test]
fn each_api_server_calls_with_its_own_files() {
    let dir = tempfile::tempdir().unwrap();
    let all = dir.path().join("all");
    let text = without(|item| item.contains("extension-apiserver-authentication"));
    for node in ["one", "two"] {
        copy(&fixture("control-plane/healthy"), &all.join(node));
    }
    fs::write(all.join("list.yaml"), &text).unwrap();
    let pki = all.join("two/etc/kubernetes/pki");
    for ending in ["crt", "key"] {
        let other = pki.join("apiserver-kubelet-client").with_extension(ending);
        fs::copy(other, pki.join("front-proxy-client").with_extension(ending)).unwrap();
    }
    let named = |report: &Value, part: &str| -> BTreeMap<String, String> {
        let verdicts = outcomes(report).into_iter();
        let found = verdicts.filter(|(name, _)| name.contains(part));
        found.map(|(name, outcome)| (name, outcome.0)).collect()
    };
    let look = || {
        let path = all.display().to_string();
        let output = run(&["explain", &path, "--format", "json"], "");
        serde_json::from_str::<Value>(&output.stdout).unwrap()
    };
    let report = look();
    let metrics = named(&report, "→ extension-apiserver (https://metrics.");
    let wanted = [("one", "accept"), ("two", "reject")].map(|(node, verdict)| {
        let url = "https://metrics.metrics.svc:443";
        let name = format!("kube-apiserver {node} → extension-apiserver ({url})");
        (name, verdict.to_owned())
    });
    assert_eq!(metrics, BTreeMap::from(wanted));
    // A webhook asks nobody for a certificate.
    let policy = named(&report, "→ webhook (https://policy.");
    assert_eq!(
        policy.into_values().collect::<Vec<_>>(),
        ["accept", "accept"]
    );

    // Of several clusters it is not known which has these objects.
    copy(&fixture("control-plane/ca-regenerated"), &all.join("other"));
    let metrics = named(&look(), "→ extension-apiserver (https://metrics.");
    let name = "kube-apiserver → extension-apiserver (https://metrics.metrics.svc:443)";
    assert_eq!(
        metrics,
        BTreeMap::from([(name.to_owned(), "undetermined".to_owned())])
    );
}

/// To what extension API servers are told, API servers add and take nothing away: whichever comes first, the others are
/// still let in.
#[test]
fn a_front_proxy_ca_may_go_node_by_node() {
    let dir = tempfile::tempdir().unwrap();
    let all = dir.path().join("all");
    for node in ["one", "two"] {
        copy(&fixture("control-plane/healthy"), &all.join(node));
    }
    // Else it is a copy.
    fs::write(all.join("two/etc/hostname"), "two\n").unwrap();
    let text = without(|item| item.contains("extension-apiserver-authentication"));
    fs::write(all.join("list.yaml"), &text).unwrap();
    let path = all.display().to_string();
    let arguments = [
        "rotate",
        &path,
        "--ca",
        "front-proxy-ca",
        "--format",
        "json",
    ];
    let plan: Value = serde_json::from_str(&run(&arguments, "").stdout).unwrap();
    let breaks = |order: &str| {
        let mut orders = plan["other_orders"].as_array().unwrap().iter();
        let own = orders.find(|own| own["order"] == order)?;
        Some(own["breaks"].to_string())
    };
    let told = "extension-apiserver (https://metrics.";
    // Nobody has told of the new CA yet.
    assert!(breaks("certificates-first").unwrap().contains(told));
    assert!(!breaks("ca-first").unwrap().contains(told));
    assert_eq!(breaks("node-by-node"), None);
    let drops = plan["steps"].as_array().unwrap().iter();
    let drops = drops.filter(|step| step["kind"] == "drop");
    let actions: Vec<_> = drops
        .flat_map(|step| step["actions"].as_array().unwrap())
        .collect();
    let last = actions.last().unwrap();
    assert_eq!(last["nodes"], serde_json::json!(["two"]));
    assert!(
        last["commands"][0]
            .as_str()
            .unwrap()
            .starts_with("kubectl delete configmap")
    );
    assert_eq!(
        actions
            .iter()
            .filter(|one| one.to_string().contains("delete"))
            .count(),
        1
    );
}

/// Keys were taken out before the list was handed on: whether one fits is not known, all else is.
#[test]
fn keys_are_not_needed() {
    let lines = list();
    let lines = lines.lines().filter(|line| !line.contains("tls.key:"));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    let report = explain(&text);
    for (service, verdict) in [
        ("policy", "accept"),
        ("other-key", "accept"),
        ("over", "reject"),
        ("unnamed", "reject"),
    ] {
        assert_eq!(
            connection(&report, service)["verdict"],
            verdict,
            "{service}"
        );
    }
}

#[test]
fn a_url_is_called_by_its_host() {
    let service = "service:\n        name: policy\n        namespace: policy\n        path: /validate\n        port: 443";
    let at = list().replace(service, "url: https://policy.policy.svc:8443/validate?x=y");
    let report = explain(&at);
    let connections = report["connections"].as_array().unwrap();
    let found = connections
        .iter()
        .find(|connection| connection["server"]["server_name"] == "policy.policy.svc");
    assert_eq!(found.unwrap()["verdict"], "accept");
    let outside = list().replace(service, "url: https://hook.example.com/validate");
    let report = explain(&outside);
    let names = outcomes(&report);
    let found = &names["kube-apiserver → webhook (https://hook.example.com/validate)"];
    assert_eq!(found.0, "undetermined");
}

#[test]
fn mends_lead_to_a_connection() {
    let report = explain(&list());
    let dir = tempfile::tempdir().unwrap();
    for (service, verdict) in [
        ("rotated", "accept"),
        ("garbage", "accept"),
        ("stale", "undetermined"),
    ] {
        let found = connection(&report, service);
        let mend = &found["findings"][0]["mends"][0];
        assert_eq!(mend["verdict_after"], verdict, "{found}");
        let (text, patch) = patched(
            dir.path(),
            &list(),
            mend["command"].as_str().unwrap(),
            service,
        );
        let after = explain(&text);
        assert_eq!(connection(&after, service)["verdict"], verdict, "{patch}");
    }
    for (service, command) in [
        ("over", "cmctl renew -n over serving"),
        (
            "unnamed",
            "kubectl patch certificate -n unnamed serving --type=json -p '[{\"op\":\"add\",\"path\":\"/spec/dnsNames/-\",\
             \"value\":\"unnamed.unnamed.svc\"}]'",
        ),
    ] {
        let mend = &connection(&report, service)["findings"][0]["mends"][0];
        assert_eq!(
            (&mend["command"], &mend["verdict_after"]),
            (&command.into(), &"accept".into())
        );
    }
}

/// Runs the command with a kubectl that answers `get secret` from the list and keeps what it is to patch; gives the list
/// with the patch applied.
fn patched(folder: &Path, list: &str, command: &str, service: &str) -> (String, String) {
    let (_, after) = list
        .rsplit_once(&format!("    name: serving\n    namespace: {service}\n"))
        .unwrap();
    let before = list.len() - after.len();
    let ca = list[..before].rsplit_once("    ca.crt: ").unwrap().1;
    let ca = ca.lines().next().unwrap();
    let kubectl = format!(
        "#!/bin/sh\ncase $1 in\nget) printf '%s' '{ca}';;\npatch) printf '%s\\n' \"$@\" > patch;;\nesac\n"
    );
    fs::write(folder.join("kubectl"), kubectl).unwrap();
    let run = format!("chmod +x kubectl; PATH=.:$PATH; {command}");
    let status = Command::new("/bin/sh")
        .args(["-c", &run])
        .current_dir(folder)
        .status();
    assert!(status.unwrap().success());
    let arguments = fs::read_to_string(folder.join("patch")).unwrap();
    let [verb, _, name, _, _, patch] = arguments.lines().collect::<Vec<_>>()[..] else {
        panic!("{arguments}");
    };
    assert!(verb == "patch" && name.contains(service), "{arguments}");
    let patch: Value = serde_json::from_str(patch).unwrap();
    let (path, value) = (
        patch[0]["path"].as_str().unwrap(),
        patch[0]["value"].as_str().unwrap(),
    );
    let mut whole: Value = serde_yaml::from_str(list).unwrap();
    let items = whole["items"].as_array_mut().unwrap().iter_mut();
    let mut items =
        items.filter(|item| item["metadata"]["name"] == name && item["kind"] != "Secret");
    *items.next().unwrap().pointer_mut(path).unwrap() = value.into();
    (whole.to_string(), patch.to_string())
}

/// Each kind of object that holds certificates is read and shown.
#[test]
fn every_object_is_shown() {
    let output = run(&["inspect", "-", "--format", "json"], &list());
    let places = &output.stdout;
    for wanted in [
        "Secret clusters/edge-kubeconfig",
        "ConfigMap kube-public/cluster-info",
        "ConfigMap web/kube-root-ca.crt",
        "data.client-ca-file",
        "data.requestheader-client-ca-file",
        "CertificateSigningRequest csr-7xk2p: spec.request",
        "CertificateSigningRequest csr-7xk2p: status.certificate",
        "Secret policy/serving: data[\\\"ca.crt\\\"]",
        "Secret policy/serving: data[\\\"tls.crt\\\"]",
        "ValidatingWebhookConfiguration policy: webhooks[0].clientConfig.caBundle",
        "CustomResourceDefinition tabs.example.com: spec.conversion.webhook.clientConfig.caBundle",
        "APIService v1.metrics.example.com: spec.caBundle",
    ] {
        assert!(places.contains(wanted), "{wanted}");
    }
    let output = run(&["audit", "-", "--format", "json"], &list());
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    assert!(
        output
            .stdout
            .contains("kube-apiserver → webhook (https://policy.policy.svc:443)")
    );
    assert!(
        report["certificates"].as_array().map_or(0, Vec::len) >= 19,
        "{report}"
    );
    let output = run(&["graph", "-", "--format", "json"], &list());
    assert!(
        output.stdout.contains("webhook policy.policy.svc"),
        "{}",
        output.stdout
    );
}

#[test]
fn a_kubeconfig_in_a_secret_is_a_place_of_its_own() {
    let output = run(&["inspect", "-", "--format", "json"], &list());
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let inside = "Secret clusters/edge-kubeconfig: data.value";
    let places = report.to_string();
    let (before, _) = places.split_once(inside).unwrap();
    assert!(
        before.ends_with("\"-, ") || before.contains("\"-:"),
        "{before}"
    );
    // It is a connection too, of which this list knows one side.
    let names = outcomes(&explain(&list()));
    assert_eq!(names["kubectl → kube-apiserver"].0, "undetermined");
}

/// What an audit says, without the lines that a longer list shifts.
fn audited(input: &str) -> Value {
    let output = run(&["audit", "-", "--format", "json"], input);
    // A kubeconfig in an object is called by its place.
    let mut parts = output.stdout.split("\"-:");
    let first = parts.next().unwrap_or_default().to_owned();
    let text = parts.fold(first, |text, part| {
        text + "\"-:" + part.trim_start_matches(|one: char| one.is_ascii_digit())
    });
    let mut report: Value = serde_json::from_str(&text).unwrap();
    let certificates = report["certificates"].as_array_mut().unwrap();
    for certificate in certificates {
        let locations = certificate["locations"].as_array_mut().unwrap();
        for location in locations {
            location["line"] = Value::Null;
        }
    }
    let parts = ["certificates", "connections", "summary"];
    parts
        .map(|part| (part.to_owned(), report[part].take()))
        .into_iter()
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// From a megabyte on, objects go by in batches, and Secrets wait packed for who calls their servers.
#[test]
fn an_audit_of_a_stream_says_what_one_of_a_short_list_says() {
    let text = list();
    let (head, items) = text.split_once("items:\n").unwrap();
    let filler: String = (0..3000)
        .map(|number| {
            let text = "words ".repeat(100);
            format!("- kind: ConfigMap\n  metadata: {{name: filler-{number}}}\n  data:\n    text: {text}\n")
        })
        .collect();
    let long = format!("{head}items:\n{filler}{items}");
    assert!(long.len() > 1 << 20);
    let short = audited(&text);
    assert!(short["connections"].as_array().unwrap().len() > 10);
    assert_eq!(audited(&long), short);
    // With the fillers behind, the batch of the Secrets is another than the last one.
    let (items, tail) = items.split_once("kind: List\n").unwrap();
    let long = format!("{head}items:\n{items}{filler}kind: List\n{tail}");
    assert_eq!(audited(&long), short);
}

#[test]
fn a_namespace_limits_what_is_in_namespaces() {
    for arguments in [["-n", "rotated"], ["--namespace", "rotated"]] {
        let words = [&["audit", "-", "--format", "json"], &arguments[..]].concat();
        let report: Value = serde_json::from_str(&run(&words, &list()).stdout).unwrap();
        let rows = report["certificates"].as_array().unwrap();
        let secrets: Vec<_> = rows
            .iter()
            .filter_map(|row| row["secret_namespace"].as_str())
            .collect();
        assert!(!secrets.is_empty());
        assert!(secrets.iter().all(|name| *name == "rotated"), "{secrets:?}");
    }
}
