//! Control planes that no static pods start: by systemd units, by microk8s from files of arguments, by k0s and RKE with the
//! arguments that their programs always give.
//!
//! Each layout is recognised by its content, and gives programs with their flags; what those connect is worked out as for
//! kubeadm's.

mod k0s;
mod microk8s;
mod rke;
mod units;

use std::path::{Path, PathBuf};

use super::ControlPlane;
use super::host::Host;
use super::kubeadm;
use super::program::Program;
use crate::decode::command_line::CommandLine;
use crate::decode::static_pod::{Container, Mount, PodFacts};
use crate::ground::path::Shown as _;
use crate::source::Limit;
use crate::survey::Rules;

/// An argument of a program, and its line.
type Argument = (String, Option<u32>);

/// What a layout found.
struct Started {
    /// The folder that it was recognised by.
    folder: PathBuf,
    host: Host,
    programs: Vec<Program>,
}

/// The control planes in a folder, which is a node's root or the layout's own.
pub(super) fn find(folder: &Path, rules: &Rules<'_>) -> Vec<ControlPlane> {
    let layouts = [units::read, microk8s::read, k0s::read, rke::read];
    let found = layouts.iter().filter_map(|read| read(folder, rules));
    found
        .filter_map(|found| kubeadm::started(&found.folder, found.host, found.programs, rules))
        .collect()
}

/// A program of the host: it sees every path as it is there.
fn program(name: &str, place: &Path, arguments: &[Argument], host: &Host) -> Program {
    let container = Container {
        image: String::new(),
        has_liveness_probe: false,
        pod: PodFacts {
            host_network: true,
            ..PodFacts::default()
        },
        name: name.to_owned(),
        flags: CommandLine::new(arguments),
        program: name.to_owned(),
        mounts: vec![Mount {
            container: "/".to_owned(),
            host: "/".to_owned(),
        }],
    };
    Program::new(place.shown().to_string(), container, host.clone())
}

/// A flag, and the file that it names below a layout's folder.
type Standard = (&'static str, &'static str);

/// A program that a layout always starts with these flags, of which those count whose files are there, and `always`. None
/// where not one file is.
fn of_layout(
    name: &str,
    folder: (&Path, &str),
    files: &[Standard],
    always: &[&str],
    host: &Host,
    rules: &Rules<'_>,
) -> Option<Program> {
    let (here, standard) = folder;
    let is_there = |file: &str| rules.files.open(&here.join(file), Limit::BUNDLE).is_ok();
    let mut arguments: Vec<_> = files
        .iter()
        .filter(|(_, file)| is_there(file))
        .map(|(flag, file)| (format!("{flag}={standard}/{file}"), None))
        .collect();
    if arguments.is_empty() {
        return None;
    }
    arguments.extend(always.iter().map(|flag| ((*flag).to_owned(), None)));
    Some(program(name, here, &arguments, host))
}
