//! What kubectl prints when it gives up before it connects (`kubectl/pkg/cmd/util/helpers.go`).

use super::problem::{KubeconfigFault, KubeconfigProblem};
use super::stage::Stage;
use crate::golang::go_quote;

/// kubectl's standard error and exit status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PredictedFailure {
    /// Of `kubectl get pods`, without the line break at the end. Where credentials are missing, the prompt
    /// `Please enter Username: ` goes to standard output before it.
    pub get_pods: Option<String>,
    /// Of `kubectl get --raw /api`.
    pub get_raw: Option<String>,
    /// 1
    pub exit: u8,
}

/// Predicts from all faults: those of loading if there are any, else those of an assessment. None if there is no fault
/// that stops kubectl; the texts are none where kubectl might go on, since only certgraph's own limit stops it.
pub fn predict(faults: &[KubeconfigFault]) -> Option<PredictedFailure> {
    let first = faults.iter().map(|fault| fault.problem.stage()).min()?;
    let (get_pods, get_raw) = if first == Stage::Load {
        let text = load_text(faults);
        (text.clone(), text)
    } else {
        (get_pods(faults), get_raw(faults))
    };
    Some(PredictedFailure {
        get_pods,
        get_raw,
        exit: 1,
    })
}

/// The faults that kubectl prints, among all: those that are to be fixed first.
pub fn printed(faults: &[KubeconfigFault]) -> Vec<&KubeconfigFault> {
    let Some(first) = faults.iter().map(|fault| fault.problem.stage()).min() else {
        return Vec::new();
    };
    let of_stage = faults.iter().filter(|f| f.problem.stage() == first);
    match first {
        Stage::Load => first_of_each_file(faults),
        Stage::Validation => of_stage.collect(),
        Stage::Selection | Stage::Credentials | Stage::ServerUrl | Stage::Transport => {
            of_stage.take(1).collect()
        }
    }
}

fn first_of_each_file(faults: &[KubeconfigFault]) -> Vec<&KubeconfigFault> {
    let mut firsts: Vec<&KubeconfigFault> = Vec::new();
    for fault in faults
        .iter()
        .filter(|fault| fault.problem.stage() == Stage::Load)
    {
        let known = firsts
            .iter()
            .any(|first| first.location.file == fault.location.file);
        if !known {
            firsts.push(fault);
        }
    }
    firsts
}

fn load_text(faults: &[KubeconfigFault]) -> Option<String> {
    let lines = first_of_each_file(faults)
        .into_iter()
        .map(|fault| {
            let message = fault.problem.kubectl_message()?;
            Some(match fault.problem {
                KubeconfigProblem::ExplicitFileMissing { .. } => message,
                _ => format!(
                    "error loading config file \"{}\": {message}",
                    fault.location.file
                ),
            })
        })
        .collect::<Option<Vec<_>>>()?;
    Some(match lines.as_slice() {
        [line] => format!("error: {line}"),
        lines => lines.join("\n"),
    })
}

/// `ClientConfig`: names given by flags first, then validation.
fn get_raw(faults: &[KubeconfigFault]) -> Option<String> {
    let first = faults
        .iter()
        .find(|f| f.problem.stage() == Stage::Selection);
    match first {
        Some(fault) => single(&fault.problem),
        None => validation(faults).unwrap_or_else(|| later(faults)),
    }
}

/// The namespace is asked for first, and with it comes validation, where flags count as names in the file.
fn get_pods(faults: &[KubeconfigFault]) -> Option<String> {
    validation(faults).unwrap_or_else(|| {
        let first = faults
            .iter()
            .find(|f| f.problem.stage() == Stage::Selection);
        first.map_or_else(|| later(faults), |fault| single(&fault.problem))
    })
}

/// `ConfirmUsable`: all at once. The outer none: nothing to say.
fn validation(faults: &[KubeconfigFault]) -> Option<Option<String>> {
    let mut messages = Vec::new();
    let mut context_only = true;
    // The context comes first, and the cluster last.
    let rank = |fault: &KubeconfigFault| match fault.problem {
        KubeconfigProblem::ContextNotFound { .. } => 0,
        KubeconfigProblem::ClusterNotFound { .. } => 2,
        _ => 1,
    };
    let mut ordered: Vec<_> = faults.iter().collect();
    ordered.sort_by_key(|fault| rank(fault));
    for fault in ordered {
        let message = match &fault.problem {
            KubeconfigProblem::ContextNotFound { name, .. } => Some(format!(
                "context was not found for specified context: {name}"
            )),
            KubeconfigProblem::ClusterNotFound { name } => {
                context_only = false;
                Some(format!(
                    "no server found for cluster {}",
                    go_quote(name.as_bytes())
                ))
            }
            problem if problem.stage() == Stage::Validation => {
                context_only = false;
                problem.kubectl_message()
            }
            _ => continue,
        };
        match message {
            Some(message) => messages.push(message),
            None => return Some(None),
        }
    }
    Some(Some(match messages.as_slice() {
        [] => return None,
        [message] if context_only => format!("Error in configuration: {message}"),
        [message] => format!("error: {message}"),
        messages => {
            let lines: String = messages.iter().map(|m| format!("\n* {m}")).collect();
            format!("Error in configuration: {lines}")
        }
    }))
}

fn later(faults: &[KubeconfigFault]) -> Option<String> {
    let first = faults.iter().min_by_key(|fault| fault.problem.stage())?;
    single(&first.problem)
}

fn single(problem: &KubeconfigProblem) -> Option<String> {
    let message = problem.kubectl_message()?;
    Some(match problem {
        // A `url.Error`, which kubectl takes for a failed connection.
        KubeconfigProblem::ServerMalformed { .. } => {
            format!("Unable to connect to the server: {message}")
        }
        _ => format!("error: {message}"),
    })
}
