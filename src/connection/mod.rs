//! The two sides of a connection, and what comes of them: data that others fill in, judge and print.
//!
//! A [`Client`] and a [`Server`] are read from files and flags by [`crate::assemble`]; [`crate::handshake`] judges them and
//! gives a [`Connection`].

mod accounts;
mod answers;
mod chain;
mod client;
mod demands;
mod evidence;
mod fact;
mod generated;
mod identity;
mod observation;
mod outcome;
mod predicted;
mod server;
pub(crate) mod startup;

pub use accounts::Accounts;
pub use answers::{Answers, Attempt, Body, Reply, Sent};
pub use chain::{Bundle, Chain, ChainMember};
pub use client::{
    Authentication, Basis, Client, ClientKind, ClientParticipant, Credential, Dialled, Endpoint,
    Refusal, Trust,
};
pub use demands::{Demands, NameLists, OtherMachines, Revoked, Source};
pub use evidence::Evidence;
pub use fact::{AlikeSecrets, Fact};
pub use generated::Generated;
pub use identity::Identity;
pub use observation::{Observation, Requested};
pub use outcome::{Connection, Judgement, Presentation, Remark, ServerParticipant, WorksUntil};
pub use predicted::Predicted;
pub use server::{Admission, Role, Server, ServingPair, TokenLine};
pub(crate) use startup::{Fault, overlap};
pub use startup::{beside, same_fault};
