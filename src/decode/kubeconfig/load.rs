//! All files to one configuration: `ClientConfigLoadingRules.Load`.

use std::collections::HashMap;

use super::decode::decode;
use super::files::{Files, Search, resolve};
use super::model::{Cluster, Context, Field, FilePath, Kubeconfig, KubeconfigFile, User};
use super::note::KubeconfigNote;
use super::problem::{KubeconfigFault, KubeconfigProblem};
use crate::ground::location::Location;

/// The merged files and all that is wrong with them.
#[derive(Clone, Default)]
pub struct Loaded {
    /// What the files say together. kubectl uses it only if there is no fault.
    pub config: Kubeconfig,
    /// The files that were read, in order.
    pub files: Vec<String>,
    /// What keeps kubectl from loading; of each file it prints the first.
    pub faults: Vec<KubeconfigFault>,
    /// What kubectl passes over.
    pub notes: Vec<KubeconfigNote>,
    /// Where relative paths of the command line start.
    directory: String,
}

/// Reads, decodes and merges what kubectl would.
pub fn load(search: &Search<'_>, files: &mut dyn Files) -> Loaded {
    let mut loaded = Loaded {
        directory: search.directory.to_owned(),
        ..Loaded::default()
    };
    let mut seen = Seen::default();
    for path in search.paths() {
        match files.read(&path) {
            Ok(bytes) => loaded.add(&path, &bytes, search.directory, &mut seen),
            Err(error) if error.not_found && search.explicit.is_none() => {
                loaded.notes.push(KubeconfigNote::MissingFile {
                    location: Location::file(path),
                });
            }
            Err(error) => {
                let location = Location::file(path.as_str());
                let problem = if error.not_found {
                    KubeconfigProblem::ExplicitFileMissing { path }
                } else {
                    let error = error.at(&path);
                    KubeconfigProblem::FileUnreadable { path, error }
                };
                loaded.faults.push(KubeconfigFault { problem, location });
            }
        }
    }
    loaded
}

/// One kubeconfig that is at hand, such as standard input. Relative paths in it start from its own folder, and
/// `directory` is where a relative `path` starts.
pub fn load_bytes(path: &str, bytes: &[u8], directory: &str) -> Loaded {
    let mut loaded = Loaded {
        directory: directory.to_owned(),
        ..Loaded::default()
    };
    loaded.add(path, bytes, directory, &mut Seen::default());
    loaded
}

/// Names that are taken, with the place of the entry that counts.
#[derive(Default)]
struct Seen {
    clusters: HashMap<String, Location>,
    users: HashMap<String, Location>,
    contexts: HashMap<String, Location>,
}

impl Loaded {
    /// Why certgraph cannot read one of the files though kubectl may: the file, and the limit that it is beyond.
    pub fn unread(&self) -> Option<String> {
        let mut faults = self.faults.iter();
        faults.find_map(|fault| Some(format!("{}: {}", fault.location.file, fault.own_limit()?)))
    }

    /// The same files with other texts, as they would be loaded; a file without a text is left out.
    #[must_use]
    pub fn reloaded(&self, text: &mut dyn FnMut(&str) -> Option<Vec<u8>>) -> Self {
        let mut loaded = Self {
            directory: self.directory.clone(),
            // A file that could not be read stays unreadable.
            faults: self
                .faults
                .iter()
                .filter(|fault| !self.files.iter().any(|file| **file == *fault.location.file))
                .cloned()
                .collect(),
            ..Self::default()
        };
        let mut seen = Seen::default();
        for file in &self.files {
            if let Some(bytes) = text(file) {
                loaded.add(file, &bytes, &self.directory, &mut seen);
            }
        }
        loaded
    }

    fn add(&mut self, path: &str, bytes: &[u8], directory: &str, seen: &mut Seen) {
        let decoded = decode(path, bytes);
        self.files.push(path.to_owned());
        self.faults.extend(decoded.faults);
        self.notes.extend(decoded.notes);
        let KubeconfigFile {
            mut clusters,
            mut users,
            contexts,
            current_context,
        } = decoded.file;
        let resolve = |path: &mut FilePath, file: &str| {
            path.resolved = resolve(&path.written, file, directory);
        };
        for cluster in &mut clusters {
            resolve_field(&mut cluster.certificate_authority, &resolve);
        }
        for user in &mut users {
            resolve_field(&mut user.client_certificate, &resolve);
            resolve_field(&mut user.client_key, &resolve);
            resolve_field(&mut user.token_file, &resolve);
            if let Some(exec) = &mut user.exec {
                // A command without a slash is looked up in $PATH.
                if exec.value.command.written.contains('/') {
                    resolve(&mut exec.value.command, &exec.location.file);
                }
            }
        }
        let notes = &mut self.notes;
        merge(
            &mut self.config.clusters,
            clusters,
            &mut seen.clusters,
            notes,
        );
        merge(&mut self.config.users, users, &mut seen.users, notes);
        merge(
            &mut self.config.contexts,
            contexts,
            &mut seen.contexts,
            notes,
        );
        if self.config.current_context.is_none() {
            self.config.current_context = current_context;
        }
    }
}

