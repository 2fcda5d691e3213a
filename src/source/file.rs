//! Reading regular files, and arguments that may be pipes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, FileType, OpenOptions};
use std::io::{Read, Take};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use super::pipe::{Fifo, Pipe, collect};
use super::{Error, ErrorKind, Limit};
use crate::ground::glob::Glob;
use crate::ground::secret::Secret;

/// How long a pipe may stay silent: `kubectl config view` needs less than 100 ms, a List of a large cluster seconds.
const SILENCE: Duration = Duration::from_secs(10);

/// Opens files, and remembers which.
#[derive(Default)]
pub struct Files {
    opened: Mutex<BTreeSet<PathBuf>>,
    passwords: Vec<Secret>,
    /// Files of directories that are passed over.
    excluded: Vec<Glob>,
    /// The only namespace whose objects are taken.
    namespace: Option<String>,
    /// Streams whose beginning was looked at, which nobody can go back in.
    begun: Mutex<BTreeMap<PathBuf, Box<dyn Read + Send>>>,
}

impl Files {
    /// Nothing opened yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing opened yet; key stores may open with these.
    pub fn with_passwords(passwords: Vec<Secret>) -> Self {
        Self {
            passwords,
            ..Self::default()
        }
    }

    /// The same, but files of directories that one of these patterns takes are passed over.
    #[must_use]
    pub fn excluding(self, excluded: Vec<Glob>) -> Self {
        Self { excluded, ..self }
    }

    /// Whether a file of a directory is to be passed over.
    pub fn excludes(&self, path: &Path) -> bool {
        let text = || path.to_string_lossy();
        !self.excluded.is_empty() && self.excluded.iter().any(|glob| glob.matches(&text()))
    }

    /// The same, but of objects in namespaces only those of `namespace` are taken.
    #[must_use]
    pub fn in_namespace(self, namespace: Option<String>) -> Self {
        Self { namespace, ..self }
    }

    /// The only namespace whose objects are taken.
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// What may open key stores.
    pub fn passwords(&self) -> &[Secret] {
        &self.passwords
    }

    /// Every path that was opened for reading, sorted, as it was given; `-` is standard input.
    pub fn opened(&self) -> Vec<PathBuf> {
        match self.opened.lock() {
            Ok(opened) => opened.iter().cloned().collect(),
            Err(poisoned) => poisoned.into_inner().iter().cloned().collect(),
        }
    }

    /// Reads a regular file; symbolic links are followed.
    ///
    /// # Errors
    /// Anything that is not a regular file, can't be read, or has more bytes than `limit`.
    pub fn read(&self, path: &Path, limit: Limit) -> Result<Vec<u8>, Error> {
        let (mut file, size) = self.open(path, limit)?;
        // The size is the kernel's, not the content's claim, and `open` has held it against the limit. Nothing is
        // allocated again while the size holds, so no copy of a secret stays behind.
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
        file.read_to_end(&mut bytes)
            .map_err(|error| Error::from_io(path, "read", &error))?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit.bytes {
            let size = None;
            return Err(Error::new(path, ErrorKind::TooLarge { limit, size }));
        }
        Ok(bytes)
    }

