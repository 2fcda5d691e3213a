//! A thousand random certificates: what an audit says of each, and how many it counts, is what OpenSSL reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use certgraph::ground::time::{DAY, Timestamp};
use libtest_mimic::{Failed, Trial};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use crate::pki::{Key, Template};

const COUNT: usize = 1_000;
const AT: &str = "2026-06-01T00:00:00Z";

/// Ignored where there is no OpenSSL.
pub(crate) fn trials() -> Vec<Trial> {
    let version = Command::new("openssl").arg("version").output();
    // LibreSSL has no `storeutl`.
    let able = version.is_ok_and(|found| found.stdout.starts_with(b"OpenSSL"));
    if !able {
        eprintln!("openssl is absent: dates and counts are not compared with its own");
    }
    [
        (
            "openssl::agrees_on_a_bundle",
            agrees_on_a_bundle as fn() -> _,
        ),
        ("openssl::agrees_on_single_files", agrees_on_single_files),
    ]
    .map(|(name, test)| Trial::test(name, test).with_ignored_flag(!able))
    .into()
}

/// What both read in a certificate, by its serial number.
type Facts = BTreeMap<String, [String; 3]>;

fn agrees_on_a_bundle() -> Result<(), Failed> {
    let folder = tempfile::tempdir().unwrap();
    // From a megabyte on, a bundle is read in pieces.
    let words = "words between the blocks, as some bundles have them\n".repeat(20);
    let bundle = certificates().join(&words);
    assert!(bundle.len() > 1 << 20);
    fs::write(folder.path().join("bundle.crt"), &bundle).unwrap();
    compare(folder.path(), "bundle.crt", &bundle)
}

fn agrees_on_single_files() -> Result<(), Failed> {
    let folder = tempfile::tempdir().unwrap();
    let all = certificates();
    fs::create_dir(folder.path().join("store")).unwrap();
    for (index, certificate) in all.iter().enumerate() {
        fs::write(
            folder.path().join(format!("store/{index}.crt")),
            certificate,
        )
        .unwrap();
    }
    compare(folder.path(), "store", &all.concat())
}

fn compare(folder: &Path, input: &str, all: &str) -> Result<(), Failed> {
    let theirs = by_openssl(folder, all)?;
    let arguments = ["audit", input, "--at", AT, "--format", "json"];
    let output = run(env!("CARGO_BIN_EXE_certgraph"), folder, &arguments);
    let report: Value = serde_json::from_slice(&output.stdout)?;
    let rows = report["certificates"].as_array().unwrap();
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    let ours: Facts = rows
        .iter()
        .map(|row| {
            let facts = ["not_before", "not_after", "signature_algorithm"];
            (text(row, "serial"), facts.map(|field| text(row, field)))
        })
        .collect();
    assert_eq!(rows.len(), COUNT);
    assert_eq!(ours, theirs);

    let soon = Timestamp::parse(AT).unwrap().plus(30 * DAY).to_string();
    let count = |wanted: &dyn Fn(&str, &str) -> bool| {
        let all = theirs.values();
        all.filter(|[before, after, _]| wanted(before, after))
            .count()
    };
    let counted =
        |field: &str| usize::try_from(report["summary"][field].as_u64().unwrap()).unwrap();
    // In one notation, and with years of four digits, texts are ordered as the times are.
    assert_eq!(
        counted("expired") + counted("expired_in_bundles"),
        count(&|_, after| after < AT)
    );
    assert_eq!(
        counted("not_yet_valid"),
        count(&|before, after| after >= AT && before > AT)
    );
    assert_eq!(
        counted("soon"),
        count(&|before, after| before <= AT && after >= AT && after <= soon.as_str())
    );
    assert_eq!(
        counted("later"),
        count(&|before, after| before <= AT && after > soon.as_str())
    );
    Ok(())
}

/// PEM blocks of certificates by CAs of several algorithms; many end about now, some in a far past or future.
fn certificates() -> Vec<String> {
    let mut runner = TestRunner::default();
    let near = -60 * DAY..60 * DAY;
    // What UTCTime can say (1950 to 2049), and what needs GeneralizedTime.
    let far = -70 * 365 * DAY..120 * 365 * DAY;
    let end = prop_oneof![near.clone(), far];
    let life = prop_oneof![1..=DAY, 1..3_650 * DAY, near.prop_map(i64::abs)];
    let names = "[a-zA-Zäöü0-9 .:-]{1,40}";
    let drawn = (end, life, names, 0..4_usize);
    let issuers = [Key::rsa(), Key::p256(), Key::p384(), Key::ed25519()]
        .map(|key| Template::ca("issuer").self_signed(&key));
    let key = Key::p256();
    let at = Timestamp::parse(AT).unwrap();
    let written = |time: Timestamp| time.to_string().replace('T', " ").replace('Z', "");
    (0..COUNT)
        .map(|index| {
            let tree = drawn.new_tree(&mut runner).unwrap();
            let (end, life, name, issuer) = tree.current();
            let end = at.plus(end);
            let template = Template::server(name.as_str())
                .dns(format!("{index}.example.test"))
                .serial(u64::try_from(index).unwrap() * 7_919 + 1)
                .valid(&written(end.plus(-life)), &written(end));
            issuers[issuer].issue(&template, &key).pem()
        })
        .collect()
}

/// Reads the text of `openssl storeutl -text`.
fn by_openssl(folder: &Path, all: &str) -> Result<Facts, Failed> {
    let file = folder.join("all.txt");
    fs::write(&file, all)?;
    let arguments = ["storeutl", "-certs", "-noout", "-text", "all.txt"];
    let output = run("openssl", folder, &arguments);
    fs::remove_file(&file)?;
    let text = String::from_utf8(output.stdout)?;
    assert!(text.contains(&format!("Total found: {COUNT}")), "{text}");
    let mut facts = Facts::new();
    for certificate in text.split("Certificate:\n").skip(1) {
        let field = |name: &str| {
            let found = certificate
                .lines()
                .find_map(|line| line.trim().strip_prefix(name));
            found
                .unwrap_or_else(|| panic!("{name}: {certificate}"))
                .trim()
        };
        let serial = field("Serial Number:").split(' ').next().unwrap();
        let found = [
            time(field("Not Before:")),
            time(field("Not After :")),
            field("Signature Algorithm:").to_owned(),
        ];
        facts.insert(serial.to_owned(), found);
    }
    Ok(facts)
}

/// `Jun  1 09:30:00 2026 GMT` as an audit writes it.
fn time(text: &str) -> String {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let parts: Vec<_> = text.split_whitespace().collect();
    let [month, day, clock, year, "GMT"] = parts[..] else {
        panic!("{text}");
    };
    let month = MONTHS.find(month).unwrap() / 3 + 1;
    format!("{year}-{month:02}-{day:0>2}T{clock}Z")
}

fn run(program: &str, folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    command.output().unwrap()
}
