//! What a result may replace: an older result, never what certgraph reads.

use std::path::{Path, PathBuf};

use certgraph::decode::recognise::{Kind, recognise};
use certgraph::ground::path::Shown as _;
use certgraph::source::{Files, file_size, is_same_file};

/// As much as tells what a file is.
const HEAD: u64 = 1 << 20;

/// Refuses a file that results would destroy: one of the inputs, or any with certificates, keys or a kubeconfig, which may be
/// the only copy. `replaceable` are the kinds that a result itself has.
///
/// # Errors
/// Why the file stays as it is.
pub(crate) fn check(
    option: &str,
    path: &Path,
    inputs: &[PathBuf],
    replaceable: &[Kind],
) -> Result<(), String> {
    let refused = |what: &str| {
        let name = path.shown();
        Err(format!(
            "{option} {name}: {what}, which is not overwritten; name another file"
        ))
    };
    // What is not there, or is no file, is not replaced.
    if file_size(path).is_none() {
        return Ok(());
    }
    if inputs.iter().any(|input| is_same_file(input, path)) {
        return refused("this is one of the inputs");
    }
    // Who may not read it may replace it all the same, and is then not protected.
    let Ok(head) = Files::new().head(path, HEAD) else {
        return Ok(());
    };
    let kind = recognise(head.expose());
    if is_result(kind) || replaceable.contains(&kind) {
        return Ok(());
    }
    refused(&format!("this is {}", kind.description()))
}

/// What results are: text of some kind, or nothing yet.
const fn is_result(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Empty | Kind::Json | Kind::Settings | Kind::Text | Kind::Xml | Kind::Yaml
    )
}
