//! Every screen of every fixture fits its terminal, in UTF-8 and in ASCII, and its first line is the verdict.

use unicode_width::UnicodeWidthStr as _;

use crate::support::{Scene, certgraph, faults, fixture, is_one_word};

const WIDTHS: [usize; 4] = [40, 60, 80, 120];

/// The verdict stands in the first line, in so many columns at most.
const FIRST: usize = 78;

#[track_caller]
fn fits(folder: &std::path::Path, arguments: &[String]) {
    for width in WIDTHS {
        for ascii in [false, true] {
            let mut arguments = arguments.to_vec();
            arguments.extend(["--width".to_owned(), width.to_string()]);
            if ascii {
                arguments.push("--ascii".to_owned());
            }
            let output = certgraph(folder, &arguments).output();
            let what = format!("{} {arguments:?}", folder.display());
            output.is_orderly(&what);
            let first = output.stdout.lines().next().unwrap_or_default();
            let marks = ["✓ ", "✗ ", "? ", "ok ", "FAIL "];
            assert!(
                marks.iter().any(|mark| first.starts_with(mark)),
                "{what}: {first}"
            );
            assert!(first.width() <= width.min(FIRST), "{what}: {first}");
            let mut advice = false;
            for line in output.stdout.lines() {
                assert!(line.width() <= width || is_one_word(line), "{what}: {line}");
                // Half of a command would be another command.
                advice = match line {
                    "" => false,
                    _ => advice || line.starts_with("  fix") || line.starts_with("  better"),
                };
                assert!(!advice || !line.contains('…'), "{what}: {line}");
            }
            if ascii {
                assert!(output.stdout.is_ascii(), "{what}: {}", output.stdout);
            }
        }
    }
}

#[test]
fn every_fault_fits() {
    for folder in faults() {
        let scene = Scene::read(&folder);
        fits(&folder, &scene.explain(&[]));
    }
}

/// With a certificate of the server, without one, and behind what stops the client.
#[test]
fn the_original_scene_fits() {
    let files = "--client-ca-file apiserver-ca.crt --tls-cert-file apiserver.crt";
    for at in ["2019-06-01", "2020-06-01", "2022-06-01"] {
        for server in ["", files] {
            let arguments: Vec<_> = format!("explain kubeconfig.yaml {server} --at {at}")
                .split_whitespace()
                .map(str::to_owned)
                .collect();
            fits(&fixture("ack"), &arguments);
        }
    }
}
