//! Which files the inputs lead to.

use std::path::PathBuf;

use super::control_plane::Search;
use crate::ground::path::Shown as _;
use crate::source::{Files, WalkLimit, is_folder, walk};

/// A file of the inputs.
pub(super) struct Item {
    pub(super) path: PathBuf,
    /// Named on the command line itself; a directory may hold other files too.
    pub(super) named: bool,
}

/// Every file of the inputs.
pub(super) fn files(inputs: &[PathBuf], opener: &Files) -> Vec<PathBuf> {
    let items = expand(inputs, &Search::default(), opener).items;
    items.into_iter().map(|item| item.path).collect()
}

/// What inputs lead to.
pub(super) struct Expanded {
    pub(super) items: Vec<Item>,
    /// What could not be entered, and why.
    pub(super) errors: Vec<(PathBuf, String)>,
}

/// Every file that is asked for, each once.
pub(super) fn expand(inputs: &[PathBuf], search: &Search, opener: &Files) -> Expanded {
    let mut items: Vec<Item> = Vec::new();
    let mut errors = Vec::new();
    for input in inputs {
        if !is_folder(input) {
            let path = input.clone();
            items.push(Item { path, named: true });
            continue;
        }
        let limit = if search.is_fleet(input) {
            WalkLimit::STORE
        } else {
            WalkLimit::DIRECTORY
        };
        let found = walk(input, limit);
        let files = found.files.into_iter();
        let files = files.filter(|path| !opener.excludes(path));
        items.extend(files.map(|path| Item { path, named: false }));
        let met = found.errors.into_iter();
        errors.extend(met.map(|error| (error.path.clone(), error.to_string())));
        if found.truncated {
            let text = format!("{}: too many entries, some were left out", input.shown());
            errors.push((input.clone(), text));
        }
    }
    items.sort_by(|one, other| (&one.path, other.named).cmp(&(&other.path, one.named)));
    items.dedup_by(|one, other| one.path == other.path);
    Expanded { items, errors }
}
