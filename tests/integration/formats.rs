//! Every format of an audit, read by something that is not ours.

use std::collections::{BTreeMap, BTreeSet};

use gha_command_proof::{Check, CheckStatus, CommandRecord, CommandSyntax, analyze_command_stream};
use serde_json::Value;

use crate::support::{certgraph, fixture};

/// Stocks with everything odd that there is: names that mean harm, dates that are over, files that cannot be read.
const INPUTS: [&str; 5] = [
    "hostile",
    "audit",
    "ack",
    "faults/expired-server",
    "kubeadm",
];

fn audit(format: &str) -> String {
    let mut arguments = vec!["audit"];
    arguments.extend(INPUTS);
    arguments.extend(["--at", "2026-06-01", "--format", format]);
    let output = certgraph(&fixture(""), &arguments).output();
    output.is_orderly(format);
    let again = certgraph(&fixture(""), &arguments).output();
    assert_eq!(output.stdout, again.stdout, "{format}");
    output.stdout
}

fn report() -> Value {
    serde_json::from_str(&audit("json")).unwrap()
}

fn texts<'a>(rows: &'a Value, field: &str) -> Vec<&'a str> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row[field].as_str().unwrap()).collect()
}

fn lines() -> Vec<Value> {
    let text = audit("jsonl");
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn json_lines_hold_what_json_holds() {
    let (lines, report) = (lines(), report());
    for (kind, field) in [
        ("certificate", "certificates"),
        ("connection", "connections"),
        ("finding", "findings"),
    ] {
        let of_kind: Vec<_> = lines.iter().filter(|line| line["type"] == kind).collect();
        let rows = report[field].as_array().unwrap();
        assert_eq!(of_kind.len(), rows.len(), "{kind}");
        for (line, row) in of_kind.into_iter().zip(rows) {
            for (name, wanted) in row.as_object().unwrap() {
                match name.as_str() {
                    // One column has one type.
                    "evidence" => {
                        let text = line[name].as_str().unwrap();
                        assert_eq!(&serde_json::from_str::<Value>(text).unwrap(), wanted);
                    }
                    // An audit has none.
                    "mends" => assert_eq!(wanted, &serde_json::json!([])),
                    _ => assert_eq!(&line[name], wanted, "{kind}, {name}"),
                }
            }
        }
    }
    assert_eq!(lines[0]["summary"], report["summary"]);
    let unread = lines.iter().filter(|line| line["type"] == "unreadable");
    let unread: Vec<_> = unread.map(|line| line["message"].clone()).collect();
    assert_eq!(Value::Array(unread), report["unreadable"]);
}

/// What a value is, with the fields of an object and the entries of a list.
fn shape(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::String(_) => "text".to_owned(),
        Value::Array(items) => format!(
            "list of {}",
            items.first().map_or_else(|| "null".to_owned(), shape)
        ),
        Value::Object(fields) => {
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| format!("{name}: {}", shape(value)))
                .collect();
            fields.join(", ")
        }
    }
}

/// A warehouse learns the columns and their types from the first lines.
#[test]
fn the_first_json_line_has_each_column_with_its_type() {
    let lines = lines();
    let first = lines[0].as_object().unwrap();
    for (name, value) in first {
        assert!(!shape(value).contains("null"), "{name}: {value}");
    }
    for line in &lines {
        let line = line.as_object().unwrap();
        assert!(line.keys().eq(first.keys()), "{line:?}");
        for (name, value) in line {
            let (found, wanted) = (shape(value), shape(&first[name]));
            let fields = found.split(", ").zip(wanted.split(", "));
            let fits = fields.into_iter().all(|(found, wanted)| {
                found == wanted
                    || found == "null"
                    || found == "list of null"
                    || found.ends_with(": null")
            });
            assert!(fits, "{name}: {found}, and not {wanted}");
        }
    }
}

