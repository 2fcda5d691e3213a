//! `certgraph audit` on files.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{certgraph, fixture};

fn audit(folder: &Path, arguments: &[&str]) -> (Value, Option<i32>) {
    let mut all = vec!["audit"];
    all.extend(arguments);
    all.extend(["--format", "json"]);
    let output = certgraph(folder, &all).output();
    output.is_orderly(&arguments.join(" "));
    let report = serde_json::from_str(&output.stdout).unwrap_or(Value::Null);
    (report, output.code)
}

fn codes(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_stock_has_what_it_was_made_for_and_nothing_else() {
    for entry in fs::read_dir(fixture("audit")).unwrap() {
        let folder = entry.unwrap().path();
        let text = fs::read_to_string(folder.join("audit.json")).unwrap();
        let stock: Value = serde_json::from_str(&text).unwrap();
        let (report, _) = audit(&folder, &[".", "--at", stock["at"].as_str().unwrap()]);
        let wanted: Vec<_> = stock["codes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|code| code.as_str().unwrap().to_owned())
            .collect();
        assert_eq!(codes(&report), wanted, "{}", folder.display());
    }
}

#[test]
fn the_exit_code_follows_the_thresholds() {
    let folder = fixture("audit/expires-soon");
    let code = |arguments: &[&str]| audit(&folder, arguments).1;
    assert_eq!(code(&[".", "--at", "2026-06-01"]), Some(0));
    assert_eq!(code(&[".", "--at", "2026-06-01", "--fail", "20d"]), Some(0));
    assert_eq!(code(&[".", "--at", "2026-06-01", "--fail", "22d"]), Some(1));
    // The last second still counts (Go `isValid`), the next one does not.
    assert_eq!(code(&[".", "--at", "2026-06-22T09:30:00Z"]), Some(0));
    assert_eq!(code(&[".", "--at", "2026-06-22T09:30:01Z"]), Some(1));
    assert_eq!(code(&["absent", "--at", "2026-06-01"]), Some(3));
    assert_eq!(code(&["audit.json", "--at", "2026-06-01"]), Some(3));
    let bundle = fixture("audit/expired-bundle-entry");
    assert_eq!(audit(&bundle, &[".", "--at", "2026-06-01"]).1, Some(0));
    // Alone it is missed.
    let alone = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(bundle.join("ca-bundle.crt")).unwrap();
    let end = "-----END CERTIFICATE-----\n";
    let first = text.split_inclusive(end).next().unwrap();
    fs::write(alone.path().join("ca.crt"), first).unwrap();
    assert_eq!(audit(alone.path(), &[".", "--at", "2026-06-01"]).1, Some(1));
}

#[test]
fn a_certificate_is_listed_once_with_all_its_places() {
    let folder = fixture("kubeadm/healthy");
    let (report, _) = audit(&folder, &[".", "pki", "admin.conf", "--at", "2026-06-01"]);
    let certificates = report["certificates"].as_array().unwrap();
    let mut prints: Vec<_> = certificates
        .iter()
        .map(|row| row["sha256"].as_str().unwrap())
        .collect();
    let count = prints.len();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), count);
    let ends: Vec<_> = certificates
        .iter()
        .map(|row| row["not_after"].as_str().unwrap())
        .collect();
    assert!(ends.is_sorted());
    let ca = certificates
        .iter()
        .find(|row| row["name"] == "kubernetes")
        .unwrap();
    assert!(ca["locations"].as_array().unwrap().len() >= 2);
}

