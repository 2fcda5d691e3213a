//! Names that lead nowhere: contexts and clusters that exist, the most alike first.

use crate::fix::model::{Edit, Fix, KubeconfigEdit, Side, Words, all};
use crate::fix::propose::tools::{Entry, Scene};
use crate::ground::likeness::sort_by_likeness;

/// Names of the same kind that are offered in the place of one that leads nowhere.
const OFFERED: usize = 3;

/// Contexts that exist, in the place of one that does not.
pub(super) fn contexts(scene: &Scene<'_>) -> Vec<Fix> {
    let Some(file) = scene.file_of(Entry::CurrentContext) else {
        return Vec::new();
    };
    let wanted = scene.selected.context.as_str();
    let others = scene.config.contexts.iter();
    let mut others: Vec<_> = others
        .filter(|context| context.name != wanted && !context.name.is_empty())
        .collect();
    sort_by_likeness(wanted, &mut others, |context| &context.name);
    others
        .into_iter()
        .take(OFFERED)
        .map(|context| {
            // A context that was asked for on the command line is a slip there, and the current one stays what it is.
            let command = if scene.case.flags.context.is_some() {
                Words::new("kubectl version")
                    .option("--context", &context.name)
                    .option("--kubeconfig", &file)
            } else {
                Words::new("kubectl config use-context")
                    .value(&context.name)
                    .option("--kubeconfig", &file)
            };
            Fix::new(
                Side::Client,
                format!("use the context {}", context.name),
                all([command.done()]),
                vec![Edit::Kubeconfig(KubeconfigEdit::UseContext(
                    context.name.clone(),
                ))],
            )
        })
        .collect()
}

/// Clusters that exist, in the place of one that does not.
pub(super) fn clusters(scene: &Scene<'_>) -> Vec<Fix> {
    let Some(file) = scene.file_of(Entry::Context) else {
        return Vec::new();
    };
    let wanted = scene.selected.cluster.as_str();
    let others = scene.config.clusters.iter();
    let mut others: Vec<_> = others
        .filter(|cluster| cluster.name != wanted && !cluster.name.is_empty())
        .collect();
    sort_by_likeness(wanted, &mut others, |cluster| &cluster.name);
    others
        .into_iter()
        .take(OFFERED)
        .map(|cluster| {
            let command = Words::new("kubectl config set-context")
                .value(&scene.selected.context)
                .option("--kubeconfig", &file)
                .option("--cluster", &cluster.name);
            Fix::new(
                Side::Client,
                format!("point the context at the cluster {}", cluster.name),
                all([command.done()]),
                vec![Edit::Kubeconfig(KubeconfigEdit::ContextCluster(
                    cluster.name.clone(),
                ))],
            )
        })
        .collect()
}
