//! `certgraph tree` on files.

use std::fs;

use crate::support::{certgraph, fixture, unprintable};

fn tree(folder: &str, more: &[&str]) -> String {
    let arguments = [&["tree", ".", "--at", "2026-06-01"], more].concat();
    let output = certgraph(&fixture(folder), &arguments).output();
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
    output.stdout
}

#[test]
fn a_control_plane_at_every_width() {
    for width in ["40", "80", "120"] {
        let text = tree("pictures/kubeadm", &["--width", width]);
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= width.parse().unwrap(), "{text}");
        insta::assert_snapshot!(format!("tree_{width}"), text);
    }
    let ascii = tree("pictures/fleet", &["--ascii"]);
    assert!(ascii.is_ascii(), "{ascii}");
    insta::assert_snapshot!("tree_folded_ascii", ascii);
}

#[test]
fn namesakes_are_two_and_what_is_cross_signed_is_drawn_once() {
    let text = tree("pictures/rotated", &["--width", "100"]);
    insta::assert_snapshot!("tree_rotated", text);
    assert_eq!(text.matches("kube-apiserver").count(), 1, "{text}");
    assert!(text.contains("signature not checked"), "{text}");
    insta::assert_snapshot!("tree_inverted", tree("pictures/rotated", &["--invert"]));
}

#[test]
fn what_is_not_asked_for_is_left_out_and_counted() {
    let text = tree("pictures/kubeadm", &["--focus", "etcd-ca"]);
    assert!(
        text.contains("etcd peer cp-1") && !text.contains("front-proxy"),
        "{text}"
    );
    let text = tree("pictures/kubeadm", &["--focus", "system:node:cp-1"]);
    assert!(
        text.starts_with("kubernetes ") && !text.contains("kubernetes-admin"),
        "{text}"
    );
    let text = tree("pictures/kubeadm", &["--depth", "0"]);
    assert!(text.contains("└── 4 certificates below"), "{text}");
    let text = tree("pictures/fleet", &["--fold", "never"]);
    assert!(text.lines().count() > 290, "{text}");
    let output = certgraph(
        &fixture("pictures/kubeadm"),
        &["tree", ".", "--focus", "nobody"],
    )
    .output();
    assert_eq!(output.code, Some(2));
    assert!(output.stderr.contains("--focus"), "{}", output.stderr);
}

#[test]
fn what_needs_attention_is_never_folded() {
    let text = tree("pictures/fleet", &[]);
    for name in [
        "worker-044",
        "worker-017",
        "payments",
        "policy-webhook",
        "identity.linkerd",
        "kubernetes-admin",
    ] {
        assert!(text.contains(name), "{name}: {text}");
    }
    assert!(text.contains("90 × system:node:worker-*"), "{text}");
}

#[test]
fn inputs_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "nothing").unwrap();
    for command in ["tree", "graph"] {
        for input in ["a.txt", "absent.crt"] {
            let output = certgraph(folder.path(), &[command, input]).output();
            assert_eq!(output.code, Some(3), "{command} {input}");
            assert!(output.stderr.contains(input), "{}", output.stderr);
            assert_eq!(output.stdout, "");
        }
    }
}

#[test]
fn hostile_names_do_not_act_on_the_terminal() {
    let output = certgraph(&fixture("hostile"), &["tree", ".", "--at", "2026-06-01"]).output();
    output.is_orderly("tree");
    assert_eq!(unprintable(&output.stdout), None);
    assert!(output.stdout.lines().all(|line| line.chars().count() <= 80));
}
