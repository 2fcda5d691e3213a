//! Go releases whose rules are modelled, and all that differs between them, in one table.

use crate::x509::GoRelease;

impl GoRelease {
    /// Every release, oldest first.
    pub const ALL: [Self; 3] = [Self::Go1_23, Self::Go1_24, Self::Go1_27];

    /// `1.23`, `1.24` or `1.27`, as `--go` takes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Go1_23 => "1.23",
            Self::Go1_24 => "1.24",
            Self::Go1_27 => "1.27",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|release| release.as_str() == text)
    }

    /// Whether this release has the change.
    pub(crate) const fn has(self, change: Change) -> bool {
        // `PartialOrd` is not const: releases are compared by their place in the enum.
        self as u8 >= change.since() as u8
    }
}

macro_rules! changes {
    ($($change:ident = $since:ident, $reason:literal;)+) => {
        /// A change of Go's rules or words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Change {
            $(#[doc = $reason] $change,)+
        }

        impl Change {
            /// The first modelled release that has it.
            const fn since(self) -> GoRelease {
                match self { $(Self::$change => GoRelease::$since,)+ }
            }
        }
    };
}

changes! {
    // Go 1.24.
    CertificatePolicies = Go1_24, "`x509usepolicies=1` became the default: policies are validated, and the extensions policyMappings, policyConstraints and inhibitAnyPolicy are parsed, so they may be critical.";
    Sha1OverrideGone = Go1_24, "`x509sha1` was removed, and with it the advice that followed the refusal of SHA-1.";
    // Go 1.27, or a release between.
    CandidateChainsInText = Go1_27, "`no valid chains built` counts `candidate chains`; before, `chains`.";
    ConstraintsOnFinishedChains = Go1_27, "name constraints are checked on finished chains (constraints.go, CVE-2025-61727); before, on each CA as it was appended (`isValid`), in the order of the SAN extension and excluded before permitted.";
    DistrustedKeys = Go1_27, "chains with a key of the distrust list are dropped.";
    LongNameListsShortened = Go1_27, "the message of a name mismatch counts 100 names and more instead of listing them (CVE-2025-61729).";
    MailboxDomainWithoutAt = Go1_27, "a mailbox with a second `@` does not parse.";
    PoliciesBeforePurpose = Go1_27, "finished chains are tested for policies first, then for extended key usage; before, the other way round.";
    SkippedCandidatesCount = Go1_27, "a candidate counts against the signature budget even if it is skipped, and the budget ends the search at once (CVE-2026-32280).";
    ZonedAddresses = Go1_27, "a server name is read by netip: an IPv6 address may have a zone, which is dropped.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for release in GoRelease::ALL {
            assert_eq!(GoRelease::parse(release.as_str()), Some(release));
        }
        assert_eq!(GoRelease::parse("1.26"), None);
        assert_eq!(GoRelease::default(), GoRelease::Go1_27);
    }

    #[test]
    fn later_releases_keep_changes() {
        assert!(!GoRelease::Go1_23.has(Change::CertificatePolicies));
        assert!(GoRelease::Go1_24.has(Change::CertificatePolicies));
        assert!(GoRelease::Go1_27.has(Change::CertificatePolicies));
        assert!(!GoRelease::Go1_24.has(Change::DistrustedKeys));
    }
}
