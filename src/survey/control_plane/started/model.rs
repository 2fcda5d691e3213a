//! What such a layout gives.

use std::path::{Path, PathBuf};

use crate::decode::command_line::CommandLine;
use crate::decode::static_pod::{Container, Mount, PodFacts};
use crate::ground::path::Shown as _;
use crate::source::Limit;
use crate::survey::Rules;
use crate::survey::control_plane::host::Host;
use crate::survey::control_plane::program::Program;

/// An argument of a program, and its line.
pub(super) type Argument = (String, Option<u32>);

/// What a layout found.
pub(in crate::survey::control_plane) struct Started {
    /// The folder that it was recognised by.
    pub(in crate::survey::control_plane) folder: PathBuf,
    /// Where the node's files are.
    pub(in crate::survey::control_plane) host: Host,
    /// What runs there.
    pub(in crate::survey::control_plane) programs: Vec<Program>,
}

/// A program of the host: it sees every path as it is there.
pub(super) fn program(name: &str, place: &Path, arguments: &[Argument], host: &Host) -> Program {
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
pub(super) type Standard = (&'static str, &'static str);

/// A program that a layout always starts with these flags, of which those count whose files are there, and `always`. None
/// where not one file is.
pub(super) fn of_layout(
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
