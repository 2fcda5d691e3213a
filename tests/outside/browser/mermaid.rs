//! Every flowchart of `graph --format mermaid`, read and drawn by Mermaid itself in a browser: without an error, and with the
//! nodes and edges of the model, which `--format json` says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::devtools::Tab;
use crate::graphviz::{Model, certgraph, equal, fixtures};
use crate::twins::{FRAGMENTS, twins};

/// Where `.ci/run` puts it.
pub(super) fn find() -> Option<PathBuf> {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/ci/mermaid.min.js");
    bundle.exists().then_some(bundle)
}

/// A page on which Mermaid waits for texts.
fn start(tab: &mut Tab) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(find().unwrap(), folder.path().join("mermaid.js")).unwrap();
    let page = "<!doctype html><meta charset=utf-8><script src=mermaid.js></script>
        <script>mermaid.initialize({ startOnLoad: false });</script>";
    let file = folder.path().join("page.html");
    fs::write(&file, page).unwrap();
    tab.open(&file);
    folder
}

/// What Mermaid understood: nodes by their name, and edges by their line, as Mermaid calls both.
struct Chart {
    nodes: BTreeSet<String>,
    edges: Vec<(String, String, String)>,
}

impl Chart {
    fn read(tab: &mut Tab, text: &str) -> Self {
        let text = json!(text);
        let found = tab.evaluate(&format!(
            "mermaid.mermaidAPI.getDiagramFromText({text}).then(({{ db }}) => ({{
              nodes: [...db.getVertices().keys()],
              edges: db.getEdges().map((edge) => [edge.start, edge.end, `${{edge.stroke}} ${{edge.type}}`]),
            }}))"
        ));
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        let nodes = found["nodes"].as_array().unwrap().iter();
        let edges = found["edges"].as_array().unwrap().iter();
        Self {
            nodes: nodes.map(word).collect(),
            edges: edges
                .map(|edge| (word(&edge[0]), word(&edge[1]), word(&edge[2])))
                .collect(),
        }
    }

    fn count(&self, line: &str) -> usize {
        let edges = self.edges.iter();
        edges.filter(|(.., own)| own == line).count()
    }

    /// Whole, a certificate is one node, and an edge leads to each.
    fn is(&self, model: &Model) -> Result<(), libtest_mimic::Failed> {
        let nodes = model.certificates.len() + model.missing + model.bundles;
        equal("nodes", self.nodes.len(), nodes)?;
        equal("trust", self.count("dotted arrow_point"), model.contains)?;
        equal(
            "checked",
            self.count("normal arrow_point"),
            model.issued(true),
        )?;
        equal(
            "not checked",
            self.count("dotted arrow_circle"),
            model.issued(false),
        )?;
        let ends = self.edges.iter().flat_map(|(from, to, _)| [from, to]);
        let strange: Vec<_> = ends.filter(|end| !self.nodes.contains(*end)).collect();
        equal("edges to nowhere", strange.len(), 0)
    }
}

pub(super) fn mermaid_reads_what_the_model_says(tab: &mut Tab) {
    let _page = start(tab);
    for (name, folder) in fixtures() {
        let graph = |more: &[&str]| {
            let arguments = [&["graph", ".", "--at", "2026-06-01", "--format"], more].concat();
            certgraph(&folder, &arguments)
        };
        let model = Model::read(&graph(&["json"])).unwrap();
        let whole = Chart::read(tab, &graph(&["mermaid", "--fold", "never"]));
        if let Err(error) = whole.is(&model) {
            panic!("{name}: {}", error.message().unwrap_or_default());
        }
        let folded = Chart::read(tab, &graph(&["mermaid", "--fold", "always"]));
        assert!(folded.nodes.len() <= whole.nodes.len(), "{name}");
        let down = Chart::read(
            tab,
            &graph(&["mermaid", "--direction", "TB", "--fold", "never"]),
        );
        assert_eq!(down.edges, whole.edges, "{name}");
    }
    assert_eq!(tab.problems.len(), 1, "{:?}", tab.problems);
}

/// Whatever a name holds, what is read and what is drawn has the parts of its benign twin's.
pub(super) fn mermaid_draws_no_more_for_a_name(tab: &mut Tab) {
    let _page = start(tab);
    let mut parts = |folder: &Path| {
        let arguments = ["graph", ".", "--at", "2026-06-01", "--fold", "never"];
        let text = certgraph(folder, &[&arguments[..], &["--format", "mermaid"]].concat());
        let chart = Chart::read(tab, &text);
        let text = json!(text);
        let drawn = tab.evaluate(&format!(
            "mermaid.render('drawn', {text}).then(({{ svg }}) =>
              [...new DOMParser().parseFromString(svg, 'text/html').querySelectorAll('svg, svg *')]
                .map((part) => `${{part.tagName}} ${{part.getAttributeNames().sort()}}`)
                .sort().join('\\n'))"
        ));
        (chart.nodes, chart.edges, drawn)
    };
    for fragment in FRAGMENTS {
        let (_folder, benign, hostile) = twins(fragment);
        let (one, other) = (parts(&benign), parts(&hostile));
        assert!(one.0.len() > 5, "{:?}", one.0);
        assert_eq!(one, other, "{fragment:?}");
    }
}
