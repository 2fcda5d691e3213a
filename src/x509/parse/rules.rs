//! What `ParseCertificate` does where Go releases differ.

use crate::golang::url::UrlRules;
use crate::golang::{Change, GoRelease};

/// What `ParseCertificate` of one release does where releases differ: the table's answers, looked up once.
///
/// Two differences are in the text of names alone and are not modelled: before Go 1.27 a T61String that is not UTF-8
/// gave text that is not either, and an attribute without a short name was printed in hexadecimal even if a string.
#[derive(Clone, Copy)]
pub(in crate::x509) struct ParseRules {
    /// Attribute values of a name may be anything, not strings alone.
    pub(in crate::x509) any_attribute_value: bool,
    /// BMPString refuses surrogates and noncharacters; T61String is read as Latin-1.
    pub(in crate::x509) strict_strings: bool,
    /// ML-DSA is a known algorithm.
    pub(in crate::x509) ml_dsa: bool,
    /// A bad elliptic curve point is named by crypto/ecdsa, not by one text for all.
    pub(in crate::x509) detailed_points: bool,
    /// A negative path length is refused; it counted as none.
    pub(in crate::x509) unsigned_path_len: bool,
    /// IPv4-mapped IPv6 addresses are refused in SANs and name constraints.
    pub(in crate::x509) no_mapped_ip: bool,
    /// What net/url refuses of a host.
    pub(in crate::x509) url: UrlRules,
    /// A path that begins with two slashes is printed with the first one escaped.
    pub(in crate::x509) url_path_escaped: bool,
    /// Names have no empty labels, no dot at the end, and DNS's lengths.
    pub(in crate::x509) strict_names: bool,
    /// A constraint that is a dot alone is taken, as one on nothing.
    pub(in crate::x509) lone_dot_constraint: bool,
    /// A mailbox constraint may have a second `@`, in its domain.
    pub(in crate::x509) second_at_in_mailbox: bool,
    /// The same policy twice is refused.
    pub(in crate::x509) unique_policies: bool,
    /// Policy mappings, policy constraints and inhibit-any-policy are processed; they were unknown extensions.
    pub(in crate::x509) policy_extensions: bool,
}

impl ParseRules {
    pub(in crate::x509) const fn of(release: GoRelease) -> Self {
        Self {
            any_attribute_value: release.has(Change::AttributesOfAnyType),
            strict_strings: release.has(Change::StrictStrings),
            ml_dsa: release.has(Change::MlDsa),
            detailed_points: release.has(Change::DetailedPoints),
            unsigned_path_len: release.has(Change::UnsignedPathLength),
            no_mapped_ip: release.has(Change::MappedAddressesRefused),
            url: UrlRules::of(release),
            url_path_escaped: release.has(Change::UrlPathsKeepSlashes),
            strict_names: release.has(Change::StrictNames),
            lone_dot_constraint: !release.has(Change::LoneDotRefused),
            second_at_in_mailbox: !release.has(Change::MailboxDomainWithoutAt),
            unique_policies: release.has(Change::UniquePolicies),
            policy_extensions: release.has(Change::CertificatePolicies),
        }
    }
}
