//! Both sides of a connection with edits made to what was read, judged again.

mod evaluation;
mod inputs;
mod judged;
mod kubeconfig;
mod kubeconfig_edit;
mod reissue;
mod replace;
mod restored;
mod server_edit;
mod side_edit;
mod sides;
mod state;
mod trial;

pub use evaluation::Evaluation;
pub use inputs::{ComponentCase, KubeconfigCase};
pub(crate) use judged::judged;
pub(crate) use kubeconfig::{reloaded, selected, state, text_of};
pub(crate) use reissue::{Leaf, issuer_of, made, reissued, sign};
pub use reissue::{issued_by, successor};
pub(crate) use sides::{Role, Sides};
pub(crate) use state::State;
pub(crate) use trial::Trial;