/// The streamed way gives what the other gives, but for its speed.
#[test]
fn a_large_bundle_reads_as_a_small_one() {
    let folder = tempfile::tempdir().unwrap();
    let odd = fs::read_to_string(fixture("hostile/text-heavy.crt")).unwrap();
    let good = fs::read_to_string(fixture("hostile/one-bad-among-good.crt")).unwrap();
    let small = format!("{odd}{good}");
    let filling = "words between blocks, as some bundles have them\n".repeat(12_000);
    fs::write(
        folder.path().join("large.crt"),
        format!("{small}{filling}{filling}{good}"),
    )
    .unwrap();
    fs::write(folder.path().join("small.crt"), format!("{small}{good}")).unwrap();
    let (large, _) = audit(folder.path(), &["large.crt", "--at", "2026-06-01"]);
    let (small, _) = audit(folder.path(), &["small.crt", "--at", "2026-06-01"]);
    let shape = |report: &Value| {
        let rows = report["certificates"].as_array().unwrap().iter();
        rows.map(|row| {
            let places = row["locations"].as_array().unwrap().iter();
            let blocks: Vec<_> = places.map(|place| place["block"].clone()).collect();
            (row["sha256"].clone(), blocks)
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(shape(&large), shape(&small));
    assert_eq!(codes(&large), codes(&small));
    assert!(small["certificates"].as_array().unwrap().len() >= 2);
}

#[test]
fn the_order_of_inputs_does_not_matter() {
    let folder = fixture("");
    let run = |arguments: &[&str]| certgraph(&folder, arguments).output().stdout;
    let one = run(&[
        "audit",
        "kubeadm",
        "ack",
        "faults/expired-ca",
        "--at",
        "2026-06-01",
    ]);
    let other = run(&[
        "audit",
        "faults/expired-ca",
        "ack",
        "kubeadm",
        "--at",
        "2026-06-01",
    ]);
    assert_eq!(one, other);
    assert!(one.lines().count() > 5);
}

#[test]
fn a_file_is_replaced_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("audit.json");
    fs::write(&out, "old").unwrap();
    let out = out.display().to_string();
    let input = fixture("audit/expires-soon");
    let arguments = ["audit", ".", "--format", "json", "--output", &out];
    let output = certgraph(&input, &arguments).output();
    assert_eq!(output.stdout, "");
    let report: Value = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!(report["schema"], "certgraph.audit/v1");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let nowhere = certgraph(&input, &["audit", ".", "--output", "/absent/x"]).output();
    assert_eq!(nowhere.code, Some(3));
}

#[test]
fn screens_keep_to_their_width() {
    for folder in ["kubeadm/healthy", "hostile", "audit", "ack"] {
        for width in ["40", "80", "120"] {
            for more in [&["--ascii"][..], &["--timeline"], &["--all"]] {
                let mut arguments = vec!["audit", ".", "--at", "2026-12-15", "--width", width];
                arguments.extend(more);
                let output = certgraph(&fixture(folder), &arguments).output();
                output.is_orderly(folder);
                let limit: usize = width.parse().unwrap();
                for line in output
                    .stdout
                    .lines()
                    .filter(|line| !line.contains("kubeadm certs"))
                {
                    assert!(
                        line.chars().count() <= limit,
                        "{folder} at {width}: {line:?}"
                    );
                }
            }
        }
    }
}

/// A file is replaced, and stays what it was; what is no file is written to.
#[cfg(unix)]
#[test]
fn a_file_that_is_replaced_keeps_its_mode_and_the_links_to_it() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let write = |name: &str| {
        let output = path(name).display().to_string();
        let arguments = ["audit", ".", "--format", "prometheus", "--output", &output];
        certgraph(&fixture("audit/expires-soon"), &arguments).output()
    };
    fs::write(path("certs.prom"), "").unwrap();
    fs::set_permissions(path("certs.prom"), fs::Permissions::from_mode(0o600)).unwrap();
    symlink("certs.prom", path("link.prom")).unwrap();
    assert_eq!(write("link.prom").stdout, "");
    assert!(path("link.prom").is_symlink());
    let written = fs::metadata(path("certs.prom")).unwrap();
    assert!(written.len() > 0);
    assert_eq!(written.permissions().mode() & 0o777, 0o600);

    symlink("/proc/self/fd/1", path("stdout")).unwrap();
    let output = write("stdout");
    assert!(output.stdout.starts_with("# HELP"), "{}", output.stderr);
    assert!(path("stdout").is_symlink());
    // Nothing is left beside them.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

/// The findings and broken connections of an audit, as GitHub annotations, and how it ends.
fn results(arguments: &[&str]) -> (Vec<String>, Option<i32>) {
    let arguments = [
        &["audit"],
        arguments,
        &["--at", "2026-06-01", "--format", "github"],
    ]
    .concat();
    let output = certgraph(&fixture(""), &arguments).output();
    (
        output.stdout.lines().map(str::to_owned).collect(),
        output.code,
    )
}

const BROKEN: &str = "control-plane/etcd-client-expired";

#[test]
fn what_is_ignored_does_not_count() {
    let (all, code) = results(&[BROKEN]);
    assert_eq!(code, Some(1));
    let of = |lines: &[String], code: &str| {
        let title = format!("title={code}::");
        lines.iter().filter(|line| line.contains(&title)).count()
    };
    assert!(of(&all, "expired") > 1, "{all:#?}");
    let (some, code) = results(&[BROKEN, "--ignore", "expired:apiserver-etcd-client.crt"]);
    assert_eq!(of(&some, "expired"), of(&all, "expired") - 1, "{some:#?}");
    // Its connection does not work all the same.
    assert_eq!(code, Some(1));
    let (none, _) = results(&[BROKEN, "--ignore", "expired"]);
    assert_eq!(of(&none, "expired"), 0);
    assert_eq!(of(&none, "untrusted-ca"), of(&all, "untrusted-ca"));
    let output = certgraph(&fixture(""), &["audit", BROKEN, "--ignore", "expird"]).output();
    assert_eq!(output.code, Some(2));
    assert!(
        output.stderr.contains("there is no code expird"),
        "{}",
        output.stderr
    );
}

#[test]
fn a_baseline_holds_what_is_known_and_nothing_new() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("baseline.json").display().to_string();
    let (all, _) = results(&[BROKEN, "--write-baseline", &file]);
    assert!(!all.is_empty());
    let (left, code) = results(&[BROKEN, "--baseline", &file]);
    assert_eq!((left.as_slice(), code), (&[][..], Some(0)));
    let (new, code) = results(&[BROKEN, "faults/expired-server", "--baseline", &file]);
    assert!(!new.is_empty() && code == Some(1));
    let is_new = |line: &&String| !line.contains(BROKEN);
    assert!(
        new.iter()
            .any(|line| is_new(&line) && line.contains("title=expired::")),
        "{new:#?}"
    );
    let old = new
        .iter()
        .filter(|line| !is_new(line) && line.contains("title=expired::"));
    assert_eq!(old.count(), 0, "{new:#?}");
    let text = certgraph(
        &fixture(""),
        &["audit", BROKEN, "--at", "2026-06-01", "--baseline", &file],
    )
    .output();
    assert!(
        text.stdout.lines().next().unwrap().contains("ignored"),
        "{}",
        text.stdout
    );
    fs::write(&file, "{}").unwrap();
    let (_, code) = results(&[BROKEN, "--baseline", &file]);
    assert_eq!(code, Some(2));
}

#[test]
fn excluded_files_are_not_read() {
    let (all, _) = results(&["audit"]);
    let names =
        |lines: &[String], part: &str| lines.iter().filter(|line| line.contains(part)).count();
    let place = all
        .iter()
        .find_map(|line| line.split("file=").nth(1))
        .unwrap();
    let file = place.split(',').next().unwrap().to_owned();
    assert!(names(&all, &file) > 0);
    let (left, _) = results(&["audit", "--exclude", &file]);
    assert_eq!(names(&left, &format!("file={file},")), 0, "{file}");
    assert!(!left.is_empty());
}

#[test]
fn labels_stand_on_each_row_series_and_result() {
    let of = |format: &str| {
        let label = ["--label", "cluster=prod eu", "--label", "node=cp-1"];
        let arguments = [
            &["audit", BROKEN, "--at", "2026-06-01", "--format", format][..],
            &label,
        ]
        .concat();
        certgraph(&fixture(""), &arguments).output().stdout
    };
    for line in of("jsonl").lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            line["labels"],
            serde_json::json!({"cluster": "prod eu", "node": "cp-1"})
        );
    }
    assert!(
        of("csv")
            .lines()
            .all(|line| line.starts_with("cluster,node,") || line.starts_with("prod eu,cp-1,"))
    );
    let series = of("prometheus");
    let series = series.lines().filter(|line| !line.starts_with('#'));
    let mut count = 0;
    for line in series {
        assert!(
            line.contains("cluster=\"prod eu\"") && line.contains("node=\"cp-1\""),
            "{line}"
        );
        count += 1;
    }
    assert!(count > 50);
    assert!(
        of("github")
            .lines()
            .all(|line| line.ends_with("[cluster=prod eu, node=cp-1]"))
    );
    let log: Value = serde_json::from_str(&of("sarif")).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(
        results
            .iter()
            .all(|result| result["properties"]["labels"]["node"] == "cp-1")
    );
    for wrong in ["cluster", "1a=b", "sha256=x", "filepath=x"] {
        let output = certgraph(&fixture(""), &["audit", BROKEN, "--label", wrong]).output();
        assert_eq!(output.code, Some(2), "{wrong}");
        assert!(
            output.stderr.starts_with("error: --label: "),
            "{}",
            output.stderr
        );
    }
}

