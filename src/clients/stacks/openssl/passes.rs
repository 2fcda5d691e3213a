//! What OpenSSL checks of a path, in the order in which it does.

use crate::clients::checks::{DIGITAL_SIGNATURE, KEY_AGREEMENT, KEY_ENCIPHERMENT};
use crate::clients::stack::{
    Authority, Constraints, From, LastSecond, Pass, Purposes, Rule, Scope, SelfIssued, Signatures,
};
use crate::clients::strict_rule::StrictRule;

/// id-ce-certificatePolicies and cRLDistributionPoints, which OpenSSL knows when they are critical.
pub(super) const KNOWN: &[&[u8]] = &[&[0x55, 0x1d, 0x20], &[0x55, 0x1d, 0x1f]];

/// 112 bits, security level 2: RSA 2048 (`check_cert_key_level`). Vectors `s-leaf-rsa1024`, `c-rsa1024`.
pub(super) const LEVEL_2_RSA: usize = 2048;
/// 80 bits, security level 1, as Node 20 has it.
pub(super) const LEVEL_1_RSA: usize = 1024;

/// `check_purpose_ssl_server` takes `XKU_SGC` besides serverAuth, and any purpose for none.
pub(super) const PURPOSES: Purposes = Purposes {
    any: false,
    gated: true,
};

/// `KU_TLS` of v3_purp.c.
pub(super) const SERVER_KEY_USAGE: u16 = DIGITAL_SIGNATURE | KEY_ENCIPHERMENT | KEY_AGREEMENT;

/// The end-entity key is looked at before anything else (`X509_verify_cert`).
pub(super) const LEAF_KEY: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::RsaBits(LEVEL_2_RSA))],
};
pub(super) const LEAF_KEY_LEVEL_1: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::RsaBits(LEVEL_1_RSA))],
};
/// `build_chain`.
pub(super) const TRUST: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::Trusted)],
};
/// `check_extensions`, without `X509_V_FLAG_X509_STRICT`.
pub(super) const EXTENSIONS: Pass = Pass {
    from: From::Leaf,
    rules: &[
        (Scope::All, Rule::KnownCriticalExtensions(KNOWN)),
        (Scope::Intermediates, Rule::IsCa(Authority::Constraints)),
        (Scope::Issuers, Rule::IsCa(Authority::OrKeyCertSign)),
        (Scope::All, Rule::ServerPurpose(PURPOSES)),
        (Scope::Leaf, Rule::KeyUsage(SERVER_KEY_USAGE)),
        (Scope::Issuers, Rule::PathLength(SelfIssued::NotCounted)),
    ],
};
/// `check_extensions` with it, in its order. Vectors `s-leaf-no-aki`, `s-root-no-ski`, `s-root-bc-noncritical`,
/// `s-int-no-ku`, `s-root-empty-dn`, `s-leaf-empty-subject`.
pub(super) const STRICT_EXTENSIONS: Pass = Pass {
    from: From::Leaf,
    rules: &[
        (Scope::All, Rule::KnownCriticalExtensions(KNOWN)),
        (
            Scope::Issuers,
            Rule::Strict(StrictRule::CaHasBasicConstraints),
        ),
        (Scope::Issuers, Rule::IsCa(Authority::OrKeyCertSign)),
        (Scope::All, Rule::Strict(StrictRule::PathLengthOfCa)),
        (Scope::All, Rule::Strict(StrictRule::PathLengthWithCertSign)),
        (
            Scope::All,
            Rule::Strict(StrictRule::CriticalBasicConstraints),
        ),
        (Scope::All, Rule::Strict(StrictRule::CaHasKeyUsage)),
        (Scope::All, Rule::Strict(StrictRule::CertSignOfCa)),
        (Scope::All, Rule::IssuerNotEmpty),
        (Scope::All, Rule::Strict(StrictRule::SubjectNotEmpty)),
        (Scope::All, Rule::Strict(StrictRule::CriticalSan)),
        (Scope::All, Rule::Strict(StrictRule::SanNotEmpty)),
        (
            Scope::All,
            Rule::Strict(StrictRule::UncriticalAuthorityKeyId),
        ),
        (Scope::All, Rule::Strict(StrictRule::UncriticalSubjectKeyId)),
        (Scope::NotLast, Rule::Strict(StrictRule::AuthorityKeyId)),
        (Scope::All, Rule::Strict(StrictRule::SubjectKeyId)),
        (Scope::All, Rule::ServerPurpose(PURPOSES)),
        (Scope::Leaf, Rule::KeyUsage(SERVER_KEY_USAGE)),
        (Scope::Issuers, Rule::PathLength(SelfIssued::NotCounted)),
    ],
};
/// `check_auth_level`: the keys of issuers, and every signature but the trust anchor's own.
pub(super) const STRENGTH: Pass = Pass {
    from: From::Leaf,
    rules: &[
        (Scope::Issuers, Rule::RsaBits(LEVEL_2_RSA)),
        (Scope::NotLast, Rule::StrongDigest),
    ],
};
pub(super) const STRENGTH_LEVEL_1: Pass = Pass {
    from: From::Leaf,
    rules: &[
        (Scope::Issuers, Rule::RsaBits(LEVEL_1_RSA)),
        (Scope::NotLast, Rule::StrongDigest),
    ],
};
/// `check_id` where the client hands the name over to OpenSSL, as Python does; Node and curl look at it afterwards.
pub(super) const HOST: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::HostName)],
};
/// `internal_verify`: from the trust anchor down, of each the signature and then the dates.
pub(super) const SIGNATURES: Pass = Pass {
    from: From::Anchor,
    rules: &[
        (Scope::NotLast, Rule::Signature(Signatures::Common)),
        (Scope::All, Rule::InDate(LastSecond::Over)),
    ],
};
/// `check_name_constraints`.
pub(super) const NAMES: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Issuers, Rule::NameConstraints(Constraints::Everyone))],
};
/// The same where the host name may be the common name's (`X509_CHECK_FLAG_NEVER_CHECK_SUBJECT` is not set): all but
/// urllib3.
pub(super) const NAMES_AND_COMMON_NAME: Pass = Pass {
    from: From::Leaf,
    rules: &[(
        Scope::Issuers,
        Rule::NameConstraints(Constraints::EveryoneAndCommonName),
    )],
};
/// curl prints the issuer's name, and takes it for an error that there is none (`servercert`). Vector `s-root-empty-dn`.
pub(super) const ISSUER_NAMED: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::IssuerNotEmpty)],
};

