//! The text of a configuration file that a flag names.

use crate::assemble::NamedFile;
use crate::decode::apiserver_config::{TypeMeta, type_meta};
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::source::Limit;
use crate::survey::control_plane::startup::start::{Start, Stop};

/// A configuration file.
pub(super) struct Text {
    pub(super) flag: &'static str,
    /// As the program has it.
    pub(super) written: String,
    pub(super) place: Location,
    pub(super) shown: String,
    pub(super) bytes: Vec<u8>,
}

impl Text {
    /// That of a flag; none where it is not given. That it is missing is said where all files are looked at.
    pub(super) fn of(start: &Start<'_>, flag: &'static str) -> Option<Self> {
        let file = start.own.file(flag)?;
        let path = file.path?;
        Some(Self {
            flag,
            written: start.own.value(flag)?.to_owned(),
            place: file.location,
            bytes: start.rules.files.read(&path, Limit::KUBECONFIG).ok()?,
            shown: path.shown().to_string(),
        })
    }

    /// What apimachinery says of a kind or a version that it does not know; none where it knows it.
    pub(super) fn unknown_kind(&self, kind: &str, versions: &[&str]) -> Option<String> {
        const GROUP: &str = "apiserver.config.k8s.io/";
        let TypeMeta {
            api_version,
            kind: own,
        } = type_meta(&self.bytes).ok()?;
        let version = api_version.strip_prefix(GROUP);
        let known = version.is_some_and(|version| versions.contains(&version)) && own == kind;
        // apimachinery `runtime/error.go`.
        (!known).then(|| {
            format!(
                "no kind {own:?} is registered for version {api_version:?} in scheme \"pkg/runtime/scheme.go:111\""
            )
        })
    }

    pub(super) fn stop(&self, start: &Start<'_>, words: String) -> Stop {
        let places = vec![Location::file(self.shown.as_str()), self.place.clone()];
        Stop::with_words(start.component, words, places)
    }

    /// A file that one of its fields names.
    pub(super) fn file(
        &self,
        start: &Start<'_>,
        flag: &'static str,
        path: &str,
        field: &str,
    ) -> NamedFile {
        NamedFile {
            flag,
            path: start.own.here(path),
            location: Location::file(self.shown.as_str()).with_field(field),
        }
    }
}
