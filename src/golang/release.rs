//! The Go releases that are modelled, and every difference between them, in one table.
//!
//! Read from crypto/x509, crypto/rsa, crypto/ecdsa, encoding/pem and net/url of every patch release from Go 1.23.0 to 1.27.3,
//! and held against recorded answers of fifteen of them.

use std::fmt;

/// A Go release, by minor version and patch: `1.25.5`. From 1.23 on every patch is modelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoRelease {
    /// `25` of `1.25.5`.
    minor: u8,
    /// `5` of `1.25.5`.
    patch: u8,
}

/// What a minor version stands for where no patch is named: 1.23, 1.24 and 1.27 for the one whose recorded answers the tests
/// hold, the others for their newest.
const LINES: [GoRelease; 5] = [
    GoRelease::GO_1_23,
    GoRelease::GO_1_24,
    GoRelease::new(25, 13),
    GoRelease::new(26, 7),
    GoRelease::GO_1_27,
];

impl GoRelease {
    /// Go 1.23.9, the oldest line that is modelled.
    pub const GO_1_23: Self = Self::new(23, 9);
    /// Go 1.24.3.
    pub const GO_1_24: Self = Self::new(24, 3);
    /// Go 1.27.3, the newest whose sources were read.
    pub const GO_1_27: Self = Self::new(27, 3);

    /// A release of Go 1, by minor version and patch.
    pub const fn new(minor: u8, patch: u8) -> Self {
        Self { minor, patch }
    }

    /// Reads `1.25`, `1.25.5` or `go1.25.5`, with whatever follows a space or a dash (`go1.25.5 X:boringcrypto`); none for what
    /// is older than 1.23, newer than 1.27, or no release.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix("go").unwrap_or(text);
        let end = text.find([' ', '-', '+']).unwrap_or(text.len());
        let rest = text.get(..end)?.strip_prefix("1.")?;
        let (minor, patch) = match rest.split_once('.') {
            Some((minor, patch)) => (minor, Some(patch)),
            None => (rest, None),
        };
        let number = |text: &str| {
            let digits = text.bytes().all(|octet| octet.is_ascii_digit());
            text.parse::<u8>().ok().filter(|_| digits)
        };
        let minor = number(minor)?;
        let line = LINES.into_iter().find(|line| line.minor == minor)?;
        match patch {
            Some(patch) => Some(Self::new(minor, number(patch)?)),
            None => Some(line),
        }
    }

    /// Whether this release has the change.
    pub(crate) const fn has(self, change: Change) -> bool {
        let (since, until) = change.span();
        self.reaches(since) && (until.is_empty() || !self.reaches(until))
    }

    /// Whether it is one of these or later: patches of one line say nothing of another, and what is newer than the newest
    /// has all of it.
    const fn reaches(self, releases: &[Self]) -> bool {
        let mut newest = 0;
        let mut rest = releases;
        // Iterators are not const. The lines stand in order.
        while let [first, after @ ..] = rest {
            if first.minor == self.minor {
                return self.patch >= first.patch;
            }
            newest = first.minor;
            rest = after;
        }
        self.minor > newest
    }
}

impl Default for GoRelease {
    fn default() -> Self {
        Self::GO_1_27
    }
}

impl fmt::Display for GoRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}.{}", self.minor, self.patch)
    }
}

macro_rules! changes {
    (@releases $(($minor:literal, $patch:literal))+) => { const { &[$(GoRelease::new($minor, $patch)),+] } };
    ($($change:ident = $(($minor:literal, $patch:literal))+ $(until $(($to_minor:literal, $to_patch:literal))+)?, $reason:literal;)+) => {
        /// A change of Go's rules or words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Change {
            $(#[doc = $reason] $change,)+
        }

        impl Change {
            /// The first release of each line that has it, and the first that has it no more.
            const fn span(self) -> (&'static [GoRelease], &'static [GoRelease]) {
                match self {
                    $(Self::$change => (
                        changes!(@releases $(($minor, $patch))+),
                        const { &[$($(GoRelease::new($to_minor, $to_patch)),+)?] },
                    ),)+
                }
            }
        }
    };
}

