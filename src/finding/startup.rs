//! Why a program does not start.

use std::fmt;

/// What keeps a program from starting; displays its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartupError {
    /// kube-apiserver has one CA for users and for the front proxy, and no names of front proxies.
    OverlappingCas,
    /// Anything else, in the program's words.
    Said(String),
}

impl fmt::Display for StartupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OverlappingCas => {
                "--requestheader-client-ca-file and --client-ca-file contain overlapping certificates; \
                 --requestheader-allowed-names must be specified to ensure regular client certificates cannot set \
                 authenticating proxy headers for arbitrary users"
            }
            Self::Said(words) => words,
        })
    }
}
