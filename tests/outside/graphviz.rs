//! Every DOT of every fixture, drawn by graphviz: without a warning, and with the boxes and arrows of the model, which
//! `--format json` says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::twins::{FRAGMENTS, twins};

/// One trial a fixture.
pub(crate) fn trials() -> Vec<Trial> {
    let version = Command::new("dot").arg("-V").output();
    let able = version.is_ok_and(|found| found.status.success());
    if !able {
        eprintln!("graphviz is absent: the tests of DOT are ignored");
    }
    let drawn = fixtures().into_iter().map(|(name, folder)| {
        Trial::test(format!("graphviz::{name}"), move || draw(&folder)).with_ignored_flag(!able)
    });
    let names = Trial::test("graphviz::a_name_adds_nothing", a_name_adds_nothing);
    drawn.chain([names.with_ignored_flag(!able)]).collect()
}

/// Whatever a name holds, the boxes, arrows and attributes are those of its benign twin.
fn a_name_adds_nothing() -> Result<(), Failed> {
    let connection = [
        "explain",
        "admin.conf",
        "--tls-cert-file",
        "server.crt",
        "--format",
        "dot",
    ];
    let ledgers = ["graph", ".", "--fold", "never"];
    let plain = [&ledgers[..], &["--style", "plain"]].concat();
    for fragment in FRAGMENTS {
        let (_folder, benign, hostile) = twins(fragment);
        for arguments in [&connection[..], &ledgers, &plain] {
            let arguments = [arguments, &["--at", "2026-06-01"]].concat();
            let [one, other] = [&benign, &hostile].map(|folder| certgraph(folder, &arguments));
            let (one, other) = (rendered(&one)?, rendered(&other)?);
            if one.parts() != other.parts() {
                let (one, other) = (one.parts(), other.parts());
                return Err(format!("{fragment:?}: {other:#?} and not {one:#?}").into());
            }
        }
    }
    Ok(())
}

/// Every fixture that holds certificates, with its name.
pub(crate) fn fixtures() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut folders = vec![root.join("ack"), root.join("hostile")];
    for group in ["audit", "control-plane", "faults", "kubeadm", "pictures"] {
        let entries = fs::read_dir(root.join(group)).unwrap();
        let entries = entries.map(|entry| entry.unwrap().path());
        // A request alone is no certificate: there is nothing to draw.
        let drawn = |path: &PathBuf| path.is_dir() && !path.ends_with("audit/request-pending");
        folders.extend(entries.filter(drawn));
    }
    folders.sort();
    let name = |folder: &Path| folder.strip_prefix(&root).unwrap().display().to_string();
    let named = folders.into_iter().map(|folder| (name(&folder), folder));
    named.collect()
}

fn draw(folder: &Path) -> Result<(), Failed> {
    let graph = |more: &[&str]| {
        let arguments = [&["graph", ".", "--at", "2026-06-01"], more].concat();
        certgraph(folder, &arguments)
    };
    let model = Model::read(&graph(&["--format", "json"]))?;
    let whole = ["--fold", "never"];
    model.is_drawn_plainly(&rendered(&graph(
        &[&whole[..], &["--style", "plain"]].concat(),
    ))?)?;
    model.is_in_ledgers(&rendered(&graph(&whole))?)?;
    let folded = rendered(&graph(&["--fold", "always"]))?;
    if folded.certificates() > model.certificates.len() {
        return Err("folding adds certificates".into());
    }
    rendered(&graph(&["--direction", "TB"]))?;
    let some = model.certificates.first().ok_or("no certificate")?;
    let near = ["--focus", some];
    let model = Model::read(&graph(&[&near[..], &["--format", "json"]].concat()))?;
    model.is_in_ledgers(&rendered(&graph(&[&near[..], &whole].concat()))?)?;
    if folder.join("scene.json").exists() || folder.join("expected.json").exists() {
        connections(folder)?;
    }
    Ok(())
}

