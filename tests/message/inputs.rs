//! Committed scenes: a line and the files that belong to it.

use libtest_mimic::Failed;
use serde_json::Value;

use crate::command::certgraph;
use crate::wrapped::fail;

fn about(line: &str, inputs: &[&str], at: &str) -> Value {
    let head = ["message", line, "--format", "json", "--at", at];
    let (_, output) = certgraph(&[&head[..], inputs].concat());
    let document: Value =
        serde_json::from_str(&output).unwrap_or_else(|error| panic!("{error}: {line}"));
    document["messages"][0].clone()
}

/// What `explain` predicts of each scene with one faulty certificate has to lead back to the fault.
pub(crate) fn faults() -> Result<(), Failed> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/faults");
    let mut wrong = Vec::new();
    let mut compared = 0;
    let mut scenes: Vec<_> = std::fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    scenes.sort();
    for scene in scenes {
        let name = scene.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(scene.join("scene.json")).unwrap();
        let description: Value = serde_json::from_str(&text).unwrap();
        let expected: Vec<_> = description["expect"]["codes"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let [code] = expected.as_slice() else {
            continue;
        };
        if UNTOLD.contains(&name.as_str()) {
            continue;
        }
        let at = description["at"].as_str().unwrap();
        let Some(line) = predicted(&scene, &description, at) else {
            continue;
        };
        let folder = scene.display().to_string();
        let message = about(&line, &[&folder], at);
        if message["known"] != true {
            wrong.push(format!("{name} is not recognised: {line}"));
        } else if message["cause_here"]["code"] != **code {
            wrong.push(format!(
                "{name}: {}, not {code}: {line}",
                message["cause_here"]["code"]
            ));
        }
        compared += 1;
    }
    assert!(compared > 30, "{compared} scenes");
    fail(&wrong)
}

/// Scenes whose line cannot lead to the fault: it lies in the flags of the server, and in no file, or in a token, while
/// `message` looks for certificates.
const UNTOLD: &[&str] = &[
    "client-certificate-not-requested",
    "server-cannot-start",
    "token-with-line-end",
];

/// kube-apiserver's line where there is one, else kubectl's.
fn predicted(scene: &std::path::Path, description: &Value, at: &str) -> Option<String> {
    let mut arguments = vec![
        "explain".to_owned(),
        scene.join("kubeconfig.yaml").display().to_string(),
        "--format".to_owned(),
        "json".to_owned(),
        "--at".to_owned(),
        at.to_owned(),
    ];
    for argument in description["argv"].as_array()? {
        let argument = argument.as_str()?;
        arguments.push(argument.replace("=server/", &format!("={}/server/", scene.display())));
    }
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let (_, output) = certgraph(&arguments);
    let document: Value = serde_json::from_str(&output).ok()?;
    let predicted = &document["connections"][0]["predicted"];
    let log = predicted["apiserver_log"]
        .as_str()
        .filter(|log| log.contains("authenticate the request"));
    let line = log.or_else(|| predicted["kubectl_raw"].as_str())?;
    Some(line.to_owned()).filter(|line| !line.is_empty())
}

pub(crate) fn inconsistencies() -> Result<(), Failed> {
    let healthy = "fixtures/kubeadm/healthy";
    let at = "2026-06-01T00:00:00Z";
    for (line, note) in [
        (
            "\"Unable to authenticate the request\" err=\"verifying certificate SN=12345, SKID=, AKID= failed: x509: certificate signed by unknown authority\"",
            "no certificate in these inputs has the serial number 12345",
        ),
        (
            "x509: certificate has expired or is not yet valid: current time 2026-06-01T00:00:00Z is after 2019-01-01T00:00:00Z",
            "no certificate in these inputs begins or ends at 2019-01-01 00:00:00 UTC",
        ),
        (
            "tls: failed to verify certificate: x509: certificate is valid for a.example, not b.example",
            "no certificate in these inputs has exactly the names of the message",
        ),
        (
            "tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of \"x509: ECDSA verification failure\" while trying to verify candidate authority certificate \"corp\")",
            "no certificate in these inputs is named \"corp\"",
        ),
        (
            "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            "is accepted with the kubeconfig's CA of",
        ),
    ] {
        let message = about(line, &[healthy], at);
        let notes = message["notes"].to_string().replace("\\\"", "\"");
        assert!(notes.contains(note), "{line}: {notes}");
        assert_eq!(message["cause_here"], Value::Null, "{line}");
    }
    Ok(())
}
