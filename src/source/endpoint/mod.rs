//! A live TLS server: one handshake that records everything and trusts nobody.
//!
//! What is offered is what Go's crypto/tls offers on kubectl's behalf, so that the server answers as it would answer
//! kubectl. Nothing of the user's is sent, unless a [`Login`] is given, and then only to a server that it accepts.

mod dial;
mod exchange;
#[cfg(fuzzing)]
pub mod fuzzing;
mod guard;
mod http;
mod login;
mod model;
mod observe;
mod offer;
mod p521;
mod proxy;
mod reach;
mod record;
mod session;
mod socks;
mod stream;

pub use exchange::{Answer, Exchange, LoginError, Request};
pub use login::Login;
pub use model::{
    Accept, CertificateRequest, ClientKey, Observed, Proxy, ProxyKind, Route, Target, Unaccepted,
};

/// A handshake without any credentials.
pub fn observe(target: &Target, route: &Route<'_>) -> Observed {
    observe::observe(target, route)
}

/// A second connection, on which the client proves who it is and sends `requests`; each answer in its order.
///
/// # Errors
/// Why nothing was sent, or no answer came.
pub fn log_in(
    target: &Target,
    route: &Route<'_>,
    login: &Login<'_>,
    requests: &[Request],
) -> Result<Exchange, LoginError> {
    login::log_in(target, route, login, requests)
}
