//! The programs of a node: the containers of its static pods.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::host::Host;
use super::program::Program;
use super::several;
use crate::decode::openshift_config;
use crate::decode::static_pod::containers;
use crate::finding::{Finding, FlagsUnread, InputFault, Problem, Severity, Step};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::source::{Limit, WalkLimit, is_folder, walk};
use crate::survey::Rules;

/// The programs of a folder of static-pod manifests; names that begin with a dot are passed over, as the kubelet does
/// (kubelet `config/file_linux.go`).
pub(super) fn programs(
    folder: &Path,
    host: &Host,
    findings: &mut Vec<Finding>,
    rules: &Rules<'_>,
) -> Vec<Program> {
    if !is_folder(folder) {
        return Vec::new();
    }
    let limit = WalkLimit {
        depth: 1,
        ..WalkLimit::DIRECTORY
    };
    let mut programs = Vec::new();
    for path in walk(folder, limit).files {
        let hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if !hidden {
            match manifest(&path, host, rules) {
                Ok(found) => programs.extend(
                    found
                        .into_iter()
                        .filter_map(|program| configured(program, findings, rules)),
                ),
                Err(mut finding) => {
                    if is_left_over(&path) {
                        finding.severity = Severity::Warning;
                    }
                    findings.push(*finding);
                }
            }
        }
    }
    // Of several that run one program, the one that is called so counts, or else the first by name.
    programs.sort_by_key(|program| !program.is_in_its_own_file());
    findings.extend(several::check(&programs));
    programs
}

/// A program with the flags of `--openshift-config` as well. Where that is not here, next to nothing is known of it, and
/// what it lacks must not be held against it.
fn configured(program: Program, findings: &mut Vec<Finding>, rules: &Rules<'_>) -> Option<Program> {
    const FLAG: &str = "--openshift-config";
    let Some(value) = program.value(FLAG) else {
        return Some(program);
    };
    let read = |path: PathBuf| {
        let text = rules.files.read(&path, Limit::KUBECONFIG);
        let text = text.map_err(FlagsUnread::Unreadable)?;
        openshift_config::flags(&text).ok_or(FlagsUnread::NoConfiguration)
    };
    let flags = program.here(value).ok_or(FlagsUnread::NotGiven);
    match flags.and_then(read) {
        Ok(flags) => Some(program.configured(&flags)),
        Err(why) => {
            let problem = Problem::from(InputFault::FlagsUnknown {
                flag: FLAG,
                value: value.to_owned(),
                why,
            });
            let mut finding = Finding::new(problem, None, vec![program.place(FLAG)]);
            finding.severity = Severity::Warning;
            findings.push(finding);
            None
        }
    }
}

/// Whether a file has another ending than manifests have: an editor's copy. The kubelet reads it all the same, and goes on
/// without it.
fn is_left_over(path: &Path) -> bool {
    let ending = path.extension().and_then(OsStr::to_str);
    !matches!(ending, None | Some("yaml" | "yml" | "json" | "manifest"))
}

/// The programs of one manifest.
///
/// # Errors
/// What is wrong with it.
pub(super) fn manifest(
    path: &Path,
    host: &Host,
    rules: &Rules<'_>,
) -> Result<Vec<Program>, Box<Finding>> {
    let name = path.shown().to_string();
    let refused = |fault| {
        let place = vec![Location::file(name.as_str())];
        Box::new(Finding::new(
            Problem::from(fault),
            Step::ServerPresents,
            place,
        ))
    };
    let text = rules
        .files
        .read(path, Limit::KUBECONFIG)
        .map_err(|error| refused(InputFault::ManifestUnreadable(error)))?;
    let containers = containers(&text).map_err(|error| refused(InputFault::NoStaticPod(error)))?;
    Ok(containers
        .into_iter()
        .map(|container| Program::new(name.clone(), container, host.clone()))
        .collect())
}
