//! GnuTLS 3.7.9, as gnutls-cli and wget use it.
//!
//! Sources: lib/x509/verify.c (`_gnutls_verify_crt_status`, `is_issuer`), verify-high.c
//! (`gnutls_x509_trust_list_add_cas`), hostname-verify.c, lib/cert-cred-x509.c.

use super::super::checks::DIGITAL_SIGNATURE;
use super::super::fault::Report;
use super::super::host::{CommonName, FinalDot, HostRules, HostSyntax};
use super::super::stack::{
    Authority, BundleRules, Choice, Constraints, EcKeys, Empty, From, Identifiers, Labels,
    LastSecond, Library, NameForm, OtherType, PairRules, Pass, Pinned, Purposes, Reading, Rule,
    Scope, Search, SelfIssued, Signatures, Stack,
};

/// certificatePolicies, cRLDistributionPoints and the TLS feature.
const KNOWN: &[&[u8]] = &[
    &[0x55, 0x1d, 0x20],
    &[0x55, 0x1d, 0x1f],
    &[0x2b, 6, 1, 5, 5, 7, 1, 24],
];

/// `_gnutls_check_key_purpose` takes any purpose for serverAuth.
const PURPOSES: Purposes = Purposes {
    any: true,
    gated: false,
};

const CHAIN: Pass = Pass {
    from: From::Leaf,
    rules: &[
        (Scope::Leaf, Rule::Trusted),
        (Scope::Issuers, Rule::IsCa(Authority::OrOldRoot)),
        (Scope::Issuers, Rule::PathLength(SelfIssued::NotCounted)),
        (Scope::NotLast, Rule::StrongDigest),
        (Scope::NotLast, Rule::Signature(Signatures::Common)),
        (Scope::All, Rule::InDate(LastSecond::Valid)),
        (Scope::All, Rule::KnownCriticalExtensions(KNOWN)),
        (
            Scope::Issuers,
            Rule::NameConstraints(Constraints::WithoutDirectory),
        ),
        (Scope::Leaf, Rule::ServerPurpose(PURPOSES)),
        (Scope::Leaf, Rule::HostName),
        (Scope::Leaf, Rule::NoMustStaple),
    ],
};
/// A certificate that may not sign cannot prove its key (`_gnutls_check_key_usage`). Vector `s-leaf-ku-keyenc-rsa`.
const KEY_USAGE: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::KeyUsage(DIGITAL_SIGNATURE))],
};

/// gnutls-cli.
pub static GNUTLS: Stack = Stack {
    library: Library::GnuTls,
    search: Search {
        names: NameForm::Bytes,
        // Vectors `s-rot-right-first-no-ids` and `s-rot-old-first-no-ids`: without identifiers the last one counts.
        identifiers: Identifiers::Key,
        choice: Choice::LastInDate,
        partial_chain: true,
        pinned: Pinned::Always,
        longest: 16,
    },
    passes: &[CHAIN, KEY_USAGE],
    host: HostRules {
        common_name: CommonName::WithoutDnsName,
        wildcard_labels: 3,
        partial_wildcard: false,
        plain_label: false,
        final_dot: FinalDot::Differs,
        syntax: HostSyntax::Any,
        mapped_addresses: false,
    },
    bundle: BundleRules {
        labels: Labels::Legacy,
        indented: Reading::Taken,
        joined: Reading::Taken,
        byte_order_mark: Reading::Taken,
        not_base64: Reading::Refused,
        not_certificate: Reading::Refused,
        der: false,
        empty: Empty::Refused,
        nameless_ca: false,
    },
    pair: PairRules {
        rsa_bits: 0,
        rsa_signs: true,
        all_curves: true,
        other_type: OtherType::SendsNothing,
        combined: true,
        byte_order_mark: Reading::Taken,
        ec_keys: EcKeys::All,
        ec_parameters: true,
        ed25519: true,
        ordered_chain: false,
    },
    report: Report::All,
};
/// wget has priorities of its own, in which the key usage is not looked at, and no scheme for RSA keys is offered. Vectors
/// `c-pkcs1`, `c-rsa4096`.
pub static GNUTLS_WGET: Stack = Stack {
    passes: &[CHAIN],
    pair: PairRules {
        rsa_signs: false,
        ..GNUTLS.pair
    },
    ..GNUTLS
};
