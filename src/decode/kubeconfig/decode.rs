//! One file: bytes to entries, as `clientcmd.Load` decodes them.

use std::sync::Arc;

use super::json::{At, Reader};
use super::model::KubeconfigFile;
use super::note::KubeconfigNote;
use super::problem::{KubeconfigFault, KubeconfigProblem};
use super::schema::{self, CONFIG, PREFERENCES};
use crate::decode::utf16;
use crate::golang::yaml;
use crate::golang::yaml::{Node, Value, sorted};
use crate::ground::location::Location;
use crate::ground::secret::Secret;

/// A file with all that is wrong with it.
#[derive(Clone, Default)]
pub struct Decoded {
    /// What could be read. kubectl uses nothing of a file that has a fault.
    pub file: KubeconfigFile,
    /// What keeps kubectl from reading it; it prints the first.
    pub faults: Vec<KubeconfigFault>,
    /// What kubectl passes over.
    pub notes: Vec<KubeconfigNote>,
}

/// Decodes one file. `path` is how it was named; paths inside it are not resolved yet.
pub fn decode(path: &str, bytes: &[u8]) -> Decoded {
    let file: Arc<str> = Arc::from(path);
    if bytes.is_empty() {
        return Decoded::default();
    }
    let utf8 = utf16::to_utf8(bytes);
    let bytes = utf8.as_ref().map_or(bytes, Secret::expose);
    let tree = match yaml::parse(bytes) {
        Ok(tree) => tree,
        Err(error) => {
            let mut location = Location::file(file);
            location.line = error.line();
            return Decoded {
                faults: vec![KubeconfigFault {
                    problem: KubeconfigProblem::Yaml(error),
                    location,
                }],
                ..Decoded::default()
            };
        }
    };
    let mut decoder = Decoder {
        reader: Reader::new(Arc::clone(&file)),
        conversion: Vec::new(),
    };
    let config = tree
        .root
        .filter(|root| decoder.version(root))
        .map(|root| decoder.config(&root))
        .unwrap_or_default();
    let Decoder {
        reader,
        mut conversion,
    } = decoder;
    let (mut faults, mut notes) = (reader.faults, reader.notes);
    conversion.sort_by_key(|(order, _)| *order);
    faults.extend(conversion.into_iter().map(|(_, fault)| fault));
    notes.extend(
        tree.duplicates
            .into_iter()
            .map(|(name, line)| KubeconfigNote::RepeatedField {
                location: Location::file(Arc::clone(&file)).with_line(line),
                name: schema::known(&name),
            }),
    );
    notes.sort();
    Decoded {
        file: config,
        faults,
        notes,
    }
}

pub(super) struct Decoder {
    pub(super) reader: Reader,
    /// What fails only in the conversion from v1 to the internal types, which is reached if all types are right,
    /// in the order of `Convert_v1_Config_To_api_Config`.
    pub(super) conversion: Vec<(ConversionOrder, KubeconfigFault)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ConversionOrder {
    Preferences,
    Clusters,
    Users,
    Contexts,
    Extensions,
}

impl Decoder {
    /// `SimpleMetaFactory.Interpret`: version and kind, whose names Go's own JSON package takes in any case.
    fn version(&mut self, root: &Node) -> bool {
        let entries = match &root.value {
            Value::Map(entries) => entries,
            Value::Null => return false,
            _ => {
                let found = root.json_kind();
                self.reader
                    .fault(KubeconfigProblem::RootIsNoMap { found }, &At::root());
                return false;
            }
        };
        let (mut version, mut kind) = (String::new(), String::new());
        let mut well_typed = true;
        for entry in sorted(entries) {
            let (field, slot) = if entry.key.eq_ignore_ascii_case("apiVersion") {
                ("apiVersion", &mut version)
            } else if entry.key.eq_ignore_ascii_case("kind") {
                ("kind", &mut kind)
            } else {
                continue;
            };
            match &entry.value.value {
                Value::Text(text) => text.as_str().clone_into(slot),
                Value::Null => {}
                _ => {
                    let found = entry.value.json_kind();
                    let problem = KubeconfigProblem::VersionIsNoText { field, found };
                    self.reader.fault(problem, &At::root());
                    well_typed = false;
                }
            }
        }
        let problem = match version.as_str() {
            _ if !well_typed => return false,
            // `ParseGroupVersion` takes a lone slash for nothing.
            "" | "/" | "v1" | "/v1" if kind.is_empty() || kind == "Config" => return true,
            version if version.matches('/').count() > 1 => KubeconfigProblem::MalformedVersion {
                version: version.to_owned(),
            },
            version if version.len() > 1 && version.ends_with('/') => {
                KubeconfigProblem::VersionMissing {
                    version: version.to_owned(),
                }
            }
            version => {
                let version = match version {
                    "" | "/" => "v1",
                    version => version.strip_prefix('/').unwrap_or(version),
                };
                let kind = if kind.is_empty() { "Config" } else { &kind };
                KubeconfigProblem::UnknownVersion {
                    version: version.to_owned(),
                    kind: kind.to_owned(),
                }
            }
        };
        self.reader.fault(problem, &At::root());
        false
    }

    fn config(&mut self, root: &Node) -> KubeconfigFile {
        let mut config = KubeconfigFile::default();
        for (name, node, at) in self.reader.fields(root, &CONFIG, &At::root()) {
            match name {
                "clusters" => config.clusters = self.clusters(node, &at),
                "contexts" => config.contexts = self.contexts(node, &at),
                "users" => config.users = self.users(node, &at),
                "current-context" => config.current_context = self.text(node, &at),
                "extensions" => self.extensions(node, &at, ConversionOrder::Extensions),
                "preferences" => {
                    for (name, node, at) in self.reader.fields(node, &PREFERENCES, &at) {
                        match name {
                            "colors" => drop(self.reader.bool(node, &at)),
                            _ => self.extensions(node, &at, ConversionOrder::Preferences),
                        }
                    }
                }
                // Read by `version`.
                _ => {}
            }
        }
        config
    }
}
