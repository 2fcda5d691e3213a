//! Formats. A renderer takes data and gives text; it decides nothing and never looks at the terminal.

pub mod audit_markdown;
pub mod calendar;
pub mod csv;
pub mod dot;
pub mod escape;
pub mod github;
pub mod html;
pub mod json;
pub mod junit;
mod lanes;
pub mod mermaid;
mod palette;
pub mod pem;
pub mod prometheus;
pub mod script;
pub mod svg;
pub mod table;
pub mod text;
pub mod yaml;

pub use lanes::Direction;
