//! What `docs/fleet.md` says, by the programs that it names: DuckDB, ClickHouse (chdb), Polars and Spark read rows without
//! options, and the five questions have answers. Which Python has them is said by `CERTGRAPH_PYTHON`, else `python3`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Trial;
use serde_json::Value;

const AT: &str = "2026-06-01";
/// Clusters, each with the fixture that its node is.
const NODES: [(&str, &str); 4] = [
    ("a", "control-plane/healthy"),
    ("b", "control-plane/etcd-client-expired"),
    ("c", "control-plane/kubelet-client-expired"),
    ("d", "audit"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn python() -> String {
    std::env::var("CERTGRAPH_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

fn has(module: &str) -> bool {
    let found = Command::new(python())
        .args(["-c", &format!("import {module}")])
        .output();
    found.is_ok_and(|output| output.status.success())
}

pub(crate) fn trials() -> Vec<Trial> {
    type Test = fn();
    let tests: [(&str, &str, Test); 5] = [
        (
            "duckdb",
            "warehouse::duckdb_answers_the_five_questions",
            duckdb_answers,
        ),
        (
            "duckdb",
            "warehouse::duckdb_reads_what_comes_late",
            duckdb_reads_late,
        ),
        (
            "chdb",
            "warehouse::clickhouse_reads_what_comes_late",
            clickhouse_reads_late,
        ),
        (
            "polars",
            "warehouse::polars_reads_what_comes_late",
            polars_reads_late,
        ),
        (
            "pyspark",
            "warehouse::spark_reads_partitions",
            spark_reads_partitions,
        ),
    ];
    let trial = |(module, name, test): (&str, &str, Test)| {
        let present = has(module);
        if !present {
            eprintln!("{module} is absent from {}: {name} is ignored", python());
        }
        let run = move || {
            test();
            Ok(())
        };
        Trial::test(name, run).with_ignored_flag(!present)
    };
    tests.into_iter().map(trial).collect()
}

fn run(script: &str, folder: &Path) -> Value {
    let output = Command::new(python())
        .args(["-c", script])
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().last().unwrap_or_default();
    serde_json::from_str(last).unwrap_or_else(|_| {
        panic!("{text}\n{}", String::from_utf8_lossy(&output.stderr));
    })
}

fn audit(inputs: &[&str], more: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .current_dir(root().join("fixtures"))
        .arg("audit")
        .args(inputs)
        .args(["--at", AT, "--quiet"])
        .args(more)
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0..=4)), "{output:?}");
}

/// A fleet in the folders that the page tells of.
fn fleet() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (cluster, fixture) in NODES {
        let below = folder
            .path()
            .join(format!("fleet/cluster={cluster}/node=1"));
        fs::create_dir_all(&below).unwrap();
        let file = below.join("2026-06-01.jsonl").display().to_string();
        let label = format!("cluster={cluster}");
        let more = [
            "--format", "jsonl", "--label", &label, "--label", "node=1", "--output", &file,
        ];
        audit(&[fixture], &more);
    }
    folder
}