#[test]
fn csv_is_read_by_the_csv_library_and_starts_no_formula() {
    let text = audit("csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    let report = report();
    let column = |name: &str| header.iter().position(|cell| cell == name).unwrap();
    let prints: Vec<_> = records.iter().map(|row| &row[column("sha256")]).collect();
    assert_eq!(prints, texts(&report["certificates"], "sha256"));
    for cell in records.iter().flat_map(|record| record.iter()) {
        let number = cell.parse::<i64>().is_ok();
        assert!(number || !cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
}

#[test]
fn prometheus_reads_the_metrics() {
    let text = audit("prometheus");
    let exposition = openmetrics_parser::prometheus::parse_prometheus(&text).unwrap();
    let family = &exposition.families["x509_cert_not_after"];
    let mut values: Vec<i64> = Vec::new();
    let samples: Vec<_> = family.iter_samples().collect();
    for sample in &samples {
        match &sample.value {
            openmetrics_parser::PrometheusValue::Gauge(number) => {
                values.push(number.as_f64() as i64);
            }
            other => panic!("{other:?}"),
        }
    }
    values.sort_unstable();
    values.dedup();
    let wanted: BTreeSet<i64> = texts(&report()["certificates"], "not_after")
        .iter()
        .map(|end| {
            certgraph::ground::time::Timestamp::parse(end)
                .unwrap()
                .seconds
        })
        .collect();
    // Of certificates that stand alike in one place the one that ends first has a series.
    assert!(values.iter().all(|value| wanted.contains(value)));
    assert!(
        values.len() * 10 > wanted.len() * 9,
        "{} of {}",
        values.len(),
        wanted.len()
    );
    // A label set that stands twice would make Prometheus refuse the file.
    let series: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let labels = series.iter().map(|line| line.rsplit_once(' ').unwrap().0);
    assert_eq!(labels.collect::<BTreeSet<_>>().len(), series.len());
}

#[test]
fn sarif_is_read_by_the_sarif_library() {
    let text = audit("sarif");
    let log: serde_sarif::sarif::Sarif = serde_json::from_str(&text).unwrap();
    let run = &log.runs[0];
    let rules = run.tool.driver.rules.as_ref().unwrap();
    let results = run.results.as_ref().unwrap();
    let found: Vec<_> = results
        .iter()
        .map(|result| result.rule_id.as_deref().unwrap())
        .collect();
    let report = report();
    let broken = broken(&report);
    let codes = texts(&report["findings"], "code").into_iter();
    let codes: Vec<_> = codes.chain(broken.iter().map(|(_, code)| *code)).collect();
    assert_eq!(found, codes);
    assert!(!broken.is_empty());
    for result in results {
        let rule = &rules[usize::try_from(result.rule_index.unwrap()).unwrap()];
        assert_eq!(Some(rule.id.as_str()), result.rule_id.as_deref());
    }
    // Nothing is lost on the way through its types.
    let ours: Value = serde_json::from_str(&text).unwrap();
    let theirs: Value = serde_json::to_value(&log).unwrap();
    assert_eq!(ours, theirs);
}

#[test]
fn junit_is_read_by_the_junit_library() {
    let report = report();
    let suites = junit_parser::from_reader(audit("junit").as_bytes()).unwrap();
    let counts: Vec<_> = suites
        .suites
        .iter()
        .map(|suite| suite.cases.len())
        .collect();
    assert_eq!(counts[0], report["certificates"].as_array().unwrap().len());
    assert_eq!(counts[1], report["connections"].as_array().unwrap().len());
    let failed = suites.suites[0]
        .cases
        .iter()
        .filter(|case| case.status.is_failure());
    let over = report["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| {
            matches!(
                row["standing"].as_str().unwrap(),
                "expired" | "not-yet-valid"
            )
        });
    assert_eq!(failed.count(), over.count());
}

/// The connections that do not work, and why.
fn broken(report: &Value) -> Vec<(&Value, &str)> {
    let connections = report["connections"].as_array().unwrap().iter();
    let broken = connections.filter_map(|connection| match connection["state"].as_str().unwrap() {
        "stopped" => Some((connection, "expired")),
        "broken" => Some((connection, connection["reason"]["code"].as_str().unwrap())),
        _ => None,
    });
    broken.collect()
}

/// Every line as a workflow command; none that a runner would ignore, refuse or warn of.
fn commands(text: &str) -> Vec<CommandRecord> {
    let stream = analyze_command_stream(text, None);
    let wrong = |check: &&Check| matches!(check.status, CheckStatus::Warn | CheckStatus::Fail);
    let wrong: Vec<_> = stream.checks.iter().filter(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(stream.commands.len(), text.lines().count());
    let mut commands = stream.commands.iter();
    assert!(commands.all(|one| one.syntax == CommandSyntax::Modern && one.processed));
    stream.commands
}

/// Each annotation says of its finding what the JSON says.
fn annotations_say_what_json_says(text: &str, report: &Value) {
    let commands = commands(text);
    let findings = report["findings"].as_array().unwrap();
    let broken = broken(report);
    assert_eq!(commands.len(), findings.len() + broken.len());
    for (command, (connection, code)) in commands.iter().skip(findings.len()).zip(broken) {
        assert_eq!(
            (command.name.as_str(), command.properties["title"].as_str()),
            ("error", code)
        );
        assert!(command.data.contains(connection["name"].as_str().unwrap()));
    }
    for (command, finding) in commands.into_iter().zip(findings) {
        let level = match finding["severity"].as_str().unwrap() {
            "note" => "notice",
            other => other,
        };
        assert_eq!(command.name, level);
        let dated = [
            "expired",
            "expires-soon",
            "not-yet-valid",
            "expired-bundle-entry",
            "renewal-overdue",
            "request-pending",
        ];
        if !dated.contains(&finding["code"].as_str().unwrap()) {
            let message = finding["message"].as_str().unwrap();
            assert!(command.data.ends_with(message), "{}", command.data);
        }
        let place = &finding["locations"][0];
        let code = finding["code"].as_str().unwrap();
        let mut wanted = BTreeMap::from([("title".to_owned(), code.to_owned())]);
        if let Some(file) = place["file"].as_str() {
            wanted.insert("file".to_owned(), file.to_owned());
        }
        if let Some(line) = place["line"].as_u64() {
            wanted.insert("line".to_owned(), line.to_string());
        }
        assert_eq!(command.properties, wanted);
    }
}

#[test]
fn annotations_are_read_by_the_library_of_workflow_commands() {
    annotations_say_what_json_says(&audit("github"), &report());
}

/// Whatever a file is called, it is the file of its annotation, and ends neither that nor its line.
#[test]
#[cfg(unix)]
fn annotations_keep_hostile_file_names() {
    const NAMES: [&str; 8] = [
        "line\n::error::end",
        "a\rb",
        "100%25 %0A%",
        "C:\\x",
        "one,line=7",
        "::stop-commands::token",
        "##[error]",
        " blanks ",
    ];
    let folder = tempfile::tempdir().unwrap();
    let certificate = fixture("faults/expired-server/server/apiserver.crt");
    for name in NAMES {
        std::fs::copy(&certificate, folder.path().join(name)).unwrap();
        let of = |format| {
            let arguments = ["audit", name, "--at", "2030-01-01", "--format", format];
            certgraph(folder.path(), &arguments).output().stdout
        };
        let report: Value = serde_json::from_str(&of("json")).unwrap();
        assert_eq!(report["findings"][0]["locations"][0]["file"], name);
        annotations_say_what_json_says(&of("github"), &report);
    }
}

#[test]
fn the_calendar_is_read_by_the_calendar_library() {
    let text = audit("ical");
    let mut calendars = ical::IcalParser::new(text.as_bytes());
    let calendar = calendars.next().unwrap().unwrap();
    assert!(calendars.next().is_none());
    let report = report();
    let wanted: Vec<String> = report["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["standing"] != "expired-in-bundle")
        .map(|row| row["not_after"].as_str().unwrap().replace(['-', ':'], ""))
        .collect();
    let ends: Vec<String> = calendar
        .events
        .iter()
        .map(|event| {
            let start = event
                .properties
                .iter()
                .find(|found| found.name == "DTSTART");
            assert_eq!(event.alarms.len(), 1);
            start.unwrap().value.clone().unwrap()
        })
        .collect();
    assert_eq!(ends, wanted);
    assert!(text.split("\r\n").all(|line| line.len() <= 75));
}

/// What acts on a terminal is in no format, whatever an input holds.
#[test]
fn no_format_acts_on_a_terminal() {
    for format in [
        "json",
        "jsonl",
        "csv",
        "prometheus",
        "sarif",
        "junit",
        "github",
        "markdown",
    ] {
        let text = audit(format);
        let found = text.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(found, None, "{format}");
    }
}

/// The schema that the SARIF library is made from, which is OASIS's.
#[test]
fn sarif_is_what_its_schema_says() {
    let run = |program: &str, arguments: &[&str]| {
        let output = std::process::Command::new(program)
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let host = run("rustc", &["--print", "host-tuple"]);
    let output = run(
        "cargo",
        &[
            "metadata",
            "--offline",
            "--format-version=1",
            concat!(
                "--manifest-path=",
                env!("CARGO_MANIFEST_DIR"),
                "/Cargo.toml"
            ),
            "--filter-platform",
            host.trim(),
        ],
    );
    let metadata: Value = serde_json::from_str(&output).unwrap();
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let library = packages.find(|package| package["name"] == "serde-sarif");
    let manifest = library.unwrap()["manifest_path"].as_str().unwrap();
    let schema = std::path::Path::new(manifest).with_file_name("src/schema.json");
    let schema = std::fs::read_to_string(schema).unwrap();
    // The pattern of a language has a bracket too many there, and is no regular expression.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let mut documents = vec![audit("sarif")];
    documents.extend(stocks().iter().map(|stock| of(stock, "sarif")));
    for document in documents {
        let document: Value = serde_json::from_str(&document).unwrap();
        let errors: Vec<_> = schema
            .iter_errors(&document)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

/// Every folder of fixtures that has certificates.
fn stocks() -> Vec<std::path::PathBuf> {
    let mut stocks = Vec::new();
    for kind in ["audit", "control-plane", "pictures"] {
        let folders = std::fs::read_dir(fixture(kind)).unwrap();
        stocks.extend(folders.map(|entry| entry.unwrap().path()));
    }
    stocks.retain(|path| path.is_dir());
    stocks.extend(["objects", "hostile", "ack", "kubeadm/healthy"].map(fixture));
    stocks.sort();
    stocks
}

fn of(stock: &std::path::Path, format: &str) -> String {
    let arguments = ["audit", ".", "--at", "2026-06-01", "--format", format];
    let output = certgraph(stock, &arguments).output();
    output.is_orderly(format);
    output.stdout
}

/// Whatever a stock holds, each format of it is one of its kind.
#[test]
fn every_stock_is_read_by_every_library() {
    for stock in stocks() {
        let shown = stock.display();
        let report: Value = serde_json::from_str(&of(&stock, "json")).unwrap();
        let count = |field: &str| report[field].as_array().unwrap().len();
        let lines = of(&stock, "jsonl");
        let lines = lines
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let of_kind = lines.filter(|line| line["type"] == "certificate");
        assert_eq!(of_kind.count(), count("certificates"), "{shown}");
        let text = of(&stock, "csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(
            reader.records().map(Result::unwrap).count(),
            count("certificates"),
            "{shown}"
        );
        let text = of(&stock, "prometheus");
        openmetrics_parser::prometheus::parse_prometheus(&text)
            .unwrap_or_else(|error| panic!("{shown}: {error}"));
        let log: serde_sarif::sarif::Sarif = serde_json::from_str(&of(&stock, "sarif")).unwrap();
        assert_eq!(
            log.runs[0].results.as_ref().unwrap().len(),
            count("findings") + broken(&report).len(),
            "{shown}"
        );
        let suites = junit_parser::from_reader(of(&stock, "junit").as_bytes()).unwrap();
        let cases = suites
            .suites
            .iter()
            .map(|suite| suite.cases.len())
            .sum::<usize>();
        assert!(
            cases >= count("certificates") + count("connections"),
            "{shown}"
        );
        let text = of(&stock, "ical");
        let calendars: Vec<_> = ical::IcalParser::new(text.as_bytes())
            .map(Result::unwrap)
            .collect();
        assert_eq!(calendars.len(), 1, "{shown}");
        annotations_say_what_json_says(&of(&stock, "github"), &report);
    }
}

/// A result says on a later day what it said before, as long as nothing changes: what is new is seen.
#[test]
fn results_do_not_change_with_the_time() {
    for format in ["sarif", "junit", "github", "markdown"] {
        let at = |time: &str| {
            let inputs = [
                "hostile",
                "audit",
                "ack",
                "faults/expired-server",
                "kubeadm",
            ];
            let arguments = [&["audit"][..], &inputs, &["--format", format, "--at", time]].concat();
            certgraph(&fixture(""), &arguments).output().stdout
        };
        assert_eq!(
            at("2026-06-01T00:00:00Z"),
            at("2026-06-01T11:30:00Z"),
            "{format}"
        );
    }
}
