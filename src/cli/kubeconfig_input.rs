//! The kubeconfigs that `explain` is given, or that kubectl would read.

use std::path::{Path, PathBuf};

use certgraph::assemble::NamedFiles;
use certgraph::decode::kubeconfig::{LIST_SEPARATOR, Loaded, Search, load, load_bytes};
use certgraph::decode::recognise::{Kind, recognise};
use certgraph::decode::utf16;
use certgraph::ground::path::Shown as _;
use certgraph::ground::secret::Secret;
use certgraph::source::{Files, Limit};

use super::clients::Texts;
use super::home;
use super::terminal;

/// A kubeconfig that was read, and what people call it.
pub(super) struct Input {
    pub(super) name: String,
    /// Whether it is what kubectl reads too where nothing is named.
    pub(super) is_default: bool,
    pub(super) loaded: Loaded,
    /// For the readers of other clients, where those are asked for.
    pub(super) texts: Texts,
}

/// The kubeconfigs that are asked for: the arguments, or what kubectl would read.
pub(super) fn read(
    inputs: &[PathBuf],
    kubeconfig: Option<&Path>,
    files: &Files,
) -> Vec<Result<Input, String>> {
    if !inputs.is_empty() {
        return inputs.iter().map(|path| read_input(path, files)).collect();
    }
    let explicit = kubeconfig.map(|path| path.shown().to_string());
    let explicit_is_none = explicit.is_none();
    let variable = terminal::variable("KUBECONFIG");
    let home = home::folder();
    let directory = working_directory();
    let search = Search {
        explicit: explicit.as_deref(),
        variable: variable.as_deref(),
        home: home.as_deref(),
        directory: &directory,
    };
    let loaded = load(&search, &mut NamedFiles(files));
    let list = variable.clone().filter(|_| explicit.is_none());
    let name = match loaded.files.as_slice() {
        [] => explicit
            .or(variable)
            .unwrap_or_else(|| "~/.kube/config".to_owned()),
        several => several.join(&LIST_SEPARATOR.to_string()),
    };
    if loaded.files.is_empty() {
        return vec![Err(format!(
            "{name}: no such file; name a kubeconfig: certgraph explain FILE"
        ))];
    }
    let texts = Texts::loaded(&loaded, list, files);
    vec![within_limits(Input {
        name,
        is_default: explicit_is_none,
        loaded,
        texts,
    })]
}

fn read_input(path: &Path, files: &Files) -> Result<Input, String> {
    let name = path.shown().to_string();
    let bytes = files
        .read_input(path, Limit::KUBECONFIG)
        .map_err(|error| error.with_neighbour())?;
    if path == Path::new("-") && bytes.is_empty() {
        return Err(EMPTY.to_owned());
    }
    // kubectl reads UTF-16 too.
    let utf8 = utf16::to_utf8(&bytes);
    match recognise(utf8.as_ref().map_or(&bytes[..], Secret::expose)) {
        // Damaged text may still be meant as a kubeconfig, and kubectl's own message then says what is wrong with it.
        Kind::Kubeconfig
        | Kind::Yaml
        | Kind::Json
        | Kind::Text
        | Kind::KubernetesObjects
        | Kind::Empty => {}
        other => {
            return Err(format!(
                "{name}: this is {}, and explain needs a kubeconfig; try: certgraph inspect {name}",
                other.description()
            ));
        }
    }
    within_limits(Input {
        is_default: false,
        loaded: load_bytes(&name, &bytes, &working_directory()),
        texts: Texts::single(&name, &bytes),
        name,
    })
}

/// Of an empty input nothing may be said, least of all that kubectl has no server.
const EMPTY: &str = "standard input is empty: what should have written to it printed nothing; to explain your own \
                     kubeconfig, use --kubeconfig FILE";

/// What certgraph does not read to its end says nothing of what kubectl does with it.
fn within_limits(input: Input) -> Result<Input, String> {
    match input.loaded.unread() {
        Some(why) => Err(why),
        None => Ok(input),
    }
}

pub(super) fn working_directory() -> String {
    std::env::current_dir()
        .map(|folder| folder.shown().to_string())
        .unwrap_or_else(|_| "/".to_owned())
}
