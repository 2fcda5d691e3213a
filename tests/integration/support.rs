//! Runs the program in a clean environment and measures it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How a run ended.
pub(crate) struct Output {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
    pub(crate) elapsed: Duration,
}

impl Output {
    /// Everything that a person could see.
    pub(crate) fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Neither a panic nor an internal error.
    #[track_caller]
    pub(crate) fn is_orderly(&self, what: &str) {
        assert!(
            matches!(self.code, Some(0..=4)),
            "{what}: {:?}\n{}",
            self.code,
            self.all()
        );
        // crypto/tls has an alert of that name.
        let all = self.all().replace("tls: internal error", "");
        assert!(
            !all.contains("internal error") && !all.contains("panicked"),
            "{what}: {all}"
        );
    }
}

/// A run of the program.
pub(crate) struct Run {
    command: Command,
    input: Vec<u8>,
}

/// A run with these arguments, in `folder`, with an empty environment. `explain` gets 64 MiB of memory, whatever it is
/// given: a run that asks for more aborts, and that is not orderly.
pub(crate) fn certgraph<S: AsRef<std::ffi::OsStr>>(folder: &Path, arguments: &[S]) -> Run {
    let explains = arguments
        .first()
        .is_some_and(|first| first.as_ref() == "explain");
    let limit = if explains { "ulimit -d 65536; " } else { "" };
    let mut command = Command::new("/bin/sh");
    command.args([
        "-c",
        &format!("{limit}exec \"$0\" \"$@\""),
        env!("CARGO_BIN_EXE_certgraph"),
    ]);
    command.args(arguments).current_dir(folder).env_clear();
    Run {
        command,
        input: Vec::new(),
    }
}

/// Runs up to three times, until a run takes less than a second: a busy machine may keep a process waiting.
pub(crate) fn soon<S: AsRef<std::ffi::OsStr>>(folder: &Path, arguments: &[S]) -> Output {
    let mut output = certgraph(folder, arguments).output();
    for _ in 0..2 {
        if output.elapsed < Duration::from_secs(1) {
            break;
        }
        output = certgraph(folder, arguments).output();
    }
    output
}

impl Run {
    /// With an environment variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// With standard input.
    pub(crate) fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = bytes.into();
        self
    }

    /// Runs it.
    pub(crate) fn output(mut self) -> Output {
        let started = Instant::now();
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = self.input;
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let mut stderr = child.stderr.take().unwrap();
        let errors = std::thread::spawn(move || {
            let mut text = Vec::new();
            stderr.read_to_end(&mut text).unwrap();
            text
        });
        let mut stdout = Vec::new();
        child
            .stdout
            .take()
            .unwrap()
            .read_to_end(&mut stdout)
            .unwrap();
        let ended = child.wait().unwrap();
        let elapsed = started.elapsed();
        drop(writer.join());
        Output {
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(errors.join().unwrap()).unwrap(),
            code: ended.code(),
            elapsed,
        }
    }
}

/// A folder below `fixtures`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

/// Every folder of `fixtures/faults`, sorted.
pub(crate) fn faults() -> Vec<PathBuf> {
    let mut folders: Vec<_> = fs::read_dir(fixture("faults"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// What a fault's `scene.json` says.
pub(crate) struct Scene {
    pub(crate) at: String,
    pub(crate) argv: Vec<String>,
    pub(crate) verdict: String,
    pub(crate) codes: Vec<String>,
}

impl Scene {
    pub(crate) fn read(folder: &Path) -> Self {
        let text = fs::read(folder.join("scene.json")).unwrap();
        let scene: serde_json::Value = serde_json::from_slice(&text).unwrap();
        let texts = |value: &serde_json::Value| -> Vec<String> {
            value
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item.as_str().unwrap().to_owned())
                .collect()
        };
        Self {
            at: scene["at"].as_str().unwrap().to_owned(),
            argv: texts(&scene["argv"]),
            verdict: scene["expect"]["verdict"].as_str().unwrap().to_owned(),
            codes: texts(&scene["expect"]["codes"]),
        }
    }

    /// The arguments that explain the scene.
    pub(crate) fn explain(&self, more: &[&str]) -> Vec<String> {
        let mut arguments = vec!["explain".to_owned(), "kubeconfig.yaml".to_owned()];
        arguments.extend(self.argv.iter().cloned());
        arguments.extend(["--at".to_owned(), self.at.clone()]);
        arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
        arguments
    }
}

/// Control, direction and other characters that act on a terminal, but for line ends.
pub(crate) fn unprintable(text: &str) -> Option<char> {
    text.chars()
        .find(|c| *c != '\n' && certgraph::render::escape::is_unprintable(*c))
}

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Whether a line of a command is one word of a shell, which is printed whole; or an option and its value.
pub(crate) fn is_one_word(line: &str) -> bool {
    let line = line.trim_end_matches(" \\");
    shlex::split(line).is_some_and(|words| match words.as_slice() {
        [_] => true,
        [option, _] => option.starts_with("--"),
        _ => false,
    })
}
