//! A kubeconfig with edits made to it, read and judged again.

use std::collections::BTreeMap;

use super::inputs::KubeconfigCase;
use super::judged::judged;
use super::state::State;
use crate::assemble::{PlannedFiles, client_with};
use crate::connection::beside;
use crate::decode::kubeconfig::{Flags, Loaded};
use crate::fix::model::{Edit, KubeconfigEdit, Selected};
use crate::source::Limit;

/// The state after `edits`.
pub(crate) fn state(case: &KubeconfigCase<'_>, edits: &[Edit]) -> State {
    let mut loaded = reloaded(case, edits);
    let mut flags = *case.flags;
    let mut planned = PlannedFiles::default();
    let mut context = None;
    for edit in edits {
        let Edit::Kubeconfig(edit) = edit else {
            continue;
        };
        let selected = selected(case, &loaded.config, &flags);
        edit.apply(&mut loaded.config, &selected);
        match edit {
            KubeconfigEdit::Trust(bundle) => planned.trust = Some(bundle.clone()),
            KubeconfigEdit::Pair(chain) => planned.chain = Some(chain.clone()),
            KubeconfigEdit::Repaired(location) => planned.repaired.push(location.clone()),
            // What is chosen on the command line stands in the way of a current context.
            KubeconfigEdit::UseContext(_) => flags.context = None,
            _ => {}
        }
        if let KubeconfigEdit::UseContext(name) = edit {
            context = Some(name.clone());
        }
    }
    let flags = Flags {
        context: context.as_deref().or(flags.context),
        ..flags
    };
    let mut client = client_with(
        &loaded,
        &flags,
        case.file,
        case.evaluation.files,
        (case.evaluation.release, case.evaluation.kubectl_release),
        &planned,
    );
    client.startup_failures = beside(case.startup_failures, &client.findings);
    judged(&case.evaluation, edits, client, case.server.clone())
}

/// The entries that the context selects.
pub(crate) fn selected(
    case: &KubeconfigCase<'_>,
    config: &crate::decode::kubeconfig::Kubeconfig,
    flags: &Flags<'_>,
) -> Selected {
    let selection = crate::decode::kubeconfig::select(config, flags);
    Selected {
        file: case.file.to_owned(),
        context: selection.context_name.unwrap_or_default(),
        cluster: selection.cluster_name,
        user: selection.user_name,
    }
}

/// The kubeconfigs with the edits made to their text, read again.
pub(crate) fn reloaded(case: &KubeconfigCase<'_>, edits: &[Edit]) -> Loaded {
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    for edit in edits {
        if let Edit::Kubeconfig(KubeconfigEdit::Text(edit)) = edit {
            let present = texts
                .remove(edit.file.as_str())
                .or_else(|| text_of(case, &edit.file));
            if let Some(text) = present {
                texts.insert(&edit.file, edit.change.apply(&text));
            }
        }
    }
    if texts.is_empty() {
        return case.loaded.clone();
    }
    case.loaded.reloaded(&mut |file| match texts.get(file) {
        Some(text) => Some(text.clone().into_bytes()),
        None => text_of(case, file).map(String::into_bytes),
    })
}

/// The text of a kubeconfig; none for standard input, which is read once.
pub(crate) fn text_of(case: &KubeconfigCase<'_>, file: &str) -> Option<String> {
    if file == "-" {
        return None;
    }
    let bytes = case
        .evaluation
        .files
        .read(std::path::Path::new(file), Limit::KUBECONFIG)
        .ok()?;
    String::from_utf8(bytes).ok()
}
