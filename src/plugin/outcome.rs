//! How the plugin ends, and what it says.

/// The result may be right for what was read, and not all was read (`docs/usage.md`, exit codes).
pub(crate) const UNDETERMINED: u8 = 4;
/// What was asked for cannot be read at all.
pub(crate) const UNREADABLE: u8 = 3;

/// One line on standard error, as kubectl's own are.
#[expect(clippy::print_stderr, reason = "a program speaks to its user there")]
pub(crate) fn say(text: &str) {
    eprintln!("kubectl certgraph: {text}");
}
