//! The Go releases that are modelled, and every difference between them, in one table.
//!
//! Read from crypto/x509, crypto/rsa, crypto/ecdsa, encoding/pem and net/url of Go 1.23.9, 1.24.3 and 1.27.3, and held
//! against recorded answers of all three. A change between two modelled releases stands at the later one.

/// A Go release whose rules are modelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GoRelease {
    /// Go 1.23.
    Go1_23,
    /// Go 1.24.
    Go1_24,
    /// Go 1.27, the newest that is modelled.
    #[default]
    Go1_27,
}

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
    RsaKeysChecked = Go1_24, "crypto/rsa refuses keys below 1024 bits (`rsa1024min`), even moduli and even or small exponents.";
    Sha1OverrideGone = Go1_24, "`x509sha1` was removed, and with it the advice that followed the refusal of SHA-1.";
    UniquePolicies = Go1_24, "the same certificate policy twice is refused at parsing.";
    // Go 1.27, or a release between.
    AttributesOfAnyType = Go1_27, "an attribute of a name may be of any ASN.1 type; before, only of a string type.";
    CandidateChainsInText = Go1_27, "`no valid chains built` counts `candidate chains`; before, `chains`.";
    ConstraintsOnFinishedChains = Go1_27, "name constraints are checked on finished chains (constraints.go, CVE-2025-61727); before, on each CA as it was appended (`isValid`), in the order of the SAN extension and excluded before permitted.";
    DetailedPoints = Go1_27, "crypto/ecdsa says what is wrong with an elliptic curve point; before, one text served all.";
    DistrustedKeys = Go1_27, "chains with a key of the distrust list are dropped.";
    KeysComparedAsEncoded = Go1_27, "whether a candidate stands in the chain already is told by its encoded SubjectPublicKeyInfo; before, by the key's value.";
    LoneDotRefused = Go1_27, "a constraint that is a dot alone is refused; before, it was one on nothing.";
    LongNameListsShortened = Go1_27, "the message of a name mismatch counts 100 names and more instead of listing them (CVE-2025-61729).";
    MailboxDomainWithoutAt = Go1_27, "a mailbox with a second `@` does not parse.";
    MappedAddressesRefused = Go1_27, "an IPv4-mapped IPv6 address in a SAN or name constraint is refused at parsing.";
    MlDsa = Go1_27, "ML-DSA is a known algorithm.";
    PemEndLooksBack = Go1_27, "encoding/pem was rewritten (CVE-2025-61723): each `END` looks back for its `BEGIN`; before, each `BEGIN` looked for its `END`.";
    PoliciesBeforePurpose = Go1_27, "finished chains are tested for policies first, then for extended key usage; before, the other way round.";
    SkippedCandidatesCount = Go1_27, "a candidate counts against the signature budget even if it is skipped, and the budget ends the search at once (CVE-2026-32280).";
    StrictStrings = Go1_27, "a BMPString with surrogates or noncharacters is refused, and a T61String is read as Latin-1.";
    StrictUrlHosts = Go1_27, "net/url refuses brackets around anything but IPv6, and a second colon in an http host.";
    UnsignedPathLength = Go1_27, "a negative path length is refused at parsing; before, it counted as none.";
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
