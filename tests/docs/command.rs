//! Running the program as the documents show it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The columns at which a long command is broken in a transcript.
const WIDTH: usize = 80;

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a run gave.
pub(crate) struct Run {
    pub(crate) output: String,
    pub(crate) status: i32,
}

/// Runs the program in a folder, with an empty environment.
pub(crate) fn certgraph(folder: &Path, arguments: &[String]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Run {
        output: text(&output.stdout) + &text(&output.stderr),
        status: output.status.code().unwrap(),
    }
}

/// The transcript of what a marker names: `faults/NAME`, or a command line.
pub(crate) fn transcript(named: &str) -> String {
    if let Some(fault) = named.strip_prefix("faults/") {
        let scene = Scene::read(fault);
        let command = scene.command();
        let run = certgraph(&scene.folder, &command);
        let shown = shown_command("certgraph", &command);
        return format!("$ cd fixtures/faults/{fault}\n{shown}{}", run.output);
    }
    if let Some(stock) = named.strip_prefix("audit/") {
        let (folder, command) = stock_command(stock);
        let run = certgraph(&folder, &command);
        let shown = shown_command("certgraph", &command);
        return format!("$ cd fixtures/audit/{stock}\n{shown}{}", run.output);
    }
    if let Some(node) = named.strip_prefix("control-plane/") {
        let (folder, command) = node_command(node);
        let run = certgraph(&folder, &command);
        let shown = shown_command("certgraph", &command);
        return format!("$ cd fixtures/control-plane\n{shown}{}", run.output);
    }
    let words = words(named);
    let program = match words[0].as_str() {
        "certgraph" => 1,
        "cargo" => words.iter().position(|word| word == "--").unwrap() + 1,
        other => panic!("a transcript runs certgraph, not {other}"),
    };
    let run = certgraph(root(), &words[program..]);
    format!("$ {named}\n{}", run.output)
}

/// A folder of `fixtures/audit`, and the command that audits it.
fn stock_command(stock: &str) -> (PathBuf, Vec<String>) {
    let folder = root().join("fixtures/audit").join(stock);
    let text = std::fs::read_to_string(folder.join("audit.json")).unwrap();
    let found: Value = serde_json::from_str(&text).unwrap();
    let at = found["at"].as_str().unwrap();
    let at = at.strip_suffix("T00:00:00Z").unwrap_or(at);
    let command = ["audit", ".", "--at", at].map(str::to_owned);
    (folder, command.to_vec())
}

/// Every folder of `fixtures/audit`.
pub(crate) fn stocks() -> Vec<String> {
    folders("fixtures/audit")
}

/// The codes that an audit of one finds.
pub(crate) fn stock_codes(stock: &str) -> Vec<String> {
    let (folder, mut command) = stock_command(stock);
    command.extend(["--format".to_owned(), "json".to_owned()]);
    let run = certgraph(&folder, &command);
    let report: Value = serde_json::from_str(&run.output).unwrap();
    codes_of(&report["findings"])
}

/// A folder of `fixtures/control-plane`, and the command that explains it.
fn node_command(node: &str) -> (PathBuf, Vec<String>) {
    let folder = root().join("fixtures/control-plane");
    let command = ["explain", node, "--at", "2026-06-01"].map(str::to_owned);
    (folder, command.to_vec())
}

/// Every folder of `fixtures/control-plane`.
pub(crate) fn nodes() -> Vec<String> {
    folders("fixtures/control-plane")
}

/// The codes of its connections and its files.
pub(crate) fn node_codes(node: &str) -> Vec<String> {
    let (folder, mut command) = node_command(node);
    command.extend(["--format".to_owned(), "json".to_owned()]);
    let run = certgraph(&folder, &command);
    let report: Value = serde_json::from_str(&run.output).unwrap();
    let connections = report["connections"].as_array().unwrap().iter();
    let mut codes = codes_of(&report["findings"]);
    codes.extend(connections.flat_map(|connection| codes_of(&connection["findings"])));
    codes
}

fn codes_of(findings: &Value) -> Vec<String> {
    let findings = findings.as_array().unwrap().iter();
    findings
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

fn folders(below: &str) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(root().join(below))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A folder of `fixtures/faults`.
pub(crate) struct Scene {
    pub(crate) folder: PathBuf,
    at: String,
    flags: Vec<String>,
}

impl Scene {
    pub(crate) fn read(fault: &str) -> Self {
        let folder = root().join("fixtures/faults").join(fault);
        let text = std::fs::read_to_string(folder.join("scene.json"))
            .unwrap_or_else(|error| panic!("{fault}: {error}"));
        let scene: Value = serde_json::from_str(&text).unwrap();
        let flags = scene["argv"].as_array().unwrap();
        Self {
            folder,
            at: scene["at"].as_str().unwrap().to_owned(),
            flags: flags
                .iter()
                .map(|flag| flag.as_str().unwrap().to_owned())
                .collect(),
        }
    }

    /// Every fault there is.
    pub(crate) fn all() -> Vec<String> {
        folders("fixtures/faults")
    }

    fn command(&self) -> Vec<String> {
        let mut command = vec!["explain".to_owned(), "kubeconfig.yaml".to_owned()];
        for flag in &self.flags {
            command.extend(flag.split('=').map(str::to_owned));
        }
        let at = self.at.strip_suffix("T00:00:00Z").unwrap_or(&self.at);
        command.extend(["--at".to_owned(), at.to_owned()]);
        command
    }

    /// The codes of its findings.
    pub(crate) fn codes(&self) -> Vec<String> {
        let mut command = self.command();
        command.extend(["--format".to_owned(), "json".to_owned()]);
        let run = certgraph(&self.folder, &command);
        let report: Value = serde_json::from_str(&run.output).unwrap();
        let connections = report["connections"].as_array().unwrap();
        connections
            .iter()
            .flat_map(|connection| codes_of(&connection["findings"]))
            .collect()
    }
}

/// A command after its prompt, broken before an option where it is long.
fn shown_command(program: &str, arguments: &[String]) -> String {
    let mut shown = format!("$ {program}");
    let mut column = shown.len();
    let mut arguments = arguments.iter().peekable();
    while let Some(argument) = arguments.next() {
        let mut piece = argument.clone();
        if let Some(value) =
            arguments.next_if(|next| piece.starts_with("--") && !next.starts_with("--"))
        {
            piece = format!("{piece} {value}");
        }
        if column + 1 + piece.len() + 2 > WIDTH {
            shown.push_str(" \\\n   ");
            column = 3;
        }
        shown.push(' ');
        shown.push_str(&piece);
        column += 1 + piece.len();
    }
    shown.push('\n');
    shown
}

/// The words of a command line without expansions; a word may stand in single quotes.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