fn resolve_field(field: &mut Option<Field<FilePath>>, resolve: &dyn Fn(&mut FilePath, &str)) {
    if let Some(field) = field {
        resolve(&mut field.value, &field.location.file);
    }
}

/// The first that has a name wins as a whole.
fn merge<T: Entry>(
    all: &mut Vec<T>,
    new: Vec<T>,
    seen: &mut HashMap<String, Location>,
    notes: &mut Vec<KubeconfigNote>,
) {
    for entry in new {
        let (name, location) = entry.identity();
        match seen.get(name) {
            // Twice in one file is a fault of its own.
            Some(winner) if winner.file == location.file => {}
            Some(winner) => notes.push(KubeconfigNote::ShadowedEntry {
                location: location.clone(),
                winner: winner.clone(),
                name: name.clone(),
            }),
            None => {
                seen.insert(name.clone(), location.clone());
                all.push(entry);
            }
        }
    }
}

trait Entry {
    fn identity(&self) -> (&String, &Location);
}

impl Entry for Cluster {
    fn identity(&self) -> (&String, &Location) {
        (&self.name, &self.location)
    }
}

impl Entry for User {
    fn identity(&self) -> (&String, &Location) {
        (&self.name, &self.location)
    }
}

impl Entry for Context {
    fn identity(&self) -> (&String, &Location) {
        (&self.name, &self.location)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::super::files::FileError;
    use super::*;

    struct Memory(Vec<(&'static str, &'static str)>);

    impl Files for Memory {
        fn read(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
            self.0
                .iter()
                .find(|(name, _)| *name == path)
                .map(|(_, text)| text.as_bytes().to_vec())
                .ok_or_else(|| FileError::from_io(&std::io::ErrorKind::NotFound.into()))
        }

        fn open(&mut self, path: &str) -> Result<(), FileError> {
            self.read(path).map(drop)
        }
    }

    fn memory() -> Memory {
        Memory(vec![
            (
                "a",
                "current-context: c2\nclusters:\n- name: k\n  cluster:\n    server: https://one\n    \
                 certificate-authority: ca\n",
            ),
            (
                "sub/b",
                "current-context: c\nclusters: [{name: k, cluster: {server: https://two}}]\n\
                 users: [{name: u, user: {client-key: ../k, exec: {command: ./p}}}]\n",
            ),
            ("bad", "users: 5"),
        ])
    }

    #[test]
    fn the_first_file_wins_and_paths_start_from_their_file() {
        let search = Search {
            variable: Some("a:none:sub/b"),
            directory: "/w",
            ..Search::default()
        };
        let loaded = load(&search, &mut memory());
        assert!(loaded.faults.is_empty());
        assert_eq!(loaded.files, ["a", "sub/b"]);
        assert_eq!(loaded.config.current_context.unwrap().value, "c2");
        let [cluster] = loaded.config.clusters.as_slice() else {
            panic!("one cluster")
        };
        assert_eq!(
            cluster.server.as_ref().unwrap().value.shown(),
            "https://one"
        );
        let ca = cluster.certificate_authority.as_ref().unwrap();
        assert_eq!(ca.value.resolved, "/w/ca");
        assert_eq!(
            ca.location.to_string(),
            "a:6, clusters[0].cluster.certificate-authority"
        );
        let user = &loaded.config.users[0];
        assert_eq!(user.client_key.as_ref().unwrap().value.resolved, "/w/k");
        assert_eq!(
            user.exec.as_ref().unwrap().value.command.resolved,
            "/w/sub/p"
        );
        assert!(matches!(
            loaded.notes.as_slice(),
            [
                KubeconfigNote::MissingFile { .. },
                KubeconfigNote::ShadowedEntry { .. }
            ]
        ));
    }

    #[test]
    fn every_fault_is_kept() {
        let search = Search {
            variable: Some("bad:a"),
            ..Search::default()
        };
        let loaded = load(&search, &mut memory());
        assert_eq!(loaded.faults.len(), 1);
        assert_eq!(loaded.config.clusters.len(), 1);
        let search = Search {
            explicit: Some("none"),
            ..search
        };
        let loaded = load(&search, &mut memory());
        assert!(matches!(
            loaded.faults[0].problem,
            KubeconfigProblem::ExplicitFileMissing { .. }
        ));
    }

    #[test]
    fn notices_misspelt_and_repeated_fields() {
        let text =
            b"users:\n- name: u\n  user:\n    client_key_data: QQ==\n    token: a\n    token: b\n";
        let loaded = load_bytes("f", text, "/w");
        assert!(loaded.faults.is_empty());
        assert!(matches!(
            loaded.notes.as_slice(),
            [
                KubeconfigNote::MisspeltField {
                    meant: "client-key-data",
                    ..
                },
                KubeconfigNote::RepeatedField { .. }
            ]
        ));
        let token = loaded.config.users[0].token.as_ref().unwrap();
        assert_eq!(token.value.expose(), b"b");
        assert_eq!(token.location.line, Some(6));
    }
}
