//! What the documents say is what the program does: transcripts, options, codes.
//!
//! `CERTGRAPH_UPDATE=1 cargo test --test docs` writes the generated parts anew.
#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a document that cannot be read has to fail the test"
)]

mod command;
mod document;
mod findings;
mod manual;
mod pictures;
mod reference;
mod schemas;
mod wording;