    /// Reads a file that holds a private key or a token.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_secret(&self, path: &Path, limit: Limit) -> Result<Secret, Error> {
        self.read(path, limit).map(Secret::new)
    }

    /// Reads an argument: `-` is standard input, and a pipe (`<(…)`, `/dev/fd/63`) is read to its end.
    ///
    /// # Errors
    /// As [`Self::read`], a pipe that nobody writes to, and one that stays silent for 10 s.
    pub fn read_input(&self, path: &Path, limit: Limit) -> Result<Vec<u8>, Error> {
        if path != Path::new("-") && !is_pipe(path) {
            return self.read(path, limit);
        }
        let mut stream = self.stream(path)?;
        collect(path, &mut *stream, limit)
    }

    /// Opens an argument whose writer waits for answers before it writes on: as [`Self::stream`], but a writer may stay silent
    /// as long as it likes.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn conversation(&self, path: &Path) -> Result<Box<dyn Read + Send>, Error> {
        if path == Path::new("-") {
            standard_input().map_err(|kind| Error::new(path, kind))?;
            self.remember(path);
            return Ok(Box::new(std::io::stdin()));
        }
        self.open_stream(path, Duration::MAX)
    }

    /// Opens an argument for a caller that streams it: `-` is standard input, and a pipe ends with its writer. There is
    /// no limit: the caller has to forget what it has read. What a read answers becomes an [`Error`] by
    /// [`Error::from_read`].
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn stream(&self, path: &Path) -> Result<Box<dyn Read + Send>, Error> {
        if let Ok(mut begun) = self.begun.lock()
            && let Some(stream) = begun.remove(path)
        {
            return Ok(stream);
        }
        if path == Path::new("-") {
            standard_input().map_err(|kind| Error::new(path, kind))?;
            self.remember(path);
            // `File` cannot borrow standard input without `unsafe`; the handle reads the same descriptor.
            return Ok(Box::new(Pipe::new(|| Ok(std::io::stdin()), SILENCE)));
        }
        self.open_stream(path, SILENCE)
    }

    fn open_stream(&self, path: &Path, silence: Duration) -> Result<Box<dyn Read + Send>, Error> {
        if !is_pipe(path) {
            let (file, _) = self.open(path, Limit::NONE)?;
            return Ok(Box::new(file));
        }
        let file = open_options()
            .open(path)
            .map_err(|error| open_error(path, &error))?;
        self.remember(path);
        Ok(Box::new(Fifo::new(file, silence)))
    }

    /// The beginning of an argument, up to `length` bytes. Who reads it next begins there too, and is told what went wrong.
    ///
    /// # Errors
    /// As [`Self::stream`].
    pub fn head(&self, path: &Path, length: u64) -> Result<Secret, Error> {
        let mut stream = self.stream(path)?;
        let mut head = Vec::new();
        let failed = (&mut *stream).take(length).read_to_end(&mut head).err();
        if path == Path::new("-") || is_pipe(path) {
            let again = std::io::Cursor::new(head.clone())
                .chain(Failed(failed))
                .chain(stream);
            if let Ok(mut begun) = self.begun.lock() {
                begun.insert(path.to_owned(), Box::new(again));
            }
        }
        Ok(Secret::new(head))
    }

    /// Opens a regular file for a caller that streams it, with its size.
    ///
    /// # Errors
    /// As [`Self::read`], by the size that the file has now. The reader ends one byte past the limit.
    pub fn open(&self, path: &Path, limit: Limit) -> Result<(Take<File>, u64), Error> {
        let file = open_options()
            .open(path)
            .map_err(|error| open_error(path, &error))?;
        self.remember(path);
        // Asked of the open file, so that nothing can be swapped in between.
        let found = file
            .metadata()
            .map_err(|error| Error::from_io(path, "stat", &error))?;
        if let Some(kind) = refusal(found.file_type()) {
            return Err(Error::new(path, kind));
        }
        if found.len() > limit.bytes {
            let size = Some(found.len());
            return Err(Error::new(path, ErrorKind::TooLarge { limit, size }));
        }
        Ok((file.take(limit.bytes.saturating_add(1)), found.len()))
    }

    fn remember(&self, path: &Path) {
        if let Ok(mut opened) = self.opened.lock() {
            opened.insert(path.to_owned());
        }
    }
}

/// The error that a stream has ended with, once.
struct Failed(Option<std::io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Never waits for a pipe's writer, never becomes a terminal's session, is not inherited by a child.
fn open_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC | libc::O_NOCTTY);
    }
    options
}

/// A socket cannot be opened at all (ENXIO), so it is told apart by looking again.
fn open_error(path: &Path, error: &std::io::Error) -> Error {
    #[cfg(unix)]
    if error.raw_os_error() == Some(libc::ENXIO)
        && let Ok(found) = std::fs::metadata(path)
        && let Some(kind) = refusal(found.file_type())
    {
        return Error::new(path, kind);
    }
    Error::from_io(path, "open", error)
}

/// Why a thing of this type is not read, if it is not.
fn refusal(found: FileType) -> Option<ErrorKind> {
    if found.is_file() {
        return None;
    }
    if found.is_dir() {
        return Some(ErrorKind::Directory);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if found.is_fifo() {
            return Some(ErrorKind::Fifo);
        }
        if found.is_char_device() {
            return Some(ErrorKind::CharacterDevice);
        }
        if found.is_block_device() {
            return Some(ErrorKind::BlockDevice);
        }
        if found.is_socket() {
            return Some(ErrorKind::Socket);
        }
    }
    Some(ErrorKind::Unsupported)
}

