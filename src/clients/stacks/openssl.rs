//! OpenSSL 3.0.19 (Debian's, security level 2) behind Python, Node and curl, and the OpenSSL 3.5 of Node 24.
//!
//! Sources: crypto/x509/x509_vfy.c (`X509_verify_cert`, `build_chain`, `check_extensions`, `check_auth_level`,
//! `internal_verify`), v3_purp.c (`check_purpose_ssl_server`, `check_ca`), v3_utl.c (`do_x509_check`), by_file.c; Python
//! 3.13 Lib/ssl.py (`create_default_context` sets `VERIFY_X509_STRICT | VERIFY_X509_PARTIAL_CHAIN`) and urllib3 2.4
//! (util/ssl_.py); Node src/crypto/crypto_context.cc and lib/tls.js `checkServerIdentity`; curl lib/vtls/openssl.c and
//! hostcheck.c.

use super::super::checks::{DIGITAL_SIGNATURE, KEY_AGREEMENT, KEY_ENCIPHERMENT};
use super::super::fault::Report;
use super::super::host::{CommonName, FinalDot, HostRules, HostSyntax};
use super::super::stack::{
    Authority, BundleRules, Cadata, Choice, Constraints, EcKeys, Empty, From, Identifiers, Labels,
    LastSecond, Library, NameForm, OtherType, PairRules, Pass, Pinned, Purposes, PythonLines,
    Reading, Rule, Scope, Search, SelfIssued, Signatures, Stack,
};
use crate::clients::strict_rule::StrictRule;

/// id-ce-certificatePolicies and cRLDistributionPoints, which OpenSSL knows when they are critical.
const KNOWN: &[&[u8]] = &[&[0x55, 0x1d, 0x20], &[0x55, 0x1d, 0x1f]];

/// 112 bits, security level 2: RSA 2048 (`check_cert_key_level`). Vectors `s-leaf-rsa1024`, `c-rsa1024`.
const LEVEL_2_RSA: usize = 2048;
/// 80 bits, security level 1, as Node 20 has it.
const LEVEL_1_RSA: usize = 1024;

/// `check_purpose_ssl_server` takes `XKU_SGC` besides serverAuth, and any purpose for none.
const PURPOSES: Purposes = Purposes {
    any: false,
    gated: true,
};

/// `KU_TLS` of v3_purp.c.
const SERVER_KEY_USAGE: u16 = DIGITAL_SIGNATURE | KEY_ENCIPHERMENT | KEY_AGREEMENT;

/// Vectors `s-rot-old-first-no-ids` (the first candidate is taken), `s-dn-printable` (canonical names).
const SEARCH: Search = Search {
    names: NameForm::Canonical,
    identifiers: Identifiers::KeySerialAndIssuer,
    choice: Choice::FirstInDate,
    partial_chain: false,
    pinned: Pinned::LastResort,
    longest: 100,
};
const PARTIAL_SEARCH: Search = Search {
    partial_chain: true,
    ..SEARCH
};

/// The end-entity key is looked at before anything else (`X509_verify_cert`).
const LEAF_KEY: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::RsaBits(LEVEL_2_RSA))],
};
const LEAF_KEY_LEVEL_1: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::RsaBits(LEVEL_1_RSA))],
};
/// `build_chain`.
const TRUST: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::Trusted)],
};
/// `check_extensions`, without `X509_V_FLAG_X509_STRICT`.
const EXTENSIONS: Pass = Pass {
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
const STRICT_EXTENSIONS: Pass = Pass {
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
const STRENGTH: Pass = Pass {
    from: From::Leaf,
    rules: &[
        (Scope::Issuers, Rule::RsaBits(LEVEL_2_RSA)),
        (Scope::NotLast, Rule::StrongDigest),
    ],
};
const STRENGTH_LEVEL_1: Pass = Pass {
    from: From::Leaf,
    rules: &[
        (Scope::Issuers, Rule::RsaBits(LEVEL_1_RSA)),
        (Scope::NotLast, Rule::StrongDigest),
    ],
};
/// `check_id` where the client hands the name over to OpenSSL, as Python does; Node and curl look at it afterwards.
const HOST: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::HostName)],
};
/// `internal_verify`: from the trust anchor down, of each the signature and then the dates.
const SIGNATURES: Pass = Pass {
    from: From::Anchor,
    rules: &[
        (Scope::NotLast, Rule::Signature(Signatures::Common)),
        (Scope::All, Rule::InDate(LastSecond::Over)),
    ],
};
/// `check_name_constraints`.
const NAMES: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Issuers, Rule::NameConstraints(Constraints::Everyone))],
};
/// The same where the host name may be the common name's (`X509_CHECK_FLAG_NEVER_CHECK_SUBJECT` is not set): all but
/// urllib3.
const NAMES_AND_COMMON_NAME: Pass = Pass {
    from: From::Leaf,
    rules: &[(
        Scope::Issuers,
        Rule::NameConstraints(Constraints::EveryoneAndCommonName),
    )],
};
/// curl prints the issuer's name, and takes it for an error that there is none (`servercert`). Vector `s-root-empty-dn`.
const ISSUER_NAMED: Pass = Pass {
    from: From::Leaf,
    rules: &[(Scope::Leaf, Rule::IssuerNotEmpty)],
};

