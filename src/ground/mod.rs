//! What every layer may stand on: places, instants, secrets, and text that is safe to show.

pub mod hex;
pub mod location;
pub mod printable;
pub mod secret;
pub mod shell;
pub mod time;
