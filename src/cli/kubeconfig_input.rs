//! The kubeconfigs that `explain` is given, or that kubectl would read.

use std::path::{Path, PathBuf};

use certgraph::decode::kubeconfig::Search;
use certgraph::explain::{Input, InputError, kubectl_input, read_input};
use certgraph::ground::path::Shown as _;
use certgraph::source::Files;

use super::{home, terminal};

/// The kubeconfigs that are asked for: the arguments, or what kubectl would read.
pub(super) fn read(
    inputs: &[PathBuf],
    kubeconfig: Option<&Path>,
    files: &Files,
) -> Vec<Result<Input, InputError>> {
    let directory = working_directory();
    if !inputs.is_empty() {
        let inputs = inputs.iter();
        return inputs
            .map(|path| read_input(path, files, &directory))
            .collect();
    }
    let explicit = kubeconfig.map(|path| path.shown().to_string());
    let variable = terminal::variable("KUBECONFIG");
    let home = home::folder();
    let search = Search {
        explicit: explicit.as_deref(),
        variable: variable.as_deref(),
        home: home.as_deref(),
        directory: &directory,
    };
    vec![kubectl_input(&search, files)]
}

pub(super) fn working_directory() -> String {
    std::env::current_dir()
        .map(|folder| folder.shown().to_string())
        .unwrap_or_else(|_| "/".to_owned())
}
