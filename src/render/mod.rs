//! Formats. A renderer takes data and gives text; it decides nothing and never looks at the terminal.

pub mod escape;
pub mod json;
pub mod pem;
pub mod table;
pub mod text;
