//! rustls 0.23 with webpki 0.103 and ring, as kube-rs 5.0 has it by default.
//!
//! Sources: rustls-webpki src/verify_cert.rs (`build_chain_inner`, `check_issuer_independent_properties`), cert.rs
//! (`remember_extension`), trust_anchor.rs, subject_name/; rustls src/webpki/verify.rs.

use super::super::fault::Report;
use super::super::host::{CommonName, FinalDot, HostRules, Underscore};
use super::super::stack::{
    Authority, BundleRules, Choice, Constraints, EcKeys, Empty, From, Identifiers, Labels, Library,
    NameForm, OtherType, PairRules, Pass, Pinned, Reading, Rule, Scope, Search, Signatures, Stack,
};

/// cRLDistributionPoints, the one critical extension that webpki knows beyond the common ones (`remember_extension`).
const KNOWN: &[&[u8]] = &[&[0x55, 0x1d, 0x1f]];
/// Policy constraints and inhibitAnyPolicy, like certificatePolicies, are not known. Vector `s-leaf-policy-crit`.
const POLICY_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x24];
const INHIBIT_ANY_POLICY: &[u8] = &[0x55, 0x1d, 0x36];

const PASSES: &[Pass] = &[
    // The client offers no scheme for other keys, so that the server ends the handshake. Vector `s-leaf-p521`.
    Pass {
        from: From::Leaf,
        rules: &[(Scope::Leaf, Rule::HandshakeKey(Signatures::Ring))],
    },
    // `EndEntityCert::try_from`, and as the path is built, certificate by certificate. Vector `s-leaf-is-ca`.
    Pass {
        from: From::Leaf,
        rules: &[
            (Scope::Untrusted, Rule::Version3),
            (Scope::Untrusted, Rule::KnownCriticalExtensions(KNOWN)),
            (Scope::Untrusted, Rule::NotCritical(POLICY_CONSTRAINTS)),
            (Scope::Untrusted, Rule::NotCritical(INHIBIT_ANY_POLICY)),
            (Scope::Untrusted, Rule::InDate),
            (Scope::Leaf, Rule::IsNoCa),
            (
                Scope::Intermediates,
                Rule::IsCa(Authority::WhateverKeyUsage),
            ),
            (Scope::Intermediates, Rule::PathLength),
            (Scope::Untrusted, Rule::ServerPurpose(false)),
        ],
    },
    Pass {
        from: From::Leaf,
        rules: &[(Scope::Leaf, Rule::Trusted)],
    },
    // `check_signed_chain`: from the trust anchor down. Vectors `s-ca-p521`, `s-ca-p256-sha512`, `s-leaf-rsa1024`.
    Pass {
        from: From::Anchor,
        rules: &[(Scope::NotLast, Rule::Signature(Signatures::Ring))],
    },
    // `check_signed_chain_name_constraints`. Vector `s-nc-dirname-noncrit`.
    Pass {
        from: From::Anchor,
        rules: &[(
            Scope::Issuers,
            Rule::NameConstraints(Constraints::NoDirectory),
        )],
    },
    // rustls `verify_server_name` comes after the path, and the handshake's signature last.
    Pass {
        from: From::Leaf,
        rules: &[
            (Scope::Leaf, Rule::HostName),
            (Scope::Leaf, Rule::RsaBits(2048)),
        ],
    },
];

/// rustls with ring.
pub static RUSTLS_RING: Stack = Stack {
    library: Library::Rustls,
    search: Search {
        names: NameForm::Bytes,
        identifiers: Identifiers::Ignored,
        choice: Choice::All,
        partial_chain: true,
        pinned: Pinned::AsIssuer,
        // `MAX_SUB_CA_COUNT`.
        longest: 6,
    },
    passes: PASSES,
    host: HostRules {
        common_name: CommonName::Never,
        wildcard_labels: 3,
        partial_wildcard: false,
        plain_label: false,
        final_dot: FinalDot::Differs,
        underscore: Underscore::Fine,
        mapped_addresses: false,
    },
    // rustls-pki-types `pem`, and webpki's `anchor_from_trusted_cert`. Vectors `s-bundle-*`, `s-ca-*`.
    bundle: BundleRules {
        labels: Labels::Plain,
        indented: Reading::Taken,
        joined: Reading::Taken,
        byte_order_mark: Reading::Taken,
        not_base64: Reading::Refused,
        not_certificate: Reading::Refused,
        der: false,
        empty: Empty::TrustsNobody,
        nameless_ca: false,
    },
    pair: PairRules {
        rsa_bits: 2048,
        all_curves: false,
        other_type: OtherType::Refused,
        combined: true,
        byte_order_mark: Reading::Refused,
        ec_keys: EcKeys::All,
        ec_parameters: true,
        ed25519: true,
        ordered_chain: false,
    },
    report: Report::MostSpecific,
};
