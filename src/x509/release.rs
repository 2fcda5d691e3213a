//! The Go releases that are modelled, and every difference between them that shows when a certificate is read.

/// A Go release whose rules are modelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum GoRelease {
    /// Go 1.23.
    Go1_23,
    /// Go 1.24.
    Go1_24,
    /// Go 1.27, the newest that is modelled.
    #[default]
    Go1_27,
}

/// What `ParseCertificate` of one release does where releases differ. Read from parser.go, net/url and
/// crypto/ecdsa of Go 1.23.9, 1.24.3 and 1.27.3.
///
/// Two differences are in the text of names alone and are not modelled: before Go 1.27 a T61String that is not UTF-8
/// gave text that is not either, and an attribute without a short name was printed in hexadecimal even if a string.
#[derive(Clone, Copy)]
pub(super) struct ParseRules {
    /// Attribute values of a name may be anything, not strings alone.
    pub(super) any_attribute_value: bool,
    /// BMPString refuses surrogates and noncharacters; T61String is read as Latin-1.
    pub(super) strict_strings: bool,
    /// ML-DSA is a known algorithm.
    pub(super) ml_dsa: bool,
    /// A bad elliptic curve point is named by crypto/ecdsa, not by one text for all.
    pub(super) detailed_points: bool,
    /// A negative path length is refused; it counted as none.
    pub(super) unsigned_path_len: bool,
    /// IPv4-mapped IPv6 addresses are refused in SANs and name constraints.
    pub(super) no_mapped_ip: bool,
    /// net/url refuses brackets around anything but IPv6, and a second colon in an http host.
    pub(super) strict_url_host: bool,
    /// A constraint that is a dot alone is taken, as one on nothing.
    pub(super) lone_dot_constraint: bool,
    /// A mailbox constraint may have a second `@`, in its domain.
    pub(super) second_at_in_mailbox: bool,
    /// The same policy twice is refused.
    pub(super) unique_policies: bool,
    /// Policy mappings, policy constraints and inhibit-any-policy are processed; they were unknown extensions.
    pub(super) policy_extensions: bool,
}

impl ParseRules {
    pub(super) const fn of(release: GoRelease) -> Self {
        let since_1_27 = matches!(release, GoRelease::Go1_27);
        let since_1_24 = !matches!(release, GoRelease::Go1_23);
        Self {
            any_attribute_value: since_1_27,
            strict_strings: since_1_27,
            ml_dsa: since_1_27,
            detailed_points: since_1_27,
            unsigned_path_len: since_1_27,
            no_mapped_ip: since_1_27,
            strict_url_host: since_1_27,
            lone_dot_constraint: !since_1_27,
            second_at_in_mailbox: !since_1_27,
            unique_policies: since_1_24,
            policy_extensions: since_1_24,
        }
    }
}
