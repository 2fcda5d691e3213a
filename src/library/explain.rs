//! Every connection that files hold, with its verdict and what is wrong with it.

use std::path::{Path, PathBuf};

use crate::finding::Finding;
use crate::golang::GoRelease;
use crate::ground::time::Timestamp;
use crate::source::Files;
use crate::survey::{Rules, survey};
use crate::verify::{SignatureCache, Verdict};

/// What an explanation is asked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExplainOptions {
    /// The instant at which connections are judged.
    pub at: Timestamp,
    /// What relative paths start from.
    pub directory: PathBuf,
    /// The Go release that kube-apiserver and its peers are built with: its `crypto/x509` decides.
    pub release: GoRelease,
}

impl ExplainOptions {
    /// Judges at an instant, by the newest Go release that is modelled; relative paths start from `/`.
    pub fn new(at: Timestamp) -> Self {
        Self {
            at,
            directory: Path::new("/").to_owned(),
            release: GoRelease::default(),
        }
    }
}

/// The connections of files and directories.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FilesExplained {
    /// Every connection: of each kubeconfig's current context, and between the components of a control plane.
    pub connections: Vec<ExplainedConnection>,
    /// What is wrong with files, apart from any connection.
    pub findings: Vec<Finding>,
    /// Inputs that could not be read, and why.
    pub unreadable: Vec<String>,
}

/// A connection.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExplainedConnection {
    /// The context, or `CLIENT → SERVER`.
    pub name: String,
    /// Whether it comes about; undetermined where a file that decides is not given.
    pub verdict: Verdict,
    /// What is wrong, root cause first.
    pub findings: Vec<Finding>,
    /// What kubectl prints; `None` where it is not kubectl that connects, or where it prints no error.
    pub kubectl: Option<String>,
    /// What kube-apiserver logs; `None` where it logs nothing.
    pub apiserver_log: Option<String>,
    /// The user that the server takes the client for; `None` where it does not get that far.
    pub user: Option<String>,
}

/// Explains kubeconfigs, and directories such as `/etc/kubernetes`. No server is contacted; of a kubeconfig alone, the
/// server's side is not known, and the verdict can be no more than undetermined.
///
/// ```
/// use certgraph::{ExplainOptions, Timestamp, Verdict, explain_files};
///
/// let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
/// let node = root.join("fixtures/control-plane/healthy");
/// let options = ExplainOptions::new(Timestamp::parse("2026-11-28").unwrap());
/// let explained = explain_files(&[node], &options);
/// assert!(explained.connections.iter().all(|one| one.verdict == Verdict::Accept));
/// ```
pub fn explain_files(inputs: &[PathBuf], options: &ExplainOptions) -> FilesExplained {
    let files = Files::new();
    let signatures = SignatureCache::default();
    let rules = Rules {
        files: &files,
        directory: &options.directory,
        at: options.at,
        release: options.release,
        by_image: false,
        words: options.release,
        signatures: &signatures,
        root: None,
        advise: false,
        skip_others: false,
        pods: false,
        clients: &[],
    };
    let found = survey(inputs, &rules);
    let connections = found.connections.into_iter();
    FilesExplained {
        connections: connections
            .map(|connection| ExplainedConnection {
                name: connection.name,
                verdict: connection.verdict,
                findings: connection.findings,
                kubectl: connection.predicted.kubectl,
                apiserver_log: connection.predicted.apiserver_log,
                user: connection.identity.map(|identity| identity.user),
            })
            .collect(),
        findings: found.findings,
        unreadable: found.unreadable.iter().map(ToString::to_string).collect(),
    }
}
