//! The JDK's PKIX (OpenJDK 17.0.15, Temurin 25.0.3), with okhttp's host check for client-java.
//!
//! Sources: sun.security.validator.PKIXValidator and EndEntityChecker, sun.security.provider.certpath (PKIX
//! `verifyTrustAnchor`, `AdaptableX509CertSelector`, `BasicChecker`, `ConstraintsChecker`, `KeyChecker`),
//! sun.security.x509.X509CertInfo (`verifyCert`), sun.security.util.HostnameChecker, X509Factory; okhttp
//! OkHostnameVerifier.

use super::super::checks::DIGITAL_SIGNATURE;
use super::super::fault::Report;
use super::super::host::{CommonName, FinalDot, HostRules, HostSyntax};
use super::super::stack::{
    Authority, BundleRules, Choice, Constraints, EcKeys, Empty, From, Identifiers, Labels,
    LastSecond, Library, NameForm, OtherType, PairRules, Pass, Pinned, Purposes, Reading, Rule,
    Scope, Search, SelfIssued, Signatures, Stack,
};

/// certificatePolicies; `PKIXValidator` leaves the distribution points to the caller, who refuses them.
const KNOWN: &[&[u8]] = &[&[0x55, 0x1d, 0x20]];

/// `EndEntityChecker.checkTLSServer` takes any purpose, and the gated ones.
const PURPOSES: Purposes = Purposes {
    any: true,
    gated: true,
};

const PASSES: &[Pass] = &[
    // A certificate without subject is refused as it is parsed. Vector `s-leaf-empty-subject`.
    Pass {
        from: From::Leaf,
        rules: &[
            (Scope::Untrusted, Rule::IssuerNotEmpty),
            (Scope::Untrusted, Rule::SubjectOrCriticalSan),
        ],
    },
    Pass {
        from: From::Leaf,
        rules: &[(Scope::Leaf, Rule::Trusted)],
    },
    // From the trust anchor down. Of the anchor itself only that it is a CA (`verifyTrustAnchor`).
    Pass {
        from: From::Anchor,
        rules: &[
            (Scope::Issuers, Rule::IsCa(Authority::OrOldAnchor)),
            (
                Scope::Issuers,
                Rule::NameConstraints(Constraints::AllButAnchor),
            ),
            (
                Scope::Intermediates,
                Rule::PathLength(SelfIssued::NotCounted),
            ),
            (Scope::Untrusted, Rule::StrongDigest),
            (Scope::Untrusted, Rule::RsaBits(1024)),
            (Scope::Untrusted, Rule::InDate(LastSecond::Valid)),
            (Scope::NotLast, Rule::Signature(Signatures::Common)),
            (Scope::Untrusted, Rule::KnownCriticalExtensions(KNOWN)),
        ],
    },
    // `EndEntityChecker.checkTLSServer`. Vectors `s-leaf-ku-keyenc-rsa`, `s-leaf-ku-keyenc-rsa-tls12`.
    Pass {
        from: From::Leaf,
        rules: &[
            (Scope::Leaf, Rule::KeyUsage(DIGITAL_SIGNATURE)),
            (Scope::Leaf, Rule::ServerPurpose(PURPOSES)),
            (Scope::Leaf, Rule::HostName),
        ],
    },
];

/// `HostnameChecker` of type TLS. Vectors `s-cn-only-dns`, `s-underscore`, `s-san-trailing-dot`.
const JDK_HOST: HostRules = HostRules {
    common_name: CommonName::WithoutDnsName,
    wildcard_labels: 2,
    partial_wildcard: true,
    plain_label: false,
    final_dot: FinalDot::Differs,
    syntax: HostSyntax::NoUnderscore,
    mapped_addresses: true,
};
/// okhttp's `OkHostnameVerifier`.
const OKHTTP_HOST: HostRules = HostRules {
    common_name: CommonName::Never,
    wildcard_labels: 2,
    partial_wildcard: false,
    plain_label: false,
    final_dot: FinalDot::Ignored,
    syntax: HostSyntax::Any,
    mapped_addresses: true,
};

/// `CertificateFactory.generateCertificates`. Vectors `s-ca-der`, `s-bundle-*`, `s-root-empty-dn`.
const BUNDLE: BundleRules = BundleRules {
    labels: Labels::Any,
    indented: Reading::Refused,
    joined: Reading::Refused,
    byte_order_mark: Reading::Refused,
    not_base64: Reading::Refused,
    not_certificate: Reading::Refused,
    der: true,
    empty: Empty::Refused,
    nameless_ca: true,
};

/// What client-java reads: BouncyCastle for the key, the JDK for the certificate.
const PAIR: PairRules = PairRules {
    rsa_bits: 0,
    rsa_signs: true,
    all_curves: true,
    other_type: OtherType::SendsNothing,
    combined: false,
    byte_order_mark: Reading::Refused,
    ec_keys: EcKeys::All,
    ec_parameters: false,
    ed25519: true,
    ordered_chain: false,
};

/// The JDK alone, as `HttpsURLConnection` has it.
pub static JDK: Stack = Stack {
    library: Library::Jdk { okhttp: false },
    search: Search {
        names: NameForm::Canonical,
        identifiers: Identifiers::KeyAndSerial,
        choice: Choice::All,
        partial_chain: true,
        pinned: Pinned::Always,
        longest: 5,
    },
    passes: PASSES,
    host: JDK_HOST,
    bundle: BUNDLE,
    pair: PairRules {
        byte_order_mark: Reading::Taken,
        ec_parameters: true,
        ..PAIR
    },
    report: Report::MostSpecific,
};
/// client-java 27 (okhttp 5).
pub static CLIENT_JAVA: Stack = Stack {
    library: Library::Jdk { okhttp: true },
    host: OKHTTP_HOST,
    pair: PAIR,
    ..JDK
};
/// fabric8's kubernetes-client 7 and 8 (Vert.x). Its own key reader takes PKCS#8 for RSA unless
/// `kubernetes.certs.client.key.algo` names another algorithm. Vectors `s-good`, `c-pkcs1`, `s-bundle-notder-last`.
pub static FABRIC8: Stack = Stack {
    bundle: BundleRules {
        not_base64: Reading::RefusedBeforeEnd,
        not_certificate: Reading::RefusedBeforeEnd,
        empty: Empty::OwnRoots,
        ..BUNDLE
    },
    pair: PairRules {
        ec_keys: EcKeys::Sec1,
        ed25519: false,
        ordered_chain: true,
        ..PAIR
    },
    ..JDK
};
/// The same with `kubernetes.certs.client.key.algo=EC`.
pub static FABRIC8_EC: Stack = Stack {
    pair: PairRules {
        ec_keys: EcKeys::All,
        ..FABRIC8.pair
    },
    ..FABRIC8
};