const PYTHON: &[Pass] = &[
    LEAF_KEY, TRUST, EXTENSIONS, STRENGTH, HOST, SIGNATURES, NAMES,
];
const PYTHON_STRICT: &[Pass] = &[
    LEAF_KEY,
    TRUST,
    STRICT_EXTENSIONS,
    STRENGTH,
    HOST,
    SIGNATURES,
    NAMES,
];
const PYTHON_COMMON_NAME: &[Pass] = &[
    LEAF_KEY,
    TRUST,
    EXTENSIONS,
    STRENGTH,
    HOST,
    SIGNATURES,
    NAMES_AND_COMMON_NAME,
];
const PYTHON_STRICT_COMMON_NAME: &[Pass] = &[
    LEAF_KEY,
    TRUST,
    STRICT_EXTENSIONS,
    STRENGTH,
    HOST,
    SIGNATURES,
    NAMES_AND_COMMON_NAME,
];
const NODE_LEVEL_1: &[Pass] = &[
    LEAF_KEY_LEVEL_1,
    TRUST,
    EXTENSIONS,
    STRENGTH_LEVEL_1,
    SIGNATURES,
    NAMES_AND_COMMON_NAME,
    HOST,
];
const NODE_LEVEL_2: &[Pass] = &[
    LEAF_KEY,
    TRUST,
    EXTENSIONS,
    STRENGTH,
    SIGNATURES,
    NAMES_AND_COMMON_NAME,
    HOST,
];
const CURL_PASSES: &[Pass] = &[
    LEAF_KEY,
    TRUST,
    EXTENSIONS,
    STRENGTH,
    SIGNATURES,
    NAMES_AND_COMMON_NAME,
    HOST,
    ISSUER_NAMED,
];

/// `X509_check_host` with `X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS`, Python's default.
const OPENSSL_HOST: HostRules = HostRules {
    common_name: CommonName::WithoutDnsName,
    wildcard_labels: 3,
    partial_wildcard: false,
    plain_label: true,
    final_dot: FinalDot::Differs,
    syntax: HostSyntax::Any,
    mapped_addresses: false,
};
/// urllib3 sets `hostname_checks_common_name = False`. Vector `s-cn-only-dns`.
const URLLIB3_HOST: HostRules = HostRules {
    common_name: CommonName::Never,
    ..OPENSSL_HOST
};
/// lib/tls.js `checkServerIdentity`. Vector `s-san-trailing-dot`.
const NODE_HOST: HostRules = HostRules {
    common_name: CommonName::WithoutDnsName,
    wildcard_labels: 3,
    partial_wildcard: true,
    plain_label: false,
    final_dot: FinalDot::Ignored,
    syntax: HostSyntax::Any,
    mapped_addresses: false,
};
/// lib/vtls/openssl.c `ossl_verifyhost`, hostcheck.c. Vector `s-cn-only-ip`.
const CURL_HOST: HostRules = HostRules {
    common_name: CommonName::WithoutNames,
    partial_wildcard: false,
    ..NODE_HOST
};

/// `X509_load_cert_crl_file` (by_file.c): one bad block spoils the file. Vectors `s-bundle-*`, `s-ca-*`.
const FILE_BUNDLE: BundleRules = BundleRules {
    labels: Labels::Trusted,
    indented: Reading::Skipped,
    joined: Reading::Refused,
    byte_order_mark: Reading::Taken,
    not_base64: Reading::Refused,
    not_certificate: Reading::Refused,
    der: false,
    empty: Empty::Refused,
    nameless_ca: false,
};
/// Python's `cadata`, text that has to be ASCII (`_add_ca_certs`).
const TEXT_BUNDLE: BundleRules = BundleRules {
    labels: Labels::Legacy,
    byte_order_mark: Reading::Refused,
    ..FILE_BUNDLE
};
/// `SecureContext::AddCACert`: reads on until a block is bad. Vector `s-bundle-notder-last`.
const NODE_BUNDLE: BundleRules = BundleRules {
    joined: Reading::Stops,
    not_base64: Reading::Stops,
    not_certificate: Reading::Stops,
    empty: Empty::TrustsNobody,
    ..FILE_BUNDLE
};

