//! What every layer may stand on: places, instants, secrets, and text that is safe to show.

pub mod glob;
pub mod hex;
pub mod likeness;
pub mod location;
mod object_place;
pub mod path;
pub mod printable;
pub mod secret;
pub mod shell;
pub mod time;

pub use object_place::ObjectPlace;
