//! OpenSSL 3.0.19 (Debian's, security level 2) behind Python, Node and curl, and the OpenSSL 3.5 of Node 24.
//!
//! Sources: crypto/x509/x509_vfy.c (`X509_verify_cert`, `build_chain`, `check_extensions`, `check_auth_level`,
//! `internal_verify`), v3_purp.c (`check_purpose_ssl_server`, `check_ca`), v3_utl.c (`do_x509_check`), by_file.c; Python
//! 3.13 Lib/ssl.py (`create_default_context` sets `VERIFY_X509_STRICT | VERIFY_X509_PARTIAL_CHAIN`) and urllib3 2.4
//! (util/ssl_.py); Node src/crypto/crypto_context.cc and lib/tls.js `checkServerIdentity`; curl lib/vtls/openssl.c and
//! hostcheck.c.

mod passes;

use self::passes::{
    CURL_PASSES, LEVEL_1_RSA, LEVEL_2_RSA, NODE_LEVEL_1, NODE_LEVEL_2, PYTHON, PYTHON_COMMON_NAME,
    PYTHON_STRICT, PYTHON_STRICT_COMMON_NAME,
};
use crate::clients::fault::Report;
use crate::clients::host::{CommonName, FinalDot, HostRules, HostSyntax};
use crate::clients::stack::{
    BundleRules, Cadata, Choice, EcKeys, Empty, Identifiers, Labels, Library, NameForm, OtherType,
    PairRules, Pinned, PythonLines, Reading, Search, Stack,
};

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
    passes: PYTHON_COMMON_NAME,
    host: HostRules {
        partial_wildcard: true,
        // Python's clients drop the dot before they hand the name over.
        final_dot: FinalDot::AsWritten,
        ..OPENSSL_HOST
    },
    ..CURL
};
