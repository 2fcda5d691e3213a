//! Kubeconfigs with which a program calls a server that is none of this cluster: webhooks.
//!
//! Such a file is read as the program starts, with all that it names, and ends it where it cannot be used; only a pair by file
//! that does not fit is met when it is asked for (client-go `transport.go` `loadTLSFiles`).

use std::path::PathBuf;

use super::start::{Start, Stop};
use crate::assemble::{NamedFile, client};
use crate::connection::{Client, ClientKind};
use crate::decode::kubeconfig::{Flags, load_bytes};
use crate::finding::{Finding, Problem, Severity, Step};
use crate::ground::path::Shown as _;
use crate::programs::{self, FileState, Reader, When};
use crate::source::{ErrorKind, Limit};
use crate::survey::control_plane::host::Host;
use crate::survey::control_plane::kubeconfig;

/// A kubeconfig that a setting names.
pub(in crate::survey::control_plane) struct Named {
    pub(in crate::survey::control_plane) file: NamedFile,
    /// As the program has it.
    pub(super) written: String,
    pub(in crate::survey::control_plane) leads_to: programs::Program,
    /// The program's words around those of clientcmd, `{}`.
    pub(super) frame: &'static str,
}

/// A server that a program calls by a kubeconfig of its own.
pub(in crate::survey::control_plane) struct Called {
    /// The kubeconfig, which is no other program's.
    pub(in crate::survey::control_plane) path: PathBuf,
    /// The program's side; none where it does not get that far.
    pub(in crate::survey::control_plane) client: Option<Client>,
    /// The server, of which no file here says more.
    pub(in crate::survey::control_plane) leads_to: programs::Program,
    /// What of the file ends the program.
    pub(in crate::survey::control_plane) stops: Vec<Stop>,
}

/// The webhooks that the flags of a program name, and those of its configurations, `more`.
pub(in crate::survey::control_plane) fn called(
    start: &Start<'_>,
    host: &Host,
    more: Vec<Named>,
) -> Vec<Called> {
    let by_flag = named(start).into_iter();
    let by_flag = by_flag.filter(|named| named.leads_to != programs::Program::KubeApiserver);
    let all = by_flag.chain(more);
    all.filter_map(|named| read(start, host, &named)).collect()
}

/// The kubeconfigs that the flags of a program name and that it reads.
pub(in crate::survey::control_plane) fn named(start: &Start<'_>) -> Vec<Named> {
    let settings = programs::settings(start.component).iter();
    let found = settings.filter_map(|setting| {
        let leads_to = setting.leads_to?;
        let is_read = match setting.when {
            When::Always => true,
            When::Beside(other) => start.own.value(other).is_some(),
        };
        if !is_read {
            return None;
        }
        Some(Named {
            file: start.own.file(setting.name)?,
            written: start.own.value(setting.name)?.to_owned(),
            leads_to,
            frame: setting.frame,
        })
    });
    found.collect()
}

/// That a kubeconfig is not there, which ends the program.
pub(in crate::survey::control_plane) fn missing(start: &Start<'_>, named: &Named) -> Option<Stop> {
    let path = named.file.path.as_ref()?;
    let error = start.rules.files.open(path, Limit::KUBECONFIG).err()?;
    (error.kind == ErrorKind::NotFound).then(|| {
        let words = Reader::Kubeconfig.words(FileState::Missing, &named.written, None);
        let words = named.frame.replacen("{}", &words, 1);
        Stop::missing(&named.file, &error, words)
    })
}

/// Reads one; none where it is not among the files given.
fn read(start: &Start<'_>, host: &Host, named: &Named) -> Option<Called> {
    let path = named.file.path.clone()?;
    let mut found = Called {
        path: path.clone(),
        client: None,
        leads_to: named.leads_to,
        stops: Vec::new(),
    };
    let framed = |words: &str| named.frame.replacen("{}", words, 1);
    let words = |state| framed(&Reader::Kubeconfig.words(state, &named.written, None));
    if let Some(stop) = missing(start, named) {
        found.stops.push(stop);
        return Some(found);
    }
    let text = start
        .rules
        .files
        .read_secret(&path, Limit::KUBECONFIG)
        .ok()?;
    if text.expose().trim_ascii().is_empty() {
        let place = vec![named.file.location.clone()];
        let stop = Stop::with_words(start.component, words(FileState::Empty), place);
        found.stops.push(stop);
        return Some(found);
    }
    let name = path.shown().to_string();
    let directory = start.rules.directory.shown().to_string();
    let mut loaded = load_bytes(&name, text.expose(), &directory);
    let outside = kubeconfig::map_paths(&mut loaded, host);
    let (release, kubectl) = (start.rules.release, start.rules.words);
    let flags = Flags::default();
    let mut own = client(&loaded, &flags, &name, start.rules.files, release, kubectl);
    outside.apply(&mut own, &loaded);
    as_component(&mut own, start);
    if own.refusal.is_some() {
        let fatal = own.findings.iter().filter(|finding| is_fatal(finding));
        found.stops = fatal
            .cloned()
            .map(|finding| Stop {
                finding,
                words: None,
            })
            .collect();
    }
    found.client = Some(own);
    Some(found)
}

/// The user of a kubeconfig as a program that needs no credentials.
fn as_component(client: &mut Client, start: &Start<'_>) {
    client.participant.kind = ClientKind::Component;
    client.participant.component = start.component;
    client.participant.context = None;
    client
        .findings
        .retain(|finding| finding.problem != Problem::NoCredentials);
    // Without credentials kubectl asks for a user name; a program presents nothing.
    if !client.findings.iter().any(is_fatal) {
        client.refusal = None;
    }
}

fn is_fatal(finding: &Finding) -> bool {
    let at_start = matches!(
        finding.step,
        Some(Step::Configuration | Step::ClientPresents) | None
    );
    finding.severity == Severity::Error && at_start && !finding.behind
}
