//! What a field of a kubeconfig holds, inline or in the file that it names.

use crate::ground::path::Shown as _;

use std::path::{Path, PathBuf};

use super::base64;
use super::fault::ConfigFault;
use super::rules::{Base, Both, ConfigRules, EmptyData};
use super::select::Chosen;
use crate::source::{Files, Limit};

/// Where a client is started.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Opens what the kubeconfig names.
    pub files: &'a Files,
    /// The working directory, absolute.
    pub directory: &'a Path,
    /// Whether `HTTPS_PROXY` is set.
    pub proxy_variable: bool,
}

/// Opens what fields name, by the rules of one client.
pub(super) struct Opener<'a> {
    pub(super) rules: &'a ConfigRules,
    pub(super) surroundings: &'a Surroundings<'a>,
}

impl Opener<'_> {
    /// The content of a field that is given as a file or inline.
    pub(super) fn content(
        &self,
        holder: Chosen<'_>,
        pair: Pair,
    ) -> Result<Option<Content>, ConfigFault> {
        let fields = holder.fields;
        let (field, both) = (pair.file, pair.both);
        let file = fields.filled(field)?;
        let data = fields.text(pair.data)?;
        let data = match (data, self.rules.empty_data) {
            (Some(""), EmptyData::Absent) => None,
            (Some(""), EmptyData::Refused) => {
                return Err(ConfigFault::EmptyData { field: pair.data });
            }
            (data, _) => data,
        };
        match (file, data, both) {
            (None, None, _) => Ok(None),
            (Some(_), Some(_), Both::Refused) => Err(ConfigFault::FileAndData { field }),
            (None, Some(data), _) | (Some(_), Some(data), Both::Data) => {
                self.data(data, pair.data).map(Some)
            }
            (Some(file), None, _) | (Some(file), Some(_), Both::File) => {
                self.file(file, holder.file, field).map(Some)
            }
        }
    }

    fn data(&self, text: &str, field: &'static str) -> Result<Content, ConfigFault> {
        let bytes = base64::decode(text, self.rules.base64)
            .map_err(|fault| ConfigFault::BadBase64 { field, fault })?;
        self.ascii(Content { bytes }, field)
    }

    fn file(&self, path: &str, holder: &str, field: &'static str) -> Result<Content, ConfigFault> {
        let path = self.path(path, holder, self.rules.base);
        let bytes = self
            .surroundings
            .files
            .read(&path, Limit::REFERENCED)
            .map_err(|_| ConfigFault::NamedFileAbsent {
                field,
                path: path.shown().to_string(),
            })?;
        self.ascii(Content { bytes }, field)
    }

    fn ascii(&self, content: Content, field: &'static str) -> Result<Content, ConfigFault> {
        let odd = content.bytes.iter().position(|byte| !byte.is_ascii());
        match odd.filter(|_| self.rules.ascii) {
            Some(offset) => Err(ConfigFault::NotAscii {
                field,
                byte: content.bytes.get(offset).copied().unwrap_or_default(),
                offset,
            }),
            None => Ok(content),
        }
    }

    fn is_there(&self, path: &Path) -> bool {
        self.surroundings
            .files
            .open(path, Limit::REFERENCED)
            .is_ok()
    }

    pub(super) fn path(&self, path: &str, holder: &str, base: Base) -> PathBuf {
        let folder = Path::new(holder)
            .parent()
            .map_or_else(PathBuf::new, Path::to_owned);
        let folder = self.surroundings.directory.join(folder).join(path);
        let directory = self.surroundings.directory.join(path);
        match base {
            Base::Folder => folder,
            Base::Directory => directory,
            Base::DirectoryFirst if self.is_there(&directory) => directory,
            Base::DirectoryFirst => folder,
        }
    }
}

/// The two fields of one thing.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub(super) file: &'static str,
    pub(super) data: &'static str,
    pub(super) both: Both,
}

pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
}