/// `explain` draws each connection by itself: both directions, all that is presented, and what is refused.
fn connections(folder: &Path) -> Result<(), Failed> {
    let mut arguments = vec!["explain".to_owned()];
    match fs::read(folder.join("scene.json")) {
        Ok(scene) => {
            let scene: Value = serde_json::from_slice(&scene)?;
            let flags = scene["argv"].as_array().unwrap().iter();
            let flags = flags.map(|flag| flag.as_str().unwrap().to_owned());
            arguments.push("kubeconfig.yaml".to_owned());
            arguments.extend(flags);
        }
        Err(_) => arguments.push(".".to_owned()),
    }
    let run = |format: &str| {
        let more = ["--at", "2026-06-01", "--format", format].map(str::to_owned);
        certgraph(folder, &[&arguments[..], &more].concat())
    };
    let json: Value = serde_json::from_str(&run("json"))?;
    let dot = run("dot");
    let graphs: Vec<&str> = dot.split("digraph certgraph {").skip(1).collect();
    let connections = json["connections"].as_array().unwrap();
    equal("connections", graphs.len(), connections.len())?;
    for (graph, connection) in graphs.into_iter().zip(connections) {
        let drawing = rendered(&format!("digraph certgraph {{{graph}"))?;
        let name = &connection["name"];
        let steps = connection["steps"].as_array().unwrap();
        equal(
            &format!("{name}: sides"),
            drawing.count('v'),
            steps.len() / 2,
        )?;
        let refused = steps.chunks(2).filter(|pair| {
            let presented = pair[0]["certificates"].as_array();
            let presented = presented.is_some_and(|list| !list.is_empty());
            presented && pair.iter().any(|step| step["verdict"] == "reject")
        });
        let refusing: BTreeSet<&str> = drawing.arrows("tee").map(|edge| &*edge.tail).collect();
        equal(
            &format!("{name}: refusals"),
            refusing.len(),
            refused.count(),
        )?;
        let presented = steps
            .iter()
            .filter_map(|step| step["certificates"].as_array());
        let presented: BTreeSet<_> = presented.flatten().filter_map(Value::as_str).collect();
        if drawing.certificates() < presented.len() {
            return Err(format!("{name}: not all of {presented:?} is drawn").into());
        }
    }
    Ok(())
}

/// Nodes and edges of `--format json`.
pub(crate) struct Model {
    pub(crate) certificates: Vec<String>,
    pub(crate) missing: usize,
    pub(crate) bundles: usize,
    /// Bundle and certificate.
    pub(crate) contains: usize,
    /// Issuer and certificate, and whether the signature was checked; without what nothing above it issued.
    issued: Vec<(String, String, bool)>,
}

impl Model {
    pub(crate) fn read(text: &str) -> Result<Self, Failed> {
        let json: Value = serde_json::from_str(text)?;
        let list = |name: &str| json[name].as_array().unwrap();
        let edges = |relation: &'static str| {
            let edges = list("edges").iter();
            edges.filter(move |edge| edge["relation"] == relation)
        };
        let pair = |edge: &Value| {
            let end = |name: &str| edge[name].as_str().unwrap().to_owned();
            (end("from"), end("to"), edge["verified"] == true)
        };
        let issued: Vec<_> = edges("issued").map(pair).collect();
        let own = issued.iter().filter(|(from, to, _)| from == to);
        let own: BTreeSet<String> = own.map(|(of, ..)| of.clone()).collect();
        let ids = list("certificates").iter();
        Ok(Self {
            certificates: ids
                .map(|of| of["id"].as_str().unwrap().to_owned())
                .collect(),
            missing: list("missing").len(),
            bundles: list("bundles").len(),
            contains: edges("contains").count(),
            issued: issued
                .into_iter()
                .filter(|(_, to, _)| !own.contains(to))
                .collect(),
        })
    }

    pub(crate) fn issued(&self, verified: bool) -> usize {
        let issued = self.issued.iter();
        issued.filter(|(.., checked)| *checked == verified).count()
    }

    /// A box for each certificate, missing CA and bundle.
    fn is_drawn_plainly(&self, drawing: &Drawing) -> Result<(), Failed> {
        let boxes = self.certificates.len() + self.missing + self.bundles;
        equal("plain: boxes", drawing.nodes.len(), boxes)?;
        equal(
            "plain: trust",
            drawing.arrows("dashed").count(),
            self.contains,
        )?;
        equal(
            "plain: checked",
            drawing.arrows("solid").count(),
            self.issued(true),
        )?;
        equal(
            "plain: not checked",
            drawing.arrows("dotted").count(),
            self.issued(false),
        )
    }

    /// Leaves are rows, and an arrow to a table is one to each of its rows.
    fn is_in_ledgers(&self, drawing: &Drawing) -> Result<(), Failed> {
        equal("ledgers: bundles", drawing.count('v'), self.bundles)?;
        equal(
            "ledgers: certificates",
            drawing.certificates(),
            self.certificates.len(),
        )?;
        equal(
            "ledgers: trust",
            drawing.arrows("dashed").count(),
            self.contains,
        )?;
        let told = |style: &str| -> usize {
            let arrows = drawing
                .arrows(style)
                .filter(|edge| edge.tail.starts_with('a'));
            arrows.map(|edge| drawing.rows_behind(&edge.head)).sum()
        };
        equal("ledgers: checked", told("solid"), self.issued(true))?;
        equal("ledgers: not checked", told("dotted"), self.issued(false))
    }
}