/// `SSL_CTX_use_certificate_chain_file`, `SSL_CTX_use_PrivateKey_file`, `SSL_CTX_check_private_key`.
const PAIR: PairRules = PairRules {
    rsa_bits: LEVEL_2_RSA,
    rsa_signs: true,
    all_curves: true,
    other_type: OtherType::Refused,
    combined: true,
    byte_order_mark: Reading::Taken,
    ec_keys: EcKeys::All,
    ec_parameters: true,
    ed25519: true,
    ordered_chain: false,
};
/// Node does not compare key and certificate. Vector `c-mismatch-type`.
const NODE_PAIR: PairRules = PairRules {
    other_type: OtherType::SendsNothing,
    ..PAIR
};

const LINES_3_11: PythonLines = PythonLines {
    handshake: 1006,
    ca_file: 4154,
    certificate: 3905,
    key: 3921,
    pair: 3934,
    cadata: None,
};
const LINES_3_13: PythonLines = PythonLines {
    handshake: 1020,
    ca_file: 4168,
    certificate: 3916,
    key: 3932,
    pair: 3945,
    cadata: None,
};

/// urllib3 2.8 on Python up to 3.12: the Kubernetes client of Python.
pub static URLLIB3_3_11: Stack = Stack {
    library: Library::Python(LINES_3_11),
    search: SEARCH,
    passes: PYTHON,
    host: URLLIB3_HOST,
    bundle: FILE_BUNDLE,
    pair: PAIR,
    report: Report::First,
};
/// urllib3 from 2.4 on Python from 3.13: strict, and nothing turns it off.
pub static URLLIB3_3_13: Stack = Stack {
    library: Library::Python(LINES_3_13),
    search: PARTIAL_SEARCH,
    passes: PYTHON_STRICT,
    ..URLLIB3_3_11
};
/// aiohttp, and httpx of lightkube, on Python up to 3.12.
pub static AIOHTTP_3_11: Stack = Stack {
    passes: PYTHON_COMMON_NAME,
    host: OPENSSL_HOST,
    ..URLLIB3_3_11
};
/// aiohttp, and httpx of lightkube, on Python from 3.13.
pub static AIOHTTP_3_13: Stack = Stack {
    passes: PYTHON_STRICT_COMMON_NAME,
    host: OPENSSL_HOST,
    ..URLLIB3_3_13
};
/// kopf's own login on Python from 3.13 hands the CA over as text.
pub static KOPF_3_13: Stack = Stack {
    library: Library::Python(PythonLines {
        cadata: Some(Cadata {
            no_block: 4035,
            bad_block: 4048,
        }),
        ..LINES_3_13
    }),
    bundle: TEXT_BUNDLE,
    pair: PairRules {
        byte_order_mark: Reading::Refused,
        ..PAIR
    },
    ..AIOHTTP_3_13
};
/// httpx with a context of its own, as kr8s makes it: the flags of 3.13 are not set.
pub static HTTPX: Stack = Stack {
    library: Library::Python(LINES_3_13),
    ..AIOHTTP_3_11
};
/// Node 20: OpenSSL at security level 1.
pub static NODE_20: Stack = Stack {
    library: Library::Node(20),
    search: SEARCH,
    passes: NODE_LEVEL_1,
    host: NODE_HOST,
    bundle: NODE_BUNDLE,
    pair: PairRules {
        rsa_bits: LEVEL_1_RSA,
        ..NODE_PAIR
    },
    report: Report::Last,
};
/// Node 24: OpenSSL 3.5 at security level 2.
pub static NODE_24: Stack = Stack {
    library: Library::Node(24),
    passes: NODE_LEVEL_2,
    pair: NODE_PAIR,
    ..NODE_20
};
/// curl 7.88 sets `X509_V_FLAG_PARTIAL_CHAIN`.
pub static CURL: Stack = Stack {
    library: Library::Curl,
    search: PARTIAL_SEARCH,
    passes: CURL_PASSES,
    host: CURL_HOST,
    bundle: FILE_BUNDLE,
    pair: PAIR,
    report: Report::First,
};

/// `openssl verify -partial_chain`, with purpose, host name and security level 2.
pub static OPENSSL_VERIFY: Stack = Stack {
    passes: &[
        LEAF_KEY,
        TRUST,
        EXTENSIONS,
        STRENGTH,
        HOST,
        SIGNATURES,
        NAMES_AND_COMMON_NAME,
    ],
    host: HostRules {
        partial_wildcard: true,
        // Python's clients drop the dot before they hand the name over.
        final_dot: FinalDot::AsWritten,
        ..OPENSSL_HOST
    },
    ..CURL
};
