//! Writing a result to a file.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::unfinished::Unfinished;

/// Writes a file anew. A new file beside it takes its name at last, so that the textfile collector of the node exporter never
/// sees half of it. Its name does not end as those do that the collector reads.
///
/// What is no file, `/dev/stdout` or a pipe, is written to: a file in its place would be no device any more. A link stays one,
/// and who may read the old file may read the new one, and nobody else.
///
/// # Errors
/// The system's own; nothing has changed then.
pub fn replace_file(
    path: &Path,
    print: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
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
