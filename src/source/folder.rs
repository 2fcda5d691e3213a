//! Writing results into a folder of their own.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Component, Path};

/// Writes files, each by its path below a folder, which must not exist or be empty. Scripts, by their ending, may be run; nobody
/// else may read them.
///
/// # Errors
/// The folder holds something, a path leads out of it, or the system's own.
pub fn write_folder<'a>(
    folder: &Path,
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            "is not empty; name a new directory",
        ));
    }
    for (name, text) in files {
        let inside = Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "a path leads out of the directory",
            ));
        }
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(if name.ends_with(".sh") { 0o700 } else { 0o600 });
        }
        options.open(path)?.write_all(text.as_bytes())?;
    }
    Ok(())
}
