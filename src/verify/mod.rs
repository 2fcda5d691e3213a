//! Path building and path validation with the rules of Go's `crypto/x509`, and the full trace of both.

mod policy;
mod pool;
mod trace;

pub use policy::{GoRelease, Policy};
pub use pool::CertPool;
pub use trace::{Attempt, Check, CheckOutcome, GoError, GoVerdict, Step, Verdict, Verification};
