//! Who trusts whom and who issued what, as a picture: verifiers, then CAs, then what these issued, left to right.
//!
//! What a picture shows, folds and leaves out is decided here, once for all formats. [`survey`] draws all that inputs
//! hold, [`connection`] one connection with its break.

mod arrange;
mod connection;
mod detail;
mod draft;
mod focus;
mod fold;
mod gather;
mod holder;
mod model;
mod refused;

pub use arrange::LONGEST_LEDGER;
pub use connection::connection;
pub use detail::Detail;
pub(super) use fold::plural;
pub use gather::survey;
pub use model::{
    Authority, Edge, Fold, Ledger, Only, Options, Picture, Rank, Relation, Row, Spot, Tally,
    Verifier,
};
