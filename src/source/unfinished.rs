//! A file that is being written goes when the run is interrupted.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

/// The file under way, if there is one. A run writes one at a time.
static UNDER_WAY: Mutex<Option<PathBuf>> = Mutex::new(None);

/// A new file that an interrupt, or dropping this, removes.
pub(super) struct Unfinished {
    path: PathBuf,
}

impl Unfinished {
    /// Creates the file.
    ///
    /// # Errors
    /// It is there already, or cannot be created.
    pub(super) fn create(path: &Path) -> io::Result<(Self, File)> {
        remove_on_interrupt();
        // Created while the lock is held: whoever ends the run then waits, and finds it.
        let mut under_way = UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner);
        let file = File::create_new(path)?;
        *under_way = Some(path.to_owned());
        let path = path.to_owned();
        Ok((Self { path }, file))
    }

    /// Gives the file its name, and leaves it there.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn rename(self, name: &Path) -> io::Result<()> {
        fs::rename(&self.path, name)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut under_way = UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner);
        // After a rename nothing has this name any more.
        let _ = fs::remove_file(&self.path);
        *under_way = None;
    }
}

/// From now on a signal that ends the run removes the file first. The run then ends by that signal, as it would have.
#[cfg(unix)]
fn remove_on_interrupt() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        // Without it the file stays behind, as it would without this watch.
        let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else {
            return;
        };
        std::thread::spawn(move || {
            if let Some(signal) = signals.forever().next() {
                let under_way = UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(path) = &*under_way {
                    let _ = fs::remove_file(path);
                }
                let _ = emulate_default_handler(signal);
            }
        });
    });
}

#[cfg(not(unix))]
fn remove_on_interrupt() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unfinished_file_goes_and_a_finished_one_stays() {
        let dir = tempfile::tempdir().unwrap();
        let (beside, name) = (dir.path().join(".x.tmp"), dir.path().join("x"));
        let (unfinished, _) = Unfinished::create(&beside).unwrap();
        assert!(Unfinished::create(&beside).is_err() && beside.exists());
        drop(unfinished);
        assert!(!beside.exists() && UNDER_WAY.lock().unwrap().is_none());
        let (unfinished, _) = Unfinished::create(&beside).unwrap();
        unfinished.rename(&name).unwrap();
        assert!(name.exists() && !beside.exists());
    }
}
