//! Identities of boxes and rows.

use crate::report::picture::Spot;

/// The identity of a box, stable for one picture.
pub(super) fn spot_id(spot: Spot) -> String {
    match spot {
        Spot::Verifier(index) => format!("v{index}"),
        Spot::Authority(index) => format!("a{index}"),
        Spot::Ledger(index) => format!("l{index}"),
        Spot::Row(ledger, row) => row_id(ledger, row),
    }
}

/// The identity of a row.
pub(super) fn row_id(ledger: usize, row: usize) -> String {
    format!("l{ledger}r{row}")
}
