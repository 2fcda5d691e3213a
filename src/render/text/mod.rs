//! Text for people: at a terminal's width, readable without colour.

mod answer;
pub mod audit;
mod causes;
mod clients;
pub mod code;
mod columns;
mod components;
mod configuration;
mod connection;
pub mod diff;
mod direction;
pub mod explain;
mod fix;
pub mod inspect;
mod left_behind;
mod line;
mod live;
mod markdown;
pub mod message;
mod page;
#[cfg(feature = "live")]
pub mod probe;
pub mod rotation;
pub mod rotation_status;
mod runbook;
mod style;
pub mod tree;
pub mod verify;

pub use page::Page;
pub use style::{Style, Tone};
