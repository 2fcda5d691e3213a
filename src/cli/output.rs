//! Where a result goes: standard output, or a file that is replaced as a whole.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use certgraph::ground::path::Shown as _;
use certgraph::source::replace_file;

use super::exit::ExitStatus;
use super::terminal;

/// Writes a result. A reader that has gone away, such as `head`, is no error.
///
/// # Errors
/// A file that cannot be written, with its name.
pub(crate) fn write(
    path: Option<&Path>,
    print: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), String> {
    let Some(path) = path else {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        return match print(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(format!("standard output: {error}"))
            }
            _ => Ok(()),
        };
    };
    replace_file(path, print).map_err(|error| format!("{}: {error}", path.shown()))
}

/// Writes a result to standard output, and gives how the run ends: not as it would have, where nobody gets the whole of it.
pub(crate) fn print(text: &str, status: ExitStatus) -> ExitStatus {
    match write(None, |out| out.write_all(text.as_bytes())) {
        Ok(()) => status,
        Err(why) => {
            terminal::error(&why);
            ExitStatus::Unreadable
        }
    }
}
