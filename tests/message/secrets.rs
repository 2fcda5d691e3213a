//! Secrets in pasted lines: many dialects, each with several markers, none of which may come out again.

use certgraph::golang::GoRelease;
use certgraph::ground::time::Timestamp;
use certgraph::message::{Evidence, read};
use certgraph::render::{json, text};
use certgraph::report::message::MessageReport;
use libtest_mimic::Failed;

use crate::wrapped::fail;

/// Markers: a word with digits, a plain word, and one with the marks of base64 and shells.
const MARKERS: [&str; 3] = ["hunter2x9q", "correcthorsebattery", "Zz9/8+Yy7xQw=="];

/// Lines in which `§` stands for the secret.
const LINES: &str = include_str!("secrets.txt");

/// A private key in pieces; each of its lines is secret.
const KEY: [&str; 4] = [
    "MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49",
    "AwEHoUQDQgAEPR3tU2Fta9ktY+6P9G0cWO+0kETA6SFs38GecTyudlHz6xvCdz8q",
    "EKTcWGekdmdDPsHloRNtsiCa697B2O9IFA",
    "Qq==",
];

/// Ways in which programs print a key of several lines: before each line, behind it.
const LAYOUTS: [(&str, &str); 9] = [
    ("", ""),
    ("    ", ""),
    ("2026-11-28T09:00:00.1Z stdout F ", ""),
    ("I1128 09:00:00.062808       1 dump.go:7] ", ""),
    ("Nov 28 09:00:00 node app[12]: ", ""),
    ("\"", "\\n\" +"),
    ("  \"", "\\n\","),
    ("> ", ""),
    ("{\"log\":\"", "\\n\",\"stream\":\"stdout\"}"),
];

fn printed(pasted: &str) -> String {
    let at = Timestamp::from_seconds(1_800_000_000);
    let evidence = Evidence::new(at, GoRelease::default());
    let report = MessageReport::new(read(pasted), &evidence, at);
    let style = text::Style {
        width: 400,
        ..text::Style::default()
    };
    text::message::message(&report, true, style) + &json::message::message(&report)
}

pub(crate) fn no_marker_gets_out() -> Result<(), Failed> {
    let mut wrong = Vec::new();
    let mut tried = 0;
    // Alone, and beside a message that is known, which echoes the line.
    let known = "error: x509: certificate signed by unknown authority";
    for line in LINES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
    {
        for marker in MARKERS {
            let line = line.replace('§', marker).replace("\\n", "\n");
            // A plain word in the middle of a sentence looks like any other.
            let beside = [format!("{line} {known}"), format!("{known} {line}")];
            let beside = beside.into_iter().filter(|_| marker != MARKERS[1]);
            for pasted in std::iter::once(line.clone()).chain(beside) {
                tried += 1;
                if printed(&pasted).contains(marker) {
                    wrong.push(pasted);
                }
            }
        }
    }
    for (before, behind) in LAYOUTS {
        let mut pasted = format!("{before}-----BEGIN EC PRIVATE KEY-----{behind}\n");
        for line in KEY {
            pasted.push_str(&format!("{before}{line}{behind}\n"));
        }
        for end in [true, false] {
            let mut pasted = pasted.clone();
            if end {
                pasted.push_str(&format!("{before}-----END EC PRIVATE KEY-----{behind}\n"));
            }
            tried += 1;
            let printed = printed(&pasted);
            if let Some(line) = KEY.iter().find(|line| printed.contains(**line)) {
                wrong.push(format!("{line} of\n{pasted}"));
            }
        }
    }
    assert!(tried > 900, "{tried} lines");
    fail(&wrong)
}
