//! What a fix is: text, commands, and the edits that the model makes.

mod change;
mod command;
mod edit;
mod fix;
mod layout;
mod node;
mod recipe;
mod text_edit;

pub(crate) use change::Change;
pub use command::{Command, Effect, Words, all};
pub(crate) use edit::{
    CaFile, ComponentEdit, Content, Edit, KubeconfigEdit, Restored, Selected, ServerEdit, Unset,
};
pub use fix::{Advice, Check, Fix, FixPlan, Side};
pub use layout::Layout;
pub use node::{AccountKeys, Authority, AuthorityKey, ClusterFacts, KeyFile, Node, NodeRank};
pub use recipe::{KubeletConf, Recipe};
pub(crate) use text_edit::{TextChange, TextEdit};
