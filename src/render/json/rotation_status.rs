//! `certgraph.rotate-status/v1`.

use serde::Serialize;

use crate::rotation::{Status, Subject};

/// The document.
pub fn rotation_status(all: &[Status], failing: &[&str]) -> String {
    super::pretty(&Document {
        schema: "certgraph.rotate-status/v1",
        authorities: all.iter().filter(is_authority).map(one).collect(),
        service_account_key: of(all, Subject::AccountKey),
        leaves: of(all, Subject::Leaves),
        failing: failing.iter().map(|name| (*name).to_owned()).collect(),
    })
}

fn is_authority(status: &&Status) -> bool {
    matches!(status.subject, Subject::Authority(_))
}

fn of(all: &[Status], subject: Subject) -> Option<StatusV1> {
    all.iter().find(|status| status.subject == subject).map(one)
}

fn one(status: &Status) -> StatusV1 {
    let print = |index: usize| {
        let pair = status.pair.as_ref()?;
        Some(pair.get(index)?.fingerprint.to_string())
    };
    StatusV1 {
        authority: status.subject.name(),
        old: print(0),
        new: print(1),
        next: status.next.map(|step| step.as_str()),
        done: status.done,
        left: status.left.clone(),
        wrong: status.wrong.clone(),
    }
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    authorities: Vec<StatusV1>,
    service_account_key: Option<StatusV1>,
    leaves: Option<StatusV1>,
    failing: Vec<String>,
}

#[derive(Serialize)]
struct StatusV1 {
    authority: &'static str,
    old: Option<String>,
    new: Option<String>,
    next: Option<&'static str>,
    done: usize,
    left: Vec<String>,
    wrong: Vec<String>,
}
