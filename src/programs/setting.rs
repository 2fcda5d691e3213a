//! A flag or a field that names a file.

use super::effect::{Effect, FileState};
use super::program::Program;
use super::reader::Reader;

/// A flag of a program's command line, or a field of its configuration, that names a file.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// `--client-ca-file`, or for a field `tlsCertFile`.
    pub name: &'static str,
    /// How the file is read.
    pub reader: Reader,
    /// Under which condition it is read at all.
    pub when: When,
    /// The program's words around those of the reader: `{}` is where these stand, `{path}` the file.
    pub frame: &'static str,
    /// The same where the file is missing, if they are others.
    pub frame_missing: Option<&'static str>,
    /// Where its contents are judged.
    pub judged: Judged,
    /// When a changed file is read.
    pub reread: Reread,
    /// Of a kubeconfig, the server that it leads to.
    pub leads_to: Option<Program>,
}

/// Under which condition a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Only beside another flag.
    Beside(&'static str),
}

/// Where the contents of a file are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// As a side of a connection, which says what is wrong with them; that the file is missing too.
    InConnection,
    /// By the program's start alone: no connection rests on them.
    AtStart,
}

/// When a changed file is read without a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reread {
    /// Never.
    Restart,
    /// It is watched: within a second.
    Watched,
    /// At each new connection.
    EachConnection,
    /// Every so many seconds, from this Kubernetes minor release on; before it, never.
    Every {
        /// The period.
        seconds: u16,
        /// `36` for 1.36.
        since: u16,
    },
}

impl Setting {
    /// A file that the program reads as it starts, and whose contents no connection rests on.
    pub(super) const fn at_start(name: &'static str, reader: Reader, frame: &'static str) -> Self {
        Self {
            name,
            reader,
            when: When::Always,
            frame,
            frame_missing: None,
            judged: Judged::AtStart,
            reread: Reread::Restart,
            leads_to: None,
        }
    }

    /// A file that a side of a connection consists of.
    pub(super) const fn of_connection(
        name: &'static str,
        reader: Reader,
        frame: &'static str,
        reread: Reread,
    ) -> Self {
        Self {
            judged: Judged::InConnection,
            reread,
            ..Self::at_start(name, reader, frame)
        }
    }

    /// A kubeconfig with which the program calls a server.
    pub(super) const fn kubeconfig(
        name: &'static str,
        leads_to: Program,
        when: When,
        frame: &'static str,
    ) -> Self {
        Self {
            when,
            leads_to: Some(leads_to),
            ..Self::at_start(name, Reader::Kubeconfig, frame)
        }
    }

    /// What a file in this state does to the program.
    pub const fn effect(&self, state: FileState) -> Effect {
        self.reader.effect(state)
    }

    /// The program's words where the file is in this state.
    pub fn words(&self, state: FileState, path: &str, go: Option<&str>) -> String {
        let frame = match (state, self.frame_missing) {
            (FileState::Missing, Some(frame)) => frame,
            _ => self.frame,
        };
        framed(frame, path, &self.reader.words(state, path, go))
    }
}

impl Setting {
    /// Words of a reader in the frame of this program; `{path}` in it is `path`.
    pub fn framed(&self, path: &str, words: &str) -> String {
        framed(self.frame, path, words)
    }
}

/// The words of a frame around those of a reader.
fn framed(frame: &str, path: &str, words: &str) -> String {
    // The path first: words may hold braces of their own.
    frame.replace("{path}", path).replacen("{}", words, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_holds_the_reader_s_words() {
        let frame = "error parsing root-ca-file at {path}: {}";
        let setting = Setting::at_start("--root-ca-file", Reader::CertPool, frame);
        assert_eq!(
            setting.words(FileState::Missing, "/p/root.crt", None),
            "error parsing root-ca-file at /p/root.crt: open /p/root.crt: no such file or directory"
        );
    }
}
