//! Findings: facts about the user's PKI, their stable codes, sentences and pages.

mod answer;
mod client_refusal;
mod code;
#[expect(
    clippy::module_inception,
    reason = "the type that the module is named for has a file of its own"
)]
mod finding;
mod front_end;
mod hygiene;
mod input;
mod message;
mod problem;
mod problem_code;
mod program;
mod redirects;
mod startup;

pub use crate::source::{Closing, NetworkFault, NetworkStage, ProxyFault, Spoken};
pub use answer::CertificateRefusal;
pub use client_refusal::ClientRefusal;
pub use code::{Code, Severity};
pub use finding::{Finding, Step};
pub use front_end::{Basis, FrontEndSign};
pub use hygiene::Hygiene;
pub use input::{FlagsUnread, InputFault, Pairing};
pub use message::purpose_name;
pub use problem::{Problem, Purpose, Rivalry};
pub use program::{Open, Powerless, ProgramFault, ShutsOut, SignerFault, TokenFault};
pub use startup::StartupError;
