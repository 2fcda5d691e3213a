//! The warning of `rotate` about clients that look at key identifiers.

use super::page::{Line, Page, Tone};
use crate::report::Mark;
use crate::rotation::{Identifier, LeftBehind};

/// What kubectl does not notice of a CA that is renewed with its key.
pub(super) fn left_behind(page: &mut Page, left: &LeftBehind) {
    let count = left.certificates.len();
    let named = match count {
        1 => "1 certificate names".to_owned(),
        several => format!("{several} certificates name"),
    };
    let (by, whose, clients) = match left.identifier {
        Identifier::Key => (
            "key identifier",
            "subject key identifier",
            "Python, Node, curl, Java and GnuTLS refuse",
        ),
        Identifier::Serial => (
            "issuer and serial number",
            "serial number",
            "Python, Node, curl and Java refuse",
        ),
    };
    let them = if count == 1 { "it" } else { "them" };
    let text = format!(
        "{named} this CA by {by}, and the new CA has another {whose}: kubectl keeps working, {clients} {them} until \
         reissued. Sign the new CA with the old {whose}, or reissue {them} in the same step."
    );
    let mark = page.mark(Mark::Warning);
    let start = Line::new()
        .text("  ")
        .add(mark, Tone::from(Mark::Warning))
        .text(" ");
    page.wrap(start, &text, Tone::Plain);
}
