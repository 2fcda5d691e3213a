//! From what someone typed to a code: slugs, the slugs that were renamed, and the nearest one to a slip.

use super::Code;
use crate::ground::likeness::nearest;

/// Slugs that codes had before, and the codes that have their meaning now. A slug that once was published is never
/// taken out of here.
const REDIRECTS: &[(&str, Code)] = &[];

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
        nearest(text, Self::ALL.iter().map(|code| code.slug())).and_then(Self::from_slug)
    }
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
}