pub(super) const PYTHON: &[Pass] = &[
    LEAF_KEY, TRUST, EXTENSIONS, STRENGTH, HOST, SIGNATURES, NAMES,
];
pub(super) const PYTHON_STRICT: &[Pass] = &[
    LEAF_KEY,
    TRUST,
    STRICT_EXTENSIONS,
    STRENGTH,
    HOST,
    SIGNATURES,
    NAMES,
];
pub(super) const PYTHON_COMMON_NAME: &[Pass] = &[
    LEAF_KEY,
    TRUST,
    EXTENSIONS,
    STRENGTH,
    HOST,
    SIGNATURES,
    NAMES_AND_COMMON_NAME,
];
pub(super) const PYTHON_STRICT_COMMON_NAME: &[Pass] = &[
    LEAF_KEY,
    TRUST,
    STRICT_EXTENSIONS,
    STRENGTH,
    HOST,
    SIGNATURES,
    NAMES_AND_COMMON_NAME,
];
pub(super) const NODE_LEVEL_1: &[Pass] = &[
    LEAF_KEY_LEVEL_1,
    TRUST,
    EXTENSIONS,
    STRENGTH_LEVEL_1,
    SIGNATURES,
    NAMES_AND_COMMON_NAME,
    HOST,
];
pub(super) const NODE_LEVEL_2: &[Pass] = &[
    LEAF_KEY,
    TRUST,
    EXTENSIONS,
    STRENGTH,
    SIGNATURES,
    NAMES_AND_COMMON_NAME,
    HOST,
];
pub(super) const CURL_PASSES: &[Pass] = &[
    LEAF_KEY,
    TRUST,
    EXTENSIONS,
    STRENGTH,
    SIGNATURES,
    NAMES_AND_COMMON_NAME,
    HOST,
    ISSUER_NAMED,
];
