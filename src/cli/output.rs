//! Where a result goes: standard output, or a file that is replaced as a whole.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::exit::ExitStatus;
use super::terminal;
use super::unfinished::Unfinished;

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
    replace(path, print).map_err(|error| format!("{}: {error}", path.display()))
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

/// Into a new file beside it that takes its name at last: the textfile collector of the node exporter never sees half
/// of it. Its name does not end as those do that the collector reads.
///
/// What is no file, `/dev/stdout` or a pipe, is written to: a file in its place would be no device any more. A link stays one,
/// and who may read the old file may read the new one, and nobody else.
fn replace(path: &Path, print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let old = fs::metadata(path);
    if old
        .as_ref()
        .is_ok_and(|old| !old.is_file() && !old.is_dir())
    {
        let mut out = BufWriter::new(File::options().write(true).open(path)?);
        print(&mut out)?;
        return out.flush();
    }
    let behind = fs::canonicalize(path);
    let path = behind.as_deref().unwrap_or(path);
    let Some(name) = path.file_name() else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "is no file name",
        ));
    };
    let mut own = OsString::from(".");
    own.push(name);
    own.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(own);
    let (unfinished, file) = Unfinished::create(&beside)?;
    if let Ok(old) = &old {
        file.set_permissions(old.permissions())?;
    }
    let mut out = BufWriter::new(file);
    print(&mut out)?;
    out.flush()?;
    out.get_ref().sync_all()?;
    unfinished.rename(path)
}
