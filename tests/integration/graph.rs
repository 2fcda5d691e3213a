//! `certgraph graph` on files.

use std::fs;

use serde_json::Value;

use crate::pki::{Key, Template};
use crate::support::{certgraph, fixture, unprintable};

const FORMATS: [&str; 6] = ["dot", "plain", "svg", "mermaid", "html", "json"];

fn graph(folder: &str, format: &str, more: &[&str]) -> String {
    let format = match format {
        "plain" => vec!["--style", "plain"],
        other => vec!["--format", other],
    };
    let mut arguments = vec!["graph", ".", "--at", "2026-06-01"];
    arguments.extend(format);
    arguments.extend(more);
    let output = certgraph(&fixture(folder), &arguments).output();
    output.is_orderly(folder);
    output.stdout
}

#[test]
fn programs_get_json() {
    let text = graph("pictures/kubeadm", "json", &[]);
    insta::assert_snapshot!("graph_json", text);
    let graph: Value = serde_json::from_str(&text).unwrap();
    let mut known: Vec<&str> = Vec::new();
    for kind in ["certificates", "bundles", "parties"] {
        let nodes = graph[kind].as_array().unwrap().iter();
        known.extend(nodes.map(|node| node["id"].as_str().unwrap()));
    }
    for edge in graph["edges"].as_array().unwrap() {
        for end in ["from", "to"] {
            assert!(known.contains(&edge[end].as_str().unwrap()), "{edge}");
        }
    }
}

#[test]
fn pictures_are_text_that_one_can_read() {
    insta::assert_snapshot!("graph_mermaid", graph("pictures/rotated", "mermaid", &[]));
    insta::assert_snapshot!("graph_dot", graph("pictures/rotated", "dot", &[]));
}

#[test]
fn the_same_files_give_the_same_bytes_in_any_order() {
    let folder = fixture("pictures/rotated");
    let files = [
        "admin.conf",
        "apiserver.crt",
        "ca-cross.crt",
        "ca-new.crt",
        "ci.conf",
        "webhook.crt",
    ];
    let run = |files: &[&str], format: &str| {
        let options = ["--at", "2026-06-01", "--format", format];
        let arguments = [&["graph"], files, &options].concat();
        certgraph(&folder, &arguments).output().stdout
    };
    let mut back = files;
    back.reverse();
    for format in ["dot", "svg", "mermaid", "html", "json"] {
        assert_eq!(run(&files, format), run(&back, format), "{format}");
    }
}

#[test]
fn a_fleet_is_folded_and_what_needs_attention_is_not() {
    for format in FORMATS {
        let text = graph("pictures/fleet", format, &[]);
        for name in [
            "worker-044",
            "worker-017",
            "payments",
            "policy-webhook",
            "identity",
        ] {
            assert!(text.contains(name), "{format}: {name}");
        }
    }
    let text = graph("pictures/fleet", "svg", &[]);
    assert!(text.contains("90 × system:node:worker-*"));
    let text = graph("pictures/fleet", "svg", &["--fold", "never"]);
    assert!(text.contains(">system:node:worker-012<"));
}

/// One screen for a fleet, half of one for a control-plane node.
#[test]
fn pictures_fit_the_screen() {
    for (folder, widest, highest) in [("fleet", 1450, 910), ("kubeadm", 1200, 560)] {
        let text = graph(&format!("pictures/{folder}"), "svg", &[]);
        let size = |name: &str| -> u32 {
            let value = text.split(&format!(" {name}=\"")).nth(1).unwrap();
            value.split('"').next().unwrap().parse().unwrap()
        };
        let (width, height) = (size("width"), size("height"));
        assert!(
            width <= widest && height <= highest,
            "{folder}: {width} x {height}"
        );
    }
}

/// What Mermaid would answer with "Maximum text size in diagram exceeded" is told before.
#[test]
fn more_than_mermaid_draws_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let names = |count: usize| {
        let pairs = (0..count).map(|number| {
            let name = format!("{number} {}", "long".repeat(5_000));
            Template::ca(&*name).self_signed(&Key::p256()).pem()
        });
        fs::write(folder.path().join("cas.crt"), pairs.collect::<String>()).unwrap();
        let arguments = ["graph", ".", "--format", "mermaid", "--fold", "never"];
        certgraph(folder.path(), &arguments).output()
    };
    let one = names(1);
    assert!(one.stdout.contains("longlo…"), "{}", one.stdout);
    assert!(one.stdout.len() < 1_500, "{}", one.stdout);
    assert_eq!(one.stderr, "");
    let many = names(400);
    assert!(
        many.stderr.contains("more than Mermaid draws"),
        "{}",
        many.stderr
    );
}

