//! rustls 0.23 with webpki 0.103 and ring, as kube-rs 5.0 has it by default.
//!
//! Sources: rustls-webpki src/verify_cert.rs (`build_chain_inner`, `check_issuer_independent_properties`), cert.rs
//! (`remember_extension`), trust_anchor.rs, subject_name/; rustls src/webpki/verify.rs.

use super::super::fault::Report;
use super::super::host::{CommonName, FinalDot, HostRules, HostSyntax};
use super::super::stack::{
    Authority, BundleRules, Choice, Constraints, EcKeys, Empty, From, Identifiers, Labels,
    LastSecond, Library, NameForm, OtherType, PairRules, Pass, Pinned, Purposes, Reading, Rule,
    Scope, Search, SelfIssued, Signatures, Stack,
};

/// cRLDistributionPoints, the one critical extension that webpki knows beyond the common ones (`remember_extension`).
const KNOWN: &[&[u8]] = &[&[0x55, 0x1d, 0x1f]];
/// Policy mappings, policy constraints and inhibitAnyPolicy, like certificatePolicies, are not known. Vector
/// `s-leaf-policy-crit`.
const POLICY_MAPPINGS: &[u8] = &[0x55, 0x1d, 0x21];
const POLICY_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x24];
const INHIBIT_ANY_POLICY: &[u8] = &[0x55, 0x1d, 0x36];

/// webpki's `ExtendedKeyUsage::RequiredIfPresent`: serverAuth itself.
const PURPOSES: Purposes = Purposes {
    any: false,
    gated: false,
};

/// The client offers no scheme for other keys, so that the server ends the handshake. Vector `s-leaf-p521`.
const HANDSHAKE_KEY: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::HandshakeKey(Signatures::Ring))],
};
/// `EndEntityCert::try_from`, and as the path is built, certificate by certificate. Vector `s-leaf-is-ca`.
const BUILDING: Pass = Pass {
    from: From::Leaf,
    rules: &[
        (Scope::Untrusted, Rule::Version3),
        (Scope::Untrusted, Rule::KnownCriticalExtensions(KNOWN)),
        (Scope::Untrusted, Rule::NotCritical(POLICY_MAPPINGS)),
        (Scope::Untrusted, Rule::NotCritical(POLICY_CONSTRAINTS)),
        (Scope::Untrusted, Rule::NotCritical(INHIBIT_ANY_POLICY)),
        (Scope::Untrusted, Rule::InDate(LastSecond::Valid)),
        (Scope::Leaf, Rule::IsNoCa),
        (
            Scope::Intermediates,
            Rule::IsCa(Authority::WhateverKeyUsage),
        ),
        (Scope::Intermediates, Rule::PathLength(SelfIssued::Counted)),
        (Scope::Untrusted, Rule::ServerPurpose(PURPOSES)),
    ],
};
const TRUST: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::Trusted)],
};
/// `check_signed_chain`: from the trust anchor down. Vectors `s-ca-p521`, `s-ca-p256-sha512`, `s-leaf-rsa1024`.
const SIGNED: Pass = Pass {
    from: From::Anchor,
    rules: &[(Scope::NotLast, Rule::Signature(Signatures::Ring))],
};
const SIGNED_BY_AWS_LC: Pass = Pass {
    from: From::Anchor,
    rules: &[(Scope::NotLast, Rule::Signature(Signatures::AwsLc))],
};
/// `check_signed_chain_name_constraints`. Vector `s-nc-dirname-noncrit`.
const NAMES: Pass = Pass {
    from: From::Anchor,
    rules: &[(
        Scope::Issuers,
        Rule::NameConstraints(Constraints::NoDirectory),
    )],
};
/// rustls `verify_server_name` comes after the path.
const HOST: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::HostName)],
};
/// The handshake's own signature comes last.
const HANDSHAKE_SIGNATURE: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::RsaBits(2048))],
};

const PASSES: &[Pass] = &[
    HANDSHAKE_KEY,
    BUILDING,
    TRUST,
    SIGNED,
    NAMES,
    HOST,
    HANDSHAKE_SIGNATURE,
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
        syntax: HostSyntax::Labels,
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
        rsa_signs: true,
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

/// webpki's own verdict with aws-lc-rs, without the handshake around it.
pub static WEBPKI_AWS_LC: Stack = Stack {
    passes: &[BUILDING, TRUST, SIGNED_BY_AWS_LC, NAMES, HOST],
    ..RUSTLS_RING
};