/// The statements of the page, in order.
fn statements() -> Vec<String> {
    let page = fs::read_to_string(root().join("docs/fleet.md")).unwrap();
    let blocks = page.split("```sql\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

fn duckdb_answers() {
    let folder = fleet();
    let statements = serde_json::to_string(&statements()).unwrap();
    let script = format!(
        "import duckdb, json\n\
         db = duckdb.connect()\n\
         db.execute(\"set timezone = 'UTC'\")\n\
         rows = [db.execute(sql).fetchall() for sql in json.loads({statements:?})]\n\
         print(json.dumps(rows, default=str))"
    );
    let rows = run(&script, folder.path());
    let answer = |index: usize| rows[index].as_array().unwrap().clone();
    // The view, the five questions, and the copy.
    assert_eq!(rows.as_array().unwrap().len(), 7);
    let shared = answer(2);
    assert!(
        shared
            .iter()
            .any(|row| row[1].as_array().unwrap().len() > 1),
        "{shared:?}"
    );
    let ends = answer(4);
    assert!(ends.iter().any(|row| row[0] == "b"), "{ends:?}");
    let masters = answer(5);
    assert!(
        masters.iter().any(|row| row[1] == "kubernetes-admin"),
        "{masters:?}"
    );
    assert_eq!(answer(6).len(), 1);
    assert!(folder.path().join("fleet.parquet").exists());
}

/// A hundred thousand certificates, and behind them a connection and a finding.
fn late() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let few = folder.path().join("few.jsonl").display().to_string();
    audit(
        &["control-plane/etcd-client-expired"],
        &["--format", "jsonl", "--output", &few],
    );
    let text = fs::read_to_string(&few).unwrap();
    let of = |kind: &str| {
        let start = format!("{{\"type\":\"{kind}\"");
        let lines = text.lines().filter(move |line| line.starts_with(&start));
        lines.map(|line| format!("{line}\n")).collect::<Vec<_>>()
    };
    let certificates = of("certificate");
    let mut all = of("summary").concat();
    for line in certificates.iter().cycle().take(100_000) {
        all += line;
    }
    all += &of("connection").concat();
    all += &of("finding").concat();
    let path = folder.path().join("late.jsonl");
    fs::write(&path, all).unwrap();
    (folder, path)
}

/// How many rows, certificates, connections and findings there are, and whether `not_after` is a time.
fn holds_all(found: &Value, path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    let count = |kind: &str| text.matches(&format!("{{\"type\":\"{kind}\"")).count();
    let wanted = [
        text.lines().count(),
        count("certificate"),
        count("connection"),
        count("finding"),
    ];
    assert!(wanted.iter().all(|count| *count > 0));
    assert_eq!(found["counts"], serde_json::json!(wanted));
    assert_eq!(found["code"], "expired");
}

fn duckdb_reads_late() {
    let (folder, path) = late();
    let found = run(
        "import duckdb, json\n\
         db = duckdb.connect()\n\
         rows = db.execute(\"select * from 'late.jsonl'\").fetchall()\n\
         kinds = [db.execute(f\"select count(*) from 'late.jsonl' where type = '{k}'\").fetchone()[0] for k in ('certificate', 'connection', 'finding')]\n\
         code = db.execute(\"select code from 'late.jsonl' where type = 'finding' and code = 'expired'\").fetchone()[0]\n\
         types = dict((r[0], r[1]) for r in db.execute(\"describe select * from 'late.jsonl'\").fetchall())\n\
         assert types['not_after'] == 'TIMESTAMP WITH TIME ZONE', types\n\
         assert types['dns_names'] == 'VARCHAR[]', types\n\
         assert types['serial'] == 'VARCHAR', types\n\
         print(json.dumps({'counts': [len(rows)] + kinds, 'code': code}))",
        folder.path(),
    );
    holds_all(&found, &path);
}

fn clickhouse_reads_late() {
    let (folder, path) = late();
    let found = run(
        "import chdb, json\n\
         ask = lambda sql: str(chdb.query(sql, 'TSV')).strip()\n\
         counts = [int(ask(\"select count() from file('late.jsonl')\"))]\n\
         counts += [int(ask(f\"select count() from file('late.jsonl') where type = '{k}'\")) for k in ('certificate', 'connection', 'finding')]\n\
         code = ask(\"select any(code) from file('late.jsonl') where code = 'expired'\")\n\
         types = dict(line.split('\\t')[:2] for line in ask(\"describe file('late.jsonl')\").splitlines())\n\
         assert types['not_after'].startswith('Nullable(DateTime'), types\n\
         assert types['serial'] == 'Nullable(String)', types\n\
         print(json.dumps({'counts': counts, 'code': code}))",
        folder.path(),
    );
    holds_all(&found, &path);
}

fn polars_reads_late() {
    let (folder, path) = late();
    let found = run(
        "import polars as pl, json\n\
         rows = pl.read_ndjson('late.jsonl')\n\
         counts = [rows.height] + [rows.filter(pl.col('type') == k).height for k in ('certificate', 'connection', 'finding')]\n\
         code = rows.filter(pl.col('code') == 'expired')['code'][0]\n\
         assert rows.schema['dns_names'] == pl.List(pl.String), rows.schema\n\
         assert rows.schema['until'].fields[0].name == 'time', rows.schema\n\
         print(json.dumps({'counts': counts, 'code': code}))",
        folder.path(),
    );
    holds_all(&found, &path);
}

fn spark_reads_partitions() {
    let folder = fleet();
    let found = run(
        "import json\n\
         from pyspark.sql import SparkSession\n\
         spark = SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false').getOrCreate()\n\
         rows = spark.read.json('fleet')\n\
         found = rows.where(\"type = 'finding' and code = 'expired'\").select('cluster').distinct().collect()\n\
         clusters = sorted(row.cluster for row in found)\n\
         count = rows.count()\n\
         spark.stop()\n\
         print(json.dumps({'clusters': clusters, 'count': count}))",
        folder.path(),
    );
    let clusters: Vec<_> = found["clusters"].as_array().unwrap().iter().collect();
    assert!(clusters.contains(&&Value::from("b")), "{clusters:?}");
    assert!(found["count"].as_u64().unwrap() > 100);
}
