//! The first line of a screen: the answer in one sentence, with its subject. It wraps where it has to, and is never cut.

use super::page::{Line, Page, Tone};
use crate::report::Mark;

/// Columns of the answer, also on a wide screen: it is what people paste into a ticket.
const COLUMNS: usize = 78;

/// Draws it behind its mark.
pub(super) fn answer(page: &mut Page, mark: Mark, sentence: &str, tone: Tone) {
    let sign = Line::new().add(page.mark(mark), mark.into()).text(" ");
    page.within(COLUMNS, |page| page.wrap(sign, sentence, tone));
}
