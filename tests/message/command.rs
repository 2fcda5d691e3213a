//! The program itself: exit codes, standard input, the screen.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use libtest_mimic::Failed;

/// Runs certgraph; gives exit code and standard output.
pub(crate) fn certgraph(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .expect("certgraph runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text)
}

fn with_input(arguments: &[&str], input: &str) -> (i32, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("certgraph runs");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap_or(-1), text)
}

pub(crate) fn exit_codes() -> Result<(), Failed> {
    let known = "x509: certificate signed by unknown authority";
    assert_eq!(certgraph(&["message", known]).0, 0);
    let (code, output) = certgraph(&["message", "x509: certificate signed by an unknown authorty"]);
    assert_eq!(code, 1);
    assert!(output.contains("unknown-authority"), "{output}");
    assert_eq!(certgraph(&["message", "the weather is fine"]).0, 1);
    // Standard input of a test is empty: nothing to explain.
    assert_eq!(with_input(&["message"], "").0, 2);
    assert_eq!(with_input(&["message"], "error: EOF\n").0, 0);
    assert_eq!(certgraph(&["message", ""]).0, 2);
    assert_eq!(certgraph(&["message", known, "no/such/file"]).0, 3);
    assert_eq!(
        certgraph(&["message", known, "fixtures/kubeadm/healthy"]).0,
        0
    );
    Ok(())
}

pub(crate) fn standard_input() -> Result<(), Failed> {
    let log = "Error in configuration: \n\
        * unable to read client-cert /x/absent.crt for admin due to open /x/absent.crt: no such file or directory\n\
        something else\n\
        * unable to read client-key /x/absent.key for admin due to open /x/absent.key: no such file or directory\n\
        E1123 17:37:49.062808 1 memcache.go:265] \"Unhandled Error\" err=\"x509: unhandled critical extension\"\n\
        E1123 17:37:50.062808 1 memcache.go:265] \"Unhandled Error\" err=\"x509: unhandled critical extension\"\n";
    let (code, output) = with_input(&["message", "-", "--format", "json"], log);
    assert_eq!(code, 0);
    let document: serde_json::Value = serde_json::from_str(&output).unwrap();
    assert_eq!(document["schema"], "certgraph.message/v1");
    let found: Vec<_> = document["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| {
            (
                message["id"].as_str().unwrap(),
                message["lines"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("unreadable-reference", 1),
            ("unreadable-reference", 1),
            ("unhandled-critical-extension", 2),
        ]
    );
    Ok(())
}

pub(crate) fn the_screen_fits() -> Result<(), Failed> {
    for (_, text) in crate::texts::TEXTS {
        for inputs in [&[][..], &["fixtures/kubeadm/healthy"][..]] {
            let (code, output) = certgraph(&[&["message", text], inputs].concat());
            assert_eq!(code, 0, "{text}");
            let first = output.lines().next().unwrap_or_default();
            assert!(!first.trim().is_empty(), "{output}");
            assert!(
                output.lines().all(|line| line.chars().count() <= 80),
                "{output}"
            );
        }
    }
    Ok(())
}
