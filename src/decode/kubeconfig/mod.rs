//! The kubeconfig as client-go reads it and kubectl judges it, up to the moment when it connects.
//!
//! [`load`] reads and merges the files, [`assess`] selects context, cluster and user and makes every check that
//! kubectl makes, [`predict`] says what kubectl prints if one fails. Nothing here touches a file by itself: [`Files`]
//! is the caller's.

mod auth;
mod decode;
mod entries;
mod files;
mod json;
mod load;
mod message;
mod model;
mod no_proxy;
mod note;
mod overrides;
mod predict;
mod problem;
#[cfg(feature = "live")]
mod proxy_url;
#[cfg(test)]
mod recorded;
mod schema;
mod select;
mod server_url;
mod stage;
mod validate;

pub use auth::{Auth, AuthMethod};
pub use decode::{Decoded, decode};
pub use files::{FileError, Files, LIST_SEPARATOR, Search, Unreadable};
pub use load::{Loaded, load, load_bytes};
pub use model::{
    AuthProvider, Cluster, Context, Data, Exec, Field, FilePath, Kubeconfig, KubeconfigFile,
    UrlText, User,
};
pub use no_proxy::bypasses_proxy;
pub use note::KubeconfigNote;
pub use predict::{PredictedFailure, predict, printed};
pub use problem::{KubeconfigFault, KubeconfigProblem, ListKind};
#[cfg(feature = "live")]
pub use proxy_url::proxy;
pub use select::{Flags, Gap, Selection, select};
pub use server_url::{DEFAULT_SERVER, Endpoint};
pub use stage::Stage;
pub use validate::{Assessment, assess};
