//! What a live server showed and answered, as evidence of the four steps: it beats what is predicted.

mod answered;
mod ca_names;
mod front_end;
mod http_messages;
mod network;
pub(crate) mod network_messages;
mod products;
mod refused;
mod schemes;

pub(crate) use answered::{answers_anonymous, apply};
pub(crate) use ca_names::{not_named, note_ca_hints};
pub(crate) use front_end::{finding as front_end, is_front_end};
#[cfg(test)]
pub(crate) use http_messages::predicted as http_words;
pub(crate) use network::{findings, presentation, verdict};
pub(crate) use products::is_of_a_product;
pub(crate) use schemes::{finding as no_common_scheme, predicted as no_common_scheme_words};
