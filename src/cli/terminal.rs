//! The process around the program: clock, environment, terminal, standard output.

use std::io::{self, IsTerminal as _, Write as _};

use certgraph::ground::time::Timestamp;

/// No panic shows what it was about: a message may hold input, and input may hold secrets. No core dump either.
pub(crate) fn harden() {
    std::panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map(|at| format!(" at {}:{}", at.file(), at.line()))
            .unwrap_or_default();
        let _ = writeln!(
            io::stderr(),
            "error: certgraph failed{place}; please report it"
        );
        #[expect(
            clippy::exit,
            reason = "a panic ends the program with the code for internal errors"
        )]
        std::process::exit(70);
    }));
    #[cfg(unix)]
    {
        let none = rustix::process::Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        let _ = rustix::process::setrlimit(rustix::process::Resource::Core, none);
    }
}

/// The clock, read here and nowhere else.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the clock is read"
)]
pub(crate) fn now() -> Timestamp {
    std::time::SystemTime::now().into()
}

/// An environment variable that is set and not empty.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the environment is read"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether standard output is to be coloured.
pub(crate) fn color() -> bool {
    if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0")
        || variable("FORCE_COLOR").is_some()
    {
        return true;
    }
    io::stdout().is_terminal()
        && variable("NO_COLOR").is_none()
        && variable("TERM").is_none_or(|term| term != "dumb")
        && takes_escapes()
}

/// Consoles of Windows take escape sequences once they are told so, and old ones never; elsewhere nobody is asked.
fn takes_escapes() -> bool {
    anstyle_query::windows::enable_ansi_colors() != Some(false)
}

/// Columns: the terminal's, at most 140, and 80 where there is none.
pub(crate) fn width() -> usize {
    if !io::stdout().is_terminal() {
        return 80;
    }
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0).clamp(40, 140))
}

/// Says something beside the result, escaped.
pub(crate) fn note(text: &str) {
    let _ = writeln!(
        io::stderr(),
        "{}",
        certgraph::render::escape::terminal(text)
    );
}

/// Says why there is no result.
pub(crate) fn error(text: &str) {
    note(&format!("error: {text}"));
}
