//! What a fix is: text, commands, and the edits that the model makes.

mod change;
mod command;
mod edit;
mod fix;
mod layout;
mod node;
mod text_edit;

pub(crate) use change::Change;
pub use command::{Command, Words, all};
pub(crate) use edit::{CaFile, ComponentEdit, Edit, KubeconfigEdit, Selected, ServerEdit, Unset};
pub use fix::{Advice, Check, Fix, FixPlan, Side};
pub use layout::Layout;
pub use node::{Authority, AuthorityKey, Node, NodeRank};
pub(crate) use text_edit::{TextChange, TextEdit};
