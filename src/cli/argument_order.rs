//! Options in front of the command, as kubectl takes them: `certgraph --at 2027-01-01 explain`.

use std::ffi::{OsStr, OsString};

/// The arguments of the process, with what stands in front of the command moved behind it. An option that the command does not
/// have is refused there as anywhere.
pub(crate) fn arguments(program: fn() -> clap::Command) -> Vec<OsString> {
    let arguments: Vec<_> = std::env::args_os().collect();
    if !arguments.get(1).is_some_and(|first| is_option(first)) {
        return arguments;
    }
    let program = program();
    let commands = program.get_subcommands();
    let commands: Vec<_> = commands.map(clap::Command::get_name).collect();
    behind_command(arguments, &commands)
}

/// Whether it is an option that a command may have.
fn is_option(argument: &OsStr) -> bool {
    const OF_THE_PROGRAM: [&str; 4] = ["-h", "--help", "-V", "--version"];
    let is_own = OF_THE_PROGRAM.iter().any(|own| argument == OsStr::new(own));
    argument.as_encoded_bytes().starts_with(b"-") && !is_own
}

fn behind_command(mut arguments: Vec<OsString>, commands: &[&str]) -> Vec<OsString> {
    let is_command = |argument: &OsString| commands.iter().any(|name| argument == OsStr::new(name));
    if !arguments.get(1).is_some_and(|first| is_option(first)) {
        return arguments;
    }
    if let Some(command) = arguments.iter().position(is_command)
        && let Some(moved) = arguments.get_mut(1..=command)
    {
        moved.rotate_right(1);
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_follow_their_command() {
        let ordered = |line: &str| {
            let arguments = line.split(' ').map(OsString::from).collect();
            let ordered = behind_command(arguments, &["explain", "audit"]);
            let texts: Vec<_> = ordered
                .iter()
                .map(|argument| argument.to_string_lossy())
                .collect();
            texts.join(" ")
        };
        assert_eq!(
            ordered("certgraph --at 2027-01-01 -v explain x --full"),
            "certgraph explain --at 2027-01-01 -v x --full"
        );
        for same in [
            "certgraph explain --at x audit",
            "certgraph --help explain",
            "certgraph --version",
            "certgraph --at x",
            "certgraph",
        ] {
            assert_eq!(ordered(same), same);
        }
    }
}
