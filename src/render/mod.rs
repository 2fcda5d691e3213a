//! Formats. A renderer takes data and gives text; it decides nothing and never looks at the terminal.

pub mod calendar;
pub mod csv;
pub mod escape;
pub mod github;
pub mod json;
pub mod junit;
pub mod pem;
pub mod prometheus;
pub mod table;
pub mod text;