/// Refuses a device as standard input, from which bytes come without end. A terminal is one that people write on, and
/// `/dev/null` ends at once.
///
/// # Errors
/// What it is.
fn standard_input() -> Result<(), ErrorKind> {
    #[cfg(unix)]
    {
        use std::io::IsTerminal as _;
        use std::os::fd::AsFd as _;
        use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
        let input = std::io::stdin();
        // A closed descriptor is told by the first read.
        let found = input.as_fd().try_clone_to_owned().map(File::from);
        let Ok(found) = found.and_then(|file| file.metadata()) else {
            return Ok(());
        };
        if found.file_type().is_block_device() {
            return Err(ErrorKind::BlockDevice);
        }
        let null = std::fs::metadata("/dev/null").map(|null| null.rdev());
        let ends = input.is_terminal() || null.is_ok_and(|null| null == found.rdev());
        if found.file_type().is_char_device() && !ends {
            return Err(ErrorKind::CharacterDevice);
        }
    }
    Ok(())
}

fn is_pipe(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| is_fifo(found.file_type()))
}

fn is_fifo(found: FileType) -> bool {
    refusal(found) == Some(ErrorKind::Fifo)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::time::Instant;

    fn kind(path: &Path) -> ErrorKind {
        Files::new().read(path, Limit::KUBECONFIG).unwrap_err().kind
    }

    fn fifo(path: &Path) {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
    }

    #[test]
    fn tells_what_is_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        assert_eq!(kind(&at("absent")), ErrorKind::NotFound);
        assert_eq!(kind(dir.path()), ErrorKind::Directory);
        assert_eq!(kind(Path::new("/dev/zero")), ErrorKind::CharacterDevice);
        fifo(&at("fifo"));
        assert_eq!(kind(&at("fifo")), ErrorKind::Fifo);
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        assert_eq!(kind(&at("socket")), ErrorKind::Socket);
        symlink("b", at("a")).unwrap();
        symlink("a", at("b")).unwrap();
        assert_eq!(kind(&at("a")), ErrorKind::SymlinkLoop);
        fs::write(at("file"), "x").unwrap();
        assert_eq!(kind(&at("file/below")), ErrorKind::NotADirectory);
        assert_eq!(kind(&at(&"n".repeat(300))), ErrorKind::NameTooLong);
    }

    #[test]
    fn follows_links_and_remembers_what_was_opened() {
        let dir = tempfile::tempdir().unwrap();
        let (target, link) = (dir.path().join("target"), dir.path().join("link"));
        fs::write(&target, "text").unwrap();
        symlink("target", &link).unwrap();
        let files = Files::new();
        assert_eq!(files.read(&link, Limit::KUBECONFIG).unwrap(), b"text");
        assert_eq!(files.read_input(&target, Limit::INPUT).unwrap(), b"text");
        assert!(files.read(&dir.path().join("no"), Limit::INPUT).is_err());
        assert_eq!(files.opened(), [link, target]);
    }

    #[test]
    fn refuses_a_file_over_the_limit_without_reading_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("zeros");
        File::create(&path).unwrap().set_len(100 << 20).unwrap();
        let start = Instant::now();
        assert_eq!(
            kind(&path),
            ErrorKind::TooLarge {
                limit: Limit::KUBECONFIG,
                size: Some(100 << 20)
            }
        );
        assert!(start.elapsed() < Duration::from_millis(500));
        fs::write(&path, vec![0; 1 << 20]).unwrap();
        assert!(Files::new().read(&path, Limit::KUBECONFIG).is_ok());
    }

    #[test]
    fn reads_a_file_whose_size_is_not_told() {
        let bytes = Files::new()
            .read(Path::new("/proc/self/status"), Limit::KUBECONFIG)
            .unwrap();
        assert!(!bytes.is_empty());
        let tiny = Limit::new("a test", 10);
        let error = Files::new()
            .read(Path::new("/proc/self/status"), tiny)
            .unwrap_err();
        assert!(matches!(error.kind, ErrorKind::TooLarge { size: None, .. }));
    }

    #[test]
    fn may_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        fs::write(&path, "x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
        // The superuser reads everything.
        if File::open(&path).is_err() {
            assert_eq!(kind(&path), ErrorKind::PermissionDenied);
        }
    }

    #[test]
    fn reads_a_pipe_that_is_an_argument() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pipe");
        fifo(&path);
        let writer = path.clone();
        let thread = std::thread::spawn(move || fs::write(writer, "from a pipe"));
        let bytes = Files::new().read_input(&path, Limit::INPUT).unwrap();
        assert_eq!(bytes, b"from a pipe");
        thread.join().unwrap().unwrap();
    }

    #[test]
    fn streams_no_device() {
        for device in ["/dev/zero", "/dev/full", "/dev/random"] {
            for open in [Files::stream, Files::conversation] {
                let refused = open(&Files::new(), Path::new(device)).err().unwrap();
                assert_eq!(refused.kind, ErrorKind::CharacterDevice);
            }
        }
    }
}
