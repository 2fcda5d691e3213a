//! Kubeconfigs as inputs: one that is named, or those that kubectl would read.

use std::path::Path;
use std::rc::Rc;

use thiserror::Error;

use crate::assemble::NamedFiles;
use crate::decode::kubeconfig::{LIST_SEPARATOR, Loaded, Search, load, load_bytes};
use crate::decode::recognise::{Kind, recognise};
use crate::decode::utf16;
use crate::ground::path::Shown as _;
use crate::ground::secret::Secret;
use crate::source::{self, Files, Limit};

/// A kubeconfig that was read, and what people call it.
pub struct Input {
    /// The file, or the list of files with colons between them.
    pub name: String,
    /// Whether it is what kubectl reads too where nothing is named.
    pub is_default: bool,
    /// The merged kubeconfig; every connection of it shares this.
    pub loaded: Rc<Loaded>,
    /// For the readers of other clients.
    pub texts: Texts,
}

/// The texts of a kubeconfig, as other clients than kubectl read them.
pub struct Texts {
    pub(super) files: Vec<(String, Secret)>,
    /// `$KUBECONFIG`, where it names the files.
    pub(super) list: Option<String>,
}

/// Why there is nothing to explain.
#[derive(Debug, Error)]
pub enum InputError {
    /// The file cannot be read.
    #[error("{}", .0.with_neighbour())]
    Source(#[from] source::Error),
    /// Nothing came from the pipe. Of that nothing may be said, least of all that kubectl has no server.
    #[error(
        "standard input is empty: what should have written to it printed nothing; to explain your own kubeconfig, use \
         --kubeconfig FILE"
    )]
    EmptyPipe,
    /// None of the files that kubectl would read is there.
    #[error("{name}: no such file; name a kubeconfig: certgraph explain FILE")]
    Absent {
        /// What kubectl would read.
        name: String,
    },
    /// It is something else, such as a certificate.
    #[error("{name}: this is {}, and explain needs a kubeconfig; try: certgraph inspect {name}", kind.description())]
    NoKubeconfig {
        /// The file.
        name: String,
        /// What it is.
        kind: Kind,
    },
    /// It is beyond a limit of ours. What certgraph does not read to its end says nothing of what kubectl does with it.
    #[error("{0}")]
    BeyondLimits(String),
}

impl Input {
    /// A kubeconfig whose text is at hand already; `directory` is where its relative paths start.
    ///
    /// # Errors
    /// It is beyond a limit of ours.
    pub fn from_bytes(name: String, bytes: &[u8], directory: &str) -> Result<Self, InputError> {
        let loaded = load_bytes(&name, bytes, directory);
        let texts = Texts {
            files: vec![(name.clone(), Secret::new(bytes.to_vec()))],
            list: None,
        };
        within_limits(name, loaded, texts)
    }
}

/// Reads the kubeconfig that is named, or `-` for standard input.
///
/// # Errors
/// It cannot be read, or is something else.
pub fn read_input(path: &Path, files: &Files, directory: &str) -> Result<Input, InputError> {
    let name = path.shown().to_string();
    let bytes = files.read_input(path, Limit::KUBECONFIG)?;
    if path == Path::new("-") && bytes.is_empty() {
        return Err(InputError::EmptyPipe);
    }
    // kubectl reads UTF-16 too.
    let utf8 = utf16::to_utf8(&bytes);
    match recognise(utf8.as_ref().map_or(&bytes[..], Secret::expose)) {
        // Damaged text may still be meant as a kubeconfig, and kubectl's own message then says what is wrong with it.
        Kind::Kubeconfig
        | Kind::Yaml
        | Kind::Json
        | Kind::Text
        | Kind::KubernetesObjects
        | Kind::Empty => Input::from_bytes(name, &bytes, directory),
        kind => Err(InputError::NoKubeconfig { name, kind }),
    }
}

/// Reads and merges what kubectl would read.
///
/// # Errors
/// There is no file, or one is beyond a limit of ours.
pub fn kubectl_input(search: &Search<'_>, files: &Files) -> Result<Input, InputError> {
    let loaded = load(search, &mut NamedFiles(files));
    let list = search.variable.filter(|_| search.explicit.is_none());
    let name = match loaded.files.as_slice() {
        [] => {
            let named = search.explicit.or(search.variable);
            let name = named.unwrap_or("~/.kube/config").to_owned();
            return Err(InputError::Absent { name });
        }
        several => several.join(&LIST_SEPARATOR.to_string()),
    };
    // kubectl's reader keeps values and no text; other clients read the text themselves.
    let read = |path: &String| {
        let bytes = files.read_secret(Path::new(path), Limit::KUBECONFIG).ok()?;
        Some((path.clone(), bytes))
    };
    let texts = Texts {
        files: loaded.files.iter().filter_map(read).collect(),
        list: list.map(str::to_owned),
    };
    let input = within_limits(name, loaded, texts)?;
    Ok(Input {
        is_default: search.explicit.is_none(),
        ..input
    })
}

fn within_limits(name: String, loaded: Loaded, texts: Texts) -> Result<Input, InputError> {
    match loaded.unread() {
        Some(why) => Err(InputError::BeyondLimits(why)),
        None => Ok(Input {
            name,
            is_default: false,
            loaded: Rc::new(loaded),
            texts,
        }),
    }
}