changes! {
    CertificatePolicies = (24, 0), "`x509usepolicies=1` became the default: policies are validated, and the extensions policyMappings, policyConstraints and inhibitAnyPolicy are parsed, so they may be critical.";
    RsaKeysChecked = (24, 0), "crypto/rsa refuses keys below 1024 bits (`rsa1024min`), even moduli and even or small exponents.";
    Sha1OverrideGone = (24, 0), "`x509sha1` was removed, and with it the advice that followed the refusal of SHA-1.";
    UniquePolicies = (24, 0), "the same certificate policy twice is refused at parsing.";
    PoliciesBeforePurpose = (24, 4) (25, 0), "finished chains are tested for policies first, then for extended key usage (CVE-2025-22874); before, the other way round.";
    AllPoliciesInText = (24, 4) (25, 0) until (26, 0), "where policies leave no chain, the text is `all candidate chains have invalid policies`.";
    KeysComparedAsEncoded = (24, 8) (25, 2), "whether a candidate stands in the chain already is told by its encoded SubjectPublicKeyInfo; before, by the key's value.";
    LoneDotRefused = (24, 8) (25, 2), "a constraint that is a dot alone is refused; before, it was one on nothing.";
    PemEndLooksBack = (24, 8) (25, 2), "encoding/pem was rewritten (CVE-2025-61723): each `END` looks back for its `BEGIN`; before, each `BEGIN` looked for its `END`.";
    PemEndAloneIsPassedOver = (24, 10) (25, 4), "an `END` without a `BEGIN` is passed over; the first rewrite gave up there.";
    StrictNames = (24, 8) (25, 2) until (24, 9) (25, 3), "names in SANs and constraints may not end in a dot, have empty labels or be longer than DNS allows; taken back a release later.";
    UrlBracketsHoldIpv6 = (24, 8) (25, 2), "net/url refuses brackets around anything but an IPv6 address (CVE-2025-47912).";
    UrlMappedAddressesRefused = (24, 8) (25, 2) until (24, 10) (25, 4), "net/url refuses an IPv4-mapped IPv6 address in brackets.";
    UrlBracketsComeFirst = (25, 8) (26, 1), "net/url refuses what stands before the brackets of a host (CVE-2026-25679).";
    LongNameListsShortened = (24, 11) (25, 5), "the message of a name mismatch counts 100 names and more instead of listing them (CVE-2025-61729).";
    WildcardsMeetExclusions = (24, 11) (25, 5), "a wildcard is excluded by a constraint on what it may stand for (CVE-2025-61727).";
    WildcardsSpareShortExclusions = (24, 13) (25, 7), "a constraint of one label excludes no wildcard beside it.";
    WildcardsAreOneLabel = (25, 9) (26, 0), "a wildcard is excluded by names of as many labels alone.";
    StrictStrings = (25, 0), "a BMPString with surrogates or noncharacters is refused, and a T61String is read as Latin-1.";
    UnsignedPathLength = (25, 0), "a negative path length is refused at parsing; before, it counted as none.";
    SkippedCandidatesCount = (25, 9) (26, 2), "a candidate counts against the signature budget even if it is skipped, and the budget ends the search at once (CVE-2026-32280).";
    CandidateChainsInText = (26, 0), "`no valid chains built` counts `candidate chains`; before, `chains`.";
    ConstraintsOnFinishedChains = (26, 0), "name constraints are checked on finished chains (constraints.go); before, on each CA as it was appended (`isValid`), in the order of the SAN extension and excluded before permitted.";
    CheckedExponents = (26, 0), "a private exponent of an RSA key that does not fit its CRT exponents is refused.";
    ZeroScalarRefused = (26, 0), "an elliptic curve key of zero is refused at parsing; before, it belonged to no certificate.";
    CaRotation = (26, 0), "client-go 0.36, which Kubernetes builds with Go 1.26 at least, trusts nobody by an empty file of CAs; before, it took it for none.";
    DetailedPoints = (26, 0), "crypto/ecdsa says what is wrong with an elliptic curve point; before, one text served all.";
    UrlStrictColons = (26, 0), "net/url refuses a second colon in a host.";
    UrlColonsOfWebAlone = (26, 2), "the second colon is refused in http and https alone.";
    WholeMailboxesCompared = (26, 1), "of mailbox constraints with one local part all count; in 1.26.0 the last did.";
    WildcardsIgnoreCase = (26, 2), "a wildcard is compared with excluded names without case; the first constraints.go did it with.";
    AttributesOfAnyType = (27, 0), "an attribute of a name may be of any ASN.1 type; before, only of a string type.";
    MailboxDomainWithoutAt = (27, 0), "a mailbox with a second `@` does not parse.";
    MappedAddressesRefused = (27, 0), "an IPv4-mapped IPv6 address in a SAN or name constraint is refused at parsing.";
    DetailedKeys = (27, 0), "crypto/tls says why a private key does not parse.";
    MlDsa = (27, 0), "ML-DSA is a known algorithm.";
    UrlPathsKeepSlashes = (27, 0), "a path that begins with two slashes is printed so that it does not become a host.";
    ZonedAddresses = (27, 0), "a server name is read by netip: an IPv6 address may have a zone, which is dropped.";
    DistrustedKeys = (27, 3), "chains with a key of the distrust list are dropped.";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(text: &str) -> GoRelease {
        GoRelease::parse(text).unwrap()
    }

    #[test]
    fn reads_lines_and_patches() {
        assert_eq!(go("1.25.5").to_string(), "1.25.5");
        assert_eq!(go("go1.26.4 X:boringcrypto"), GoRelease::new(26, 4));
        assert_eq!(go("1.24"), GoRelease::GO_1_24);
        assert_eq!(go("1.27"), GoRelease::default());
        for wrong in [
            "1.22", "1.28", "2.1", "1.25.", "1.25.x", "1.+5", "", "1.25.5.1",
        ] {
            assert_eq!(GoRelease::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_patch_counts_in_its_own_line() {
        let names = Change::LongNameListsShortened;
        for (release, has) in [
            ("1.23.12", false),
            ("1.24.10", false),
            ("1.24.11", true),
            ("1.25.4", false),
            ("1.25.5", true),
            ("1.26.0", true),
        ] {
            assert_eq!(go(release).has(names), has, "{release}");
        }
    }

    #[test]
    fn what_was_taken_back_is_gone() {
        let has = |release: &str| go(release).has(Change::StrictNames);
        assert!(has("1.24.8") && has("1.25.2"));
        for without in ["1.24.7", "1.24.9", "1.25.1", "1.25.3", "1.26.0", "1.23.12"] {
            assert!(!has(without), "{without}");
        }
    }
}