pub(crate) fn equal(what: &str, drawn: usize, meant: usize) -> Result<(), Failed> {
    if drawn == meant {
        return Ok(());
    }
    Err(format!("{what}: {drawn} are drawn, the model has {meant}").into())
}

/// What graphviz understood.
struct Drawing {
    /// Name and label.
    nodes: BTreeMap<String, String>,
    edges: Vec<Arrow>,
    /// What each of all these has.
    attributes: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    tail: String,
    head: String,
    /// `tee` where something is refused, else the style of its line.
    kind: String,
}

impl Drawing {
    /// All but the texts.
    fn parts(&self) -> (Vec<(&String, usize)>, &[Arrow], &[String]) {
        let nodes = self.nodes.iter().map(|(name, label)| {
            // A table has rows; other labels are text.
            let rows = if label.starts_with('<') {
                rows(label)
            } else {
                0
            };
            (name, rows)
        });
        (nodes.collect(), &self.edges, &self.attributes)
    }

    fn count(&self, kind: char) -> usize {
        self.nodes
            .keys()
            .filter(|name| name.starts_with(kind))
            .count()
    }

    fn arrows(&self, kind: &str) -> impl Iterator<Item = &Arrow> {
        let edges = self.edges.iter();
        edges.filter(move |edge| edge.kind == kind)
    }

    fn certificates(&self) -> usize {
        let authorities = self.nodes.iter().filter(|(name, label)| {
            // A border of dashes says that the CA is in no input.
            name.starts_with('a') && !label.contains("style=\"dashed\"")
        });
        let ledgers = self.nodes.iter().filter(|(name, _)| name.starts_with('l'));
        authorities.count() + ledgers.map(|(_, label)| rows(label)).sum::<usize>()
    }

    /// The rows that an arrow means: those of a ledger and of where it goes on.
    fn rows_behind(&self, head: &str) -> usize {
        if !head.starts_with('l') {
            return 1;
        }
        let on = self.arrows("dotted").find(|edge| edge.tail == head);
        rows(&self.nodes[head]) + on.map_or(0, |edge| self.rows_behind(&edge.head))
    }
}

/// Counts the rows of a table, with a parser that is not ours.
fn rows(label: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(label);
    let mut count = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "tr" => count += 1,
            quick_xml::events::Event::Eof => return count,
            _ => {}
        }
    }
}

/// Has graphviz draw it.
fn rendered(dot: &str) -> Result<Drawing, Failed> {
    let folder = tempfile::tempdir()?;
    let [json, svg]: [PathBuf; 2] = ["json", "svg"].map(|name| folder.path().join(name));
    let mut child = Command::new("dot")
        .arg("-Tjson")
        .arg("-o")
        .arg(&json)
        .arg("-Tsvg")
        .arg("-o")
        .arg(&svg)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    child.stdin.take().unwrap().write_all(dot.as_bytes())?;
    let output = child.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() || !said.is_empty() {
        return Err(format!("graphviz: {said}\n{dot}").into());
    }
    if !fs::read_to_string(svg)?.contains("</svg>") {
        return Err("graphviz draws nothing".into());
    }
    let found: Value = serde_json::from_slice(&fs::read(json)?)?;
    let list = |name: &str| found[name].as_array().cloned().unwrap_or_default();
    let text = |of: &Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();
    let objects = list("objects");
    let attributes = objects.iter().cloned().chain(list("edges")).flat_map(|of| {
        let keys = of.as_object().unwrap().keys();
        let keys = keys.map(|key| format!("{} {} {} {key}", of["name"], of["tail"], of["head"]));
        keys.collect::<Vec<_>>()
    });
    let attributes = attributes.collect();
    let name = |end: &Value| {
        text(
            &objects[usize::try_from(end.as_u64().unwrap()).unwrap()],
            "name",
        )
    };
    let edges = list("edges").into_iter();
    let edges = edges
        .filter(|edge| edge["style"] != "invis")
        .map(|edge| Arrow {
            tail: name(&edge["tail"]),
            head: name(&edge["head"]),
            kind: match (edge["arrowhead"].as_str(), edge["style"].as_str()) {
                (Some("tee"), _) => "tee".to_owned(),
                (_, style) => style.unwrap_or("solid").to_owned(),
            },
        });
    let edges = edges.collect();
    // Clusters are objects too.
    let nodes = objects.iter().filter(|object| object["nodes"].is_null());
    Ok(Drawing {
        nodes: nodes
            .map(|node| (text(node, "name"), text(node, "label")))
            .collect(),
        edges,
        attributes,
    })
}

/// What the program prints in a folder.
pub(crate) fn certgraph<S: AsRef<std::ffi::OsStr>>(folder: &Path, arguments: &[S]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output();
    String::from_utf8(output.unwrap().stdout).unwrap()
}
