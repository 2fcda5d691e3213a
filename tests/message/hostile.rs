//! Anything at all may be pasted.

use certgraph::golang::GoRelease;
use certgraph::ground::time::Timestamp;
use certgraph::message::{Evidence, read};
use certgraph::render::{json, text};
use certgraph::report::message::MessageReport;
use libtest_mimic::Failed;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use crate::command::certgraph;
use crate::texts::TEXTS;

fn rendered(line: &str) -> (String, String) {
    let at = Timestamp::from_seconds(1_800_000_000);
    let evidence = Evidence::new(at, GoRelease::default());
    let report = MessageReport::new(read(line), &evidence, at);
    (
        text::message::message(&report, true, text::Style::default()),
        json::message::message(&report),
    )
}

pub(crate) fn any_text_is_harmless() -> Result<(), Failed> {
    let known = select(TEXTS.iter().map(|(_, text)| *text).collect::<Vec<_>>());
    let pieces = prop_oneof![
        Just("\"".to_owned()),
        Just("\\\"".to_owned()),
        Just("\\u001b[2J\u{1b}[31m\u{202e}".to_owned()),
        Just("{\"log\":\"".to_owned()),
        Just("err=\"[verifying certificate SN=".to_owned()),
        Just("not ".to_owned()),
        "\\PC{0,12}",
        any::<String>(),
        known.prop_map(str::to_owned),
        (
            any::<prop::sample::Index>(),
            select(TEXTS.iter().map(|(_, text)| *text).collect::<Vec<_>>())
        )
            .prop_map(|(cut, text)| {
                let chars: Vec<_> = text.chars().collect();
                chars[..cut.index(chars.len())].iter().collect()
            }),
    ];
    let lines = prop::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat());
    let mut runner = TestRunner::new(Config {
        cases: 1500,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&lines, |line| {
            let (text, json) = rendered(&line);
            let control = |c: char| c.is_control() && c != '\n';
            prop_assert!(!text.chars().any(control), "{text:?}");
            prop_assert!(!text.contains('\u{202e}'), "{:?}", text);
            prop_assert!(!json.chars().any(control), "{json:?}");
            Ok(())
        })
        .map_err(|error| error.to_string().into())
}

pub(crate) fn secrets_are_not_repeated() -> Result<(), Failed> {
    for line in [
        "error: Get \"https://u:hunter2@h:6443/api\": x509: unhandled critical extension",
        "curl -H 'Authorization: Bearer hunter2' https://h: curl: (60) SSL certificate problem: unable to get local issuer certificate",
        "kubectl --token hunter2 get pods: error: You must be logged in to the server (Unauthorized)",
        "kubectl --token=hunter2 get pods: error: EOF",
        "{\"log\":\"x509: unhandled critical extension token=\\\"hunter2\\\"\"}",
        "nothing known at all, password=hunter2",
    ] {
        for format in ["text", "json"] {
            let (_, output) = certgraph(&["message", line, "--format", format]);
            assert!(!output.contains("hunter2"), "{output}");
            assert!(output.contains("[…]"), "{output}");
        }
    }
    Ok(())
}
