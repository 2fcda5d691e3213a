//! Every fault of the fixtures: its verdict, its codes, and a screen that fits.

use std::collections::BTreeSet;

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::support::{Scene, certgraph, faults, fixture, is_one_word, unprintable};

#[test]
fn each_gives_its_verdict_and_its_codes_and_no_other_error() {
    let mut wrong = Vec::new();
    for folder in faults() {
        let scene = Scene::read(&folder);
        let output = certgraph(&folder, &scene.explain(&["--format", "json"])).output();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(json) = serde_json::from_str::<Value>(&output.stdout) else {
            wrong.push(format!("{name}: no JSON: {}", output.stderr));
            continue;
        };
        let connection = &json["connections"][0];
        let of = |error: bool| -> BTreeSet<String> {
            let findings = connection["findings"].as_array().unwrap().iter();
            findings
                .filter(|finding| (finding["severity"] == "error") == error)
                .map(|finding| finding["code"].as_str().unwrap().to_owned())
                .collect()
        };
        let (errors, others) = (of(true), of(false));
        let expected: BTreeSet<_> = scene.codes.iter().cloned().collect();
        let all: BTreeSet<_> = errors.union(&others).cloned().collect();
        // A note or a warning beside the cause is no false alarm; an error is.
        if connection["verdict"] != scene.verdict.as_str()
            || !errors.is_subset(&expected)
            || !expected.is_subset(&all)
        {
            wrong.push(format!(
                "{name}: {} {errors:?} {others:?}, expected {} {expected:?}",
                connection["verdict"], scene.verdict
            ));
        }
        let code = match scene.verdict.as_str() {
            "accept" => 0,
            "reject" => 1,
            _ => 4,
        };
        if output.code != Some(code) {
            wrong.push(format!("{name}: exit {:?}", output.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_screen_fits_its_width_and_acts_on_no_terminal() {
    for folder in faults() {
        let scene = Scene::read(&folder);
        for width in [40, 60, 80, 120] {
            let output =
                certgraph(&folder, &scene.explain(&["--width", &width.to_string()])).output();
            output.is_orderly(&folder.display().to_string());
            let first = output.stdout.lines().next().unwrap_or_default();
            assert!(first.width() <= 78, "{}: {first}", folder.display());
            for line in output.stdout.lines() {
                assert!(
                    line.width() <= width || is_one_word(line),
                    "{} at {width}: {line}",
                    folder.display()
                );
            }
            assert_eq!(unprintable(&output.stdout), None, "{}", folder.display());
        }
    }
}

#[test]
fn the_same_files_give_the_same_bytes() {
    for folder in faults() {
        let scene = Scene::read(&folder);
        for format in ["text", "json"] {
            let run = || {
                certgraph(&folder, &scene.explain(&["--format", format]))
                    .output()
                    .stdout
            };
            assert_eq!(run(), run(), "{}", folder.display());
        }
    }
}

#[test]
fn the_order_of_a_bundle_changes_no_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = std::fs::read_to_string(fixture("ack/apiserver-ca.crt")).unwrap();
    let end = "-----END CERTIFICATE-----\n";
    let mut blocks: Vec<_> = bundle.split_inclusive(end).collect();
    let run = |blocks: &[&str]| {
        std::fs::write(folder.path().join("ca.crt"), blocks.concat()).unwrap();
        for name in ["kubeconfig.yaml", "apiserver.crt"] {
            std::fs::copy(fixture("ack").join(name), folder.path().join(name)).unwrap();
        }
        let arguments = [
            "explain",
            "kubeconfig.yaml",
            "--client-ca-file",
            "ca.crt",
            "--tls-cert-file",
            "apiserver.crt",
            "--at",
            "2019-06-01",
        ];
        certgraph(folder.path(), &arguments).output().stdout
    };
    let before = run(&blocks);
    blocks.reverse();
    assert_eq!(before, run(&blocks));
}
