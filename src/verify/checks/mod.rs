//! The checks of path validation, one clause a file. Each looks at facts alone and knows neither Go's order nor the
//! trace: both are built from the same functions, so they cannot disagree.

pub(super) mod authority;
pub(super) mod critical_extensions;
pub(super) mod distrusted_keys;
pub(super) mod key_type;
pub(super) mod name_constraints;
pub(super) mod path_length;
pub(super) mod policies;
pub(super) mod purpose;
pub(super) mod server_name;
pub(super) mod signature;
pub(crate) mod validity;
