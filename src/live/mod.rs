//! A live server as evidence. Nothing else in certgraph dials.

mod credentials;
mod curl;
mod login;
mod observe;
mod probe;
mod reply;

pub use credentials::credentials;
pub use login::log_in;
pub use observe::{accept, observe_server, target};
pub use probe::{Probed, probe};
