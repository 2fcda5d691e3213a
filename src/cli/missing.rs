//! Where a command is typed without what it needs, an example says more than a usage line.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use certgraph::ground::path::Shown as _;
use certgraph::source::exists;
use clap::Parser;
use clap::error::ErrorKind;

use super::exit::ExitStatus;
use super::terminal;

/// What is to be typed, for each command that cannot do without an argument.
const EXAMPLES: [(&str, &str); 5] = [
    (
        "diff",
        "diff needs two files or directories: certgraph diff BEFORE AFTER",
    ),
    (
        "probe",
        "probe needs a server: certgraph probe https://HOST:6443",
    ),
    (
        "verify",
        "verify needs a certificate, the CAs and the purpose: certgraph verify server.crt --anchors ca.crt --purpose server",
    ),
    (
        "rotate",
        "rotate needs to know what to replace: certgraph rotate /etc/kubernetes --ca kubernetes, or --all-cas, --renew FILE, --leaves, --service-account-key, or --status",
    ),
    (
        "completions",
        "completions needs a shell: certgraph completions bash",
    ),
];

/// Reads the arguments.
///
/// # Errors
/// How the run ends where an example helps. Of other faults, and for `--help`, clap ends the process.
pub(crate) fn parse<C: Parser>(arguments: Vec<OsString>) -> Result<C, ExitStatus> {
    let command = arguments.get(1).cloned().unwrap_or_default();
    C::try_parse_from(arguments).map_err(|error| match instead(error.kind(), &command) {
        Some(text) => {
            terminal::error(&text);
            ExitStatus::Usage
        }
        None => error.exit(),
    })
}

fn instead(kind: ErrorKind, command: &OsStr) -> Option<String> {
    let shown = || Path::new(command).shown();
    match kind {
        ErrorKind::MissingRequiredArgument => EXAMPLES
            .iter()
            .find(|(name, _)| command == *name)
            .map(|(_, example)| (*example).to_owned()),
        ErrorKind::InvalidSubcommand if command == "version" => {
            Some("version is no command; certgraph --version".to_owned())
        }
        ErrorKind::InvalidSubcommand if exists(Path::new(command)) => Some(format!(
            "{} is no command; what is wrong with it: certgraph explain {}, what expires: certgraph audit {}",
            shown(),
            shown(),
            shown()
        )),
        _ => None,
    }
}
