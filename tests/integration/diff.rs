//! `certgraph diff` on files.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{certgraph, fixture};

fn diff(folder: &Path, arguments: &[&str]) -> (Value, Option<i32>) {
    let mut all = vec!["diff"];
    all.extend(arguments);
    all.extend(["--format", "json"]);
    let output = certgraph(folder, &all).output();
    output.is_orderly("diff");
    (serde_json::from_str(&output.stdout).unwrap(), output.code)
}

fn copy(name: &str, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(fixture(name)).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(
                &format!("{name}/{}", path.file_name().unwrap().display()),
                &target,
            );
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

#[test]
fn the_same_files_elsewhere_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    copy("kubeadm/healthy", &folder.path().join("one"));
    copy("kubeadm/healthy", &folder.path().join("other"));
    let (report, code) = diff(folder.path(), &["one", "other", "--at", "2026-06-01"]);
    assert_eq!(code, Some(0));
    for field in ["certificates", "bundles", "connections"] {
        assert_eq!(report[field].as_array().unwrap().len(), 0, "{field}");
    }
    let output = certgraph(folder.path(), &["diff", "one", "other/"]).output();
    assert_eq!(output.stdout, "✓ nothing changed\n");
}

/// What is called by its file beside another is the same that had no need of it.
#[test]
fn a_kubeconfig_that_comes_changes_no_other_one() {
    let folder = tempfile::tempdir().unwrap();
    copy("control-plane/healthy", &folder.path().join("after"));
    copy("control-plane/healthy", &folder.path().join("before"));
    let second = "before/etc/kubernetes/super-admin.conf";
    fs::remove_file(folder.path().join(second)).unwrap();
    let (report, _) = diff(folder.path(), &["before", "after", "--at", "2026-06-01"]);
    let changes = report["connections"].as_array().unwrap();
    let names: Vec<_> = changes.iter().map(|change| &change["name"]).collect();
    assert_eq!(names, ["kubectl → kube-apiserver (super-admin.conf)"]);
}

/// Two clusters of one layout and other keys: everything is reissued, nothing comes or goes.
#[test]
fn another_key_is_a_reissue() {
    let folder = fixture("faults");
    let arguments = ["expired-server", "expired-client", "--at", "2026-05-01"];
    let (report, _) = diff(&folder, &arguments);
    let changes: Vec<_> = report["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["change"].as_str().unwrap())
        .collect();
    assert_eq!(changes, ["reissued"; 3]);
    let bundles = report["bundles"].as_array().unwrap();
    assert!(!bundles.is_empty());
    for bundle in bundles {
        assert_eq!(bundle["added"].as_array().unwrap().len(), 1);
        assert_eq!(bundle["removed"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn a_connection_that_ends_sooner_is_worse() {
    let folder = fixture("faults");
    // The client certificate of the second ends in May, that of the first at the end of the year.
    let later = ["expired-server", "expired-client", "--at", "2026-05-01"];
    let (report, code) = diff(&folder, &later);
    assert_eq!(report["connections"][0]["change"], "worse");
    assert_eq!(code, Some(1));
    let sooner = ["expired-client", "expired-server", "--at", "2026-05-01"];
    let (report, code) = diff(&folder, &sooner);
    assert_eq!(report["connections"][0]["change"], "better");
    assert_eq!(code, Some(0));
}

#[test]
fn what_comes_and_goes_is_said() {
    let folder = fixture("audit");
    let arguments = ["outlives-issuer/ca.crt", "shared-key", "--at", "2026-06-01"];
    let output = certgraph(&folder, &[&["diff"][..], &arguments].concat()).output();
    assert_eq!(output.code, Some(0));
    assert!(
        output.stdout.contains("2 certificates added, 1 reissued"),
        "{}",
        output.stdout
    );
    let unreadable = certgraph(&folder, &["diff", "absent", "shared-key"]).output();
    assert_eq!(unreadable.code, Some(3));
    assert_eq!(unreadable.stdout, "");
}

#[test]
fn ascii_has_no_arrows() {
    let nodes = ["control-plane/healthy", "control-plane/ca-regenerated"];
    for width in ["40", "80"] {
        let options = ["--at", "2026-06-01", "--ascii", "--width", width];
        let arguments = [&["diff"][..], &nodes, &options].concat();
        let output = certgraph(&fixture(""), &arguments).output();
        assert!(output.stdout.is_ascii(), "{}", output.stdout);
        assert!(output.stdout.contains("kubelet -> kube-apiserver"));
        let limit: usize = width.parse().unwrap();
        assert!(output.stdout.lines().all(|line| line.len() <= limit));
        // Several nodes, whose connections are named by both ends.
        let arguments = [&["audit", "--timeline"][..], &nodes, &options].concat();
        let output = certgraph(&fixture(""), &arguments).output();
        assert!(output.stdout.is_ascii(), "{}", output.stdout);
    }
}

#[test]
fn screens_keep_to_their_width() {
    for width in ["40", "80", "120"] {
        let arguments = [
            "diff",
            "faults/expired-server",
            "hostile",
            "--at",
            "2026-06-01",
            "--width",
            width,
        ];
        let output = certgraph(&fixture(""), &arguments).output();
        output.is_orderly(width);
        let limit: usize = width.parse().unwrap();
        for line in output.stdout.lines() {
            assert!(line.chars().count() <= limit, "{width}: {line:?}");
        }
    }
}
