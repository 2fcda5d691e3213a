//! Text for people: at a terminal's width, readable without colour.

mod direction;
pub mod explain;
pub mod inspect;
mod page;
pub mod verify;

pub use page::{Page, Style, Tone};
