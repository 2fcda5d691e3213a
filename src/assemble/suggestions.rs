//! The names that were probably meant by those that lead nowhere.

use crate::decode::kubeconfig::{Kubeconfig, Selection};
use crate::finding::{Code, Finding, InputFault, Problem};
use crate::ground::likeness::did_you_mean;

/// Adds to a name that leads nowhere the one that was probably meant.
pub(crate) fn suggest_names(
    findings: &mut [Finding],
    selection: &Selection<'_>,
    config: &Kubeconfig,
) {
    for finding in findings {
        let code = finding.problem.code();
        let Problem::Input(fault) = &mut finding.problem else {
            continue;
        };
        let (InputFault::Kubeconfig { near, .. } | InputFault::Gap { near, .. }) = &mut **fault
        else {
            continue;
        };
        let wanted = selection.context_name.as_deref().unwrap_or_default();
        *near = match code {
            Code::UnknownContext => did_you_mean(wanted, names(&config.contexts, |c| &c.name)),
            Code::UnknownCluster => did_you_mean(
                &selection.cluster_name,
                names(&config.clusters, |c| &c.name),
            ),
            Code::UnknownUser => {
                did_you_mean(&selection.user_name, names(&config.users, |u| &u.name))
            }
            _ => continue,
        };
    }
}

fn names<T>(entries: &[T], name: fn(&T) -> &String) -> impl Iterator<Item = &str> {
    entries.iter().map(move |entry| name(entry).as_str())
}
