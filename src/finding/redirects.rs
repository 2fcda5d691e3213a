//! From what someone typed to a code: slugs, the slugs that were renamed, and the nearest one to a slip.

use super::Code;

/// Slugs that codes had before, and the codes that have their meaning now. A slug that once was published is never
/// taken out of here.
const REDIRECTS: &[(&str, Code)] = &[];

/// Slips that still count as near.
const FARTHEST: usize = 4;

impl Code {
    /// The code of a slug, by its present or a former name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.slug() == slug)
            .or_else(|| {
                REDIRECTS
                    .iter()
                    .find(|(former, _)| *former == slug)
                    .map(|(_, code)| *code)
            })
    }

    /// The code that was probably meant.
    pub fn nearest(text: &str) -> Option<Self> {
        let text: String = text.chars().take(80).collect();
        let text = text.to_ascii_lowercase().replace(['_', ' '], "-");
        let near = Self::ALL
            .iter()
            .map(|code| (distance(&text, code.slug()), *code))
            .filter(|(slips, code)| *slips <= FARTHEST && *slips < code.slug().len())
            .min_by_key(|(slips, _)| *slips)
            .map(|(_, code)| code);
        // A part of a slug is near too: `server-cert-expired`, `budget`.
        near.or_else(|| {
            Self::ALL
                .iter()
                .copied()
                .find(|code| text.len() > 3 && code.slug().contains(&text))
        })
        .or_else(|| {
            Self::ALL
                .iter()
                .copied()
                .find(|code| text.contains(code.slug()))
        })
    }
}

/// Insertions, deletions and substitutions (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (line, a) in from.chars().enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(to.chars()) {
            let above = *cell;
            left = (diagonal + usize::from(a != b))
                .min(above + 1)
                .min(left + 1);
            diagonal = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_lead_to_their_codes() {
        for code in Code::ALL {
            assert_eq!(Code::from_slug(code.slug()), Some(*code));
        }
        assert_eq!(Code::from_slug("Expired"), None);
        for (former, _) in REDIRECTS {
            assert!(Code::ALL.iter().all(|code| code.slug() != *former));
        }
    }

    #[test]
    fn slips_are_forgiven() {
        let nearest = |text| Code::nearest(text).map(Code::slug);
        assert_eq!(nearest("expierd"), Some("expired"));
        assert_eq!(nearest("unknown_issuer"), Some("unknown-issuer"));
        assert_eq!(nearest("budget"), Some("signature-budget-exhausted"));
        assert_eq!(nearest("server-cert-expired"), Some("expired"));
        assert_eq!(nearest("something else entirely"), None);
        assert_eq!(nearest(""), None);
    }

    #[test]
    fn distances() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
