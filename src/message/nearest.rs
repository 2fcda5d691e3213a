//! The known message that is most like a text.

use std::collections::BTreeSet;

use super::catalogue;
use super::entry::Entry;
use super::template::words;

/// The entry that shares most of its words with `text`, if it shares enough for a suggestion.
pub(super) fn nearest(text: &str) -> Option<&'static Entry> {
    let here: BTreeSet<String> = words(text).map(str::to_ascii_lowercase).collect();
    let mut best: Option<(usize, &'static Entry)> = None;
    for entry in catalogue::all() {
        for template in entry.texts {
            let own: BTreeSet<String> = words(template).map(str::to_ascii_lowercase).collect();
            let shared = own.intersection(&here).count();
            // Per mille of the words of both that they share.
            let likeness = shared * 2000 / (own.len() + here.len()).max(1);
            if shared >= 3 && likeness >= 350 && best.is_none_or(|(most, _)| likeness > most) {
                best = Some((likeness, entry));
            }
        }
    }
    best.map(|(_, entry)| entry)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_mistyped_message_is_found() {
        let id = |text| nearest(text).map(|entry| entry.id);
        assert_eq!(
            id("x509: certificate was signed by an unknown authority"),
            Some("unknown-authority")
        );
        assert_eq!(id("the weather is fine"), None);
        assert_eq!(id(""), None);
    }
}