/// A series is what it was when another object comes before it, and when its certificate is renewed.
#[test]
fn labels_of_metrics_know_no_line_and_no_number() {
    let run = |text: &str| {
        let arguments = ["audit", "-", "--at", "2026-06-01", "--format", "prometheus"];
        let output = certgraph(&fixture(""), &arguments).stdin(text).output();
        let lines = output
            .stdout
            .lines()
            .filter(|line| line.starts_with("x509_cert_not_after{"));
        let labels = lines.map(|line| line.rsplit_once(' ').unwrap().0.to_owned());
        labels.collect::<std::collections::BTreeSet<_>>()
    };
    let ca =
        fs::read_to_string(fixture("control-plane/healthy/etc/kubernetes/pki/ca.crt")).unwrap();
    let begin = ca.find("-----BEGIN").unwrap();
    let admin =
        fs::read_to_string(fixture("control-plane/healthy/etc/kubernetes/admin.conf")).unwrap();
    let indented = |text: &str| {
        text.lines()
            .map(|line| format!("    {line}\n"))
            .collect::<String>()
    };
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: kube\n  namespace: stage\nstringData:\n  value: |\n{}  ca.crt: |\n{}",
        indented(&admin),
        indented(&ca[begin..])
    );
    let first = run(&secret);
    let other = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\ndata: {}\n---\n";
    assert_eq!(first, run(&format!("{other}{secret}")));
    assert_eq!(first.len(), 3, "{first:#?}");
    for labels in &first {
        assert!(
            labels.contains("secret_namespace=\"stage\",")
                && labels.contains("secret_name=\"kube\","),
            "{labels}"
        );
    }
    let embedded: Vec<_> = first
        .iter()
        .filter(|labels| labels.contains("secret_key=\"value\""))
        .collect();
    assert_eq!(embedded.len(), 2);
    assert!(
        embedded
            .iter()
            .any(|labels| labels
                .contains("embedded_key=\"kubernetes-admin\",embedded_kind=\"user\"")),
        "{embedded:#?}"
    );
    assert!(
        embedded
            .iter()
            .any(|labels| labels.contains("embedded_key=\"kubernetes\",embedded_kind=\"cluster\"")),
        "{embedded:#?}"
    );
}