#[test]
fn what_is_not_asked_for_is_left_out() {
    let names = |more: &[&str]| graph("pictures/kubeadm", "mermaid", more);
    let text = names(&["--focus", "etcd-ca"]);
    assert!(
        text.contains("etcd peer cp-1") && !text.contains("front-proxy"),
        "{text}"
    );
    let text = names(&["--only", "expired"]);
    assert!(
        text.contains("apiserver-etcd-client") && !text.contains("scheduler.conf"),
        "{text}"
    );
    let text = names(&["--only", "expiring"]);
    assert!(
        text.contains("scheduler.conf") && !text.contains("front-proxy"),
        "{text}"
    );
    let text = names(&["--only", "ca"]);
    assert!(
        text.contains("front-proxy-ca") && !text.contains("apiserver-etcd-client"),
        "{text}"
    );
    let text = names(&["--only", "untrusted"]);
    assert!(
        !text.contains("etcd-ca") && !text.contains("scheduler.conf"),
        "{text}"
    );
    let output = certgraph(
        &fixture("pictures/kubeadm"),
        &["graph", ".", "--format", "svg", "--style", "plain"],
    )
    .output();
    assert_eq!(output.code, Some(2));
}

#[test]
fn a_picture_can_go_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("graph.svg");
    let path = file.to_str().unwrap();
    let printed = graph("pictures/kubeadm", "svg", &[]);
    assert_eq!(graph("pictures/kubeadm", "svg", &["--output", path]), "");
    assert_eq!(fs::read_to_string(&file).unwrap(), printed);
    // Nothing else is left there, also where the file cannot be written.
    let arguments = ["graph", ".", "--output", "nowhere/graph.svg"];
    let output = certgraph(&fixture("pictures/kubeadm"), &arguments).output();
    assert_eq!(output.code, Some(3));
    assert!(
        output.stderr.contains("nowhere/graph.svg"),
        "{}",
        output.stderr
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Names with quotes, tags, line ends, direction and control characters, and the format's own syntax.
#[test]
fn hostile_names_stay_text() {
    for format in FORMATS {
        let text = graph("hostile", format, &["--fold", "never"]);
        assert_eq!(unprintable(&text), None, "{format}");
        let lower = text.to_lowercase();
        for tag in ["<script>alert", "<img", "<iframe", "href=\"", "<a "] {
            let quoted = format == "json";
            assert!(quoted || !lower.contains(tag), "{format}: {tag}");
        }
        let scripts = if format == "html" { 1 } else { 0 };
        assert!(
            format == "json" || lower.matches("<script").count() == scripts,
            "{format}"
        );
    }
}

/// Whatever names hold, an SVG consists of these elements and attributes.
#[test]
fn an_svg_holds_nothing_but_its_own_markup() {
    const ELEMENTS: [&str; 10] = [
        "svg", "title", "desc", "style", "defs", "marker", "g", "path", "rect", "text",
    ];
    const ATTRIBUTES: [&str; 21] = [
        "xmlns",
        "width",
        "height",
        "viewBox",
        "role",
        "class",
        "id",
        "x",
        "y",
        "d",
        "transform",
        "data-from",
        "data-to",
        "marker-end",
        "refX",
        "refY",
        "markerWidth",
        "markerHeight",
        "orient",
        "markerUnits",
        "data-c",
    ];
    for folder in ["hostile", "pictures/fleet"] {
        let text = graph(folder, "svg", &["--fold", "never"]);
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut elements = 0;
        loop {
            let element = match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(element)
                | quick_xml::events::Event::Empty(element) => element,
                quick_xml::events::Event::Eof => break,
                _ => continue,
            };
            elements += 1;
            let name = element.name().as_ref().to_owned();
            assert!(ELEMENTS.contains(&name.as_str()), "{folder}: {name}");
            for attribute in element.attributes() {
                let key = attribute.unwrap().key.as_ref().to_owned();
                assert!(ATTRIBUTES.contains(&key.as_str()), "{folder}: {name} {key}");
            }
        }
        assert!(elements > 50, "{folder}: {elements}");
    }
}

#[test]
fn explain_draws_the_break() {
    let run = |fault: &str| {
        let folder = fixture("faults").join(fault);
        let scene = crate::support::Scene::read(&folder);
        certgraph(&folder, &scene.explain(&["--format", "dot"]))
            .output()
            .stdout
    };
    let text = run("issuer-key-mismatch");
    insta::assert_snapshot!("explain_dot", text);
    assert_eq!(text.matches("✗ not in bundle").count(), 1, "{text}");
    let text = run("name-mismatch-dns");
    assert!(
        text.contains("✗ name-mismatch") && text.contains(":r0 [style=dashed"),
        "{text}"
    );
}
