//! Lists of versions, cipher suites and curves, as each program takes them from its flags. A value that is refused ends it.

/// The suites that a flag of Kubernetes or etcd can name: those of Go's crypto/tls, the insecure ones too (component-base
/// `cli/flag/ciphersuites_flag.go`, etcd `client/pkg/tlsutil/cipher_suites.go`).
const SUITES: &[&str] = &[
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
    "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
    "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_RSA_WITH_RC4_128_SHA",
];

/// Of which HTTP/2 needs one (x/net `http2` `ConfigureServer`), unless the server speaks TLS 1.3 alone.
const HTTP2: [&str; 2] = [
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
];

const NO_HTTP2: &str = "http2: TLSConfig.CipherSuites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher (need at least one of TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)";

/// The key exchanges that Go knows, by their decimal ids, with the Kubernetes minor release whose Go brought them: P-256, P-384,
/// P-521, X25519, and the three hybrids with ML-KEM.
const CURVES: [(i64, u16); 7] = [
    (23, 0),
    (24, 0),
    (25, 0),
    (29, 0),
    (4588, 0),
    (4587, 36),
    (4589, 36),
];

/// X25519MLKEM768, which clients of OpenSSL before 3.5, curl and Python lack.
pub const X25519_MLKEM768: i64 = 4588;

/// What a program of Kubernetes says of its lists.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policy<'a> {
    /// `--tls-min-version`, `VersionTLS12`.
    pub min_version: Option<&'a str>,
    /// `--tls-cipher-suites`.
    pub suites: &'a [&'a str],
    /// `--tls-curve-preferences`; none where it is not given.
    pub curves: Option<&'a [&'a str]>,
    /// The minor release, `36`; none where it is not known.
    pub minor: Option<u16>,
}

/// The first release that knows `--tls-curve-preferences`.
const CURVES_SINCE: u16 = 36;

impl Policy<'_> {
    /// What ends a program of Kubernetes (component-base `cli/flag`); none where nothing does.
    pub fn refused(&self) -> Option<String> {
        if let Some(words) = self.curves.and_then(|curves| self.refused_curves(curves)) {
            return Some(words);
        }
        if let Some(version) = self.min_version
            && ![
                "VersionTLS10",
                "VersionTLS11",
                "VersionTLS12",
                "VersionTLS13",
            ]
            .contains(&version)
        {
            return Some(format!("unknown tls version {version:?}"));
        }
        let mut suites = self.suites.iter();
        if let Some(unknown) = suites.find(|suite| !SUITES.contains(suite)) {
            return Some(format!(
                "Cipher suite {unknown} not supported or doesn't exist"
            ));
        }
        let needs_http2 = self.min_version != Some("VersionTLS13");
        (needs_http2 && lacks_http2(self.suites))
            .then(|| format!("error configuring http2: {NO_HTTP2}"))
    }

    fn refused_curves(&self, curves: &[&str]) -> Option<String> {
        if self.minor.is_some_and(|minor| minor < CURVES_SINCE) {
            return Some("unknown flag: --tls-curve-preferences".to_owned());
        }
        let mut known: Vec<i64> = Vec::new();
        let mut numbers = Vec::new();
        for text in curves {
            let Ok(id) = text.trim().parse::<i64>() else {
                let all = curves.join(",");
                return Some(format!(
                    "invalid argument {all:?} for \"--tls-curve-preferences\" flag: strconv.ParseInt: parsing {text:?}: invalid syntax"
                ));
            };
            numbers.push(id);
        }
        for id in numbers {
            if known.contains(&id) {
                return Some(format!("duplicate curve preference {id}"));
            }
            // What a newer Go brings is no fault of a release that is not known.
            let supported = |(own, since): &(i64, u16)| {
                *own == id && self.minor.is_none_or(|minor| minor >= *since)
            };
            if !CURVES.iter().any(supported) {
                return Some(format!(
                    "curve preference {id} is not supported by the current Go version"
                ));
            }
            known.push(id);
        }
        None
    }

    /// Whether clients without X25519MLKEM768 are shut out.
    pub fn is_post_quantum_alone(&self) -> bool {
        let wanted = X25519_MLKEM768.to_string();
        self.curves.is_some_and(|curves| {
            !curves.is_empty() && curves.iter().all(|curve| curve.trim() == wanted)
        })
    }
}

/// What etcd says of its lists (`server/embed/config.go`); none where it takes them. Versions are `TLS1.2` and `TLS1.3`.
pub fn refused_by_etcd(min: Option<&str>, max: Option<&str>, suites: &[&str]) -> Option<String> {
    const VERSIONS: [&str; 2] = ["TLS1.2", "TLS1.3"];
    let mut given = [min, max].into_iter().flatten();
    if let Some(unknown) = given.find(|version| !VERSIONS.contains(version)) {
        return Some(format!("unexpected TLS version {unknown:?}"));
    }
    if let (Some("TLS1.3"), Some("TLS1.2")) = (min, max) {
        return Some("min version (TLS1.3) is greater than max version (TLS1.2)".to_owned());
    }
    if min == Some("TLS1.3") && !suites.is_empty() {
        return Some("cipher suites cannot be configured when only TLS1.3 is enabled".to_owned());
    }
    if let Some(unknown) = suites.iter().find(|suite| !SUITES.contains(suite)) {
        return Some(format!("unexpected TLS cipher suite {unknown:?}"));
    }
    lacks_http2(suites).then(|| NO_HTTP2.to_owned())
}

fn lacks_http2(suites: &[&str]) -> bool {
    !suites.is_empty() && !suites.iter().any(|suite| HTTP2.contains(suite))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curves(curves: &[&str], minor: Option<u16>) -> Option<String> {
        let policy = Policy {
            curves: Some(curves),
            minor,
            ..Policy::default()
        };
        policy.refused()
    }

    #[test]
    fn curves_are_decimal_ids_once_each_since_1_36() {
        assert_eq!(curves(&["29", "4588"], Some(37)), None);
        let words = curves(&["29", "29"], None).unwrap();
        assert_eq!(words, "duplicate curve preference 29");
        let words = curves(&["99"], Some(37)).unwrap();
        assert_eq!(
            words,
            "curve preference 99 is not supported by the current Go version"
        );
        let words = curves(&["abc"], Some(37)).unwrap();
        assert!(
            words.ends_with("strconv.ParseInt: parsing \"abc\": invalid syntax"),
            "{words}"
        );
        let words = curves(&["29"], Some(35)).unwrap();
        assert_eq!(words, "unknown flag: --tls-curve-preferences");
    }

    #[test]
    fn suites_of_tls_1_2_are_no_fault_with_tls_1_3_in_kubernetes_and_one_in_etcd() {
        let suites = ["TLS_RSA_WITH_AES_128_GCM_SHA256"];
        let kubernetes = Policy {
            min_version: Some("VersionTLS13"),
            suites: &suites,
            ..Policy::default()
        };
        assert_eq!(kubernetes.refused(), None);
        assert!(refused_by_etcd(Some("TLS1.3"), None, &suites).is_some());
        assert!(
            refused_by_etcd(None, None, &suites)
                .unwrap()
                .starts_with("http2: ")
        );
        assert_eq!(
            refused_by_etcd(Some("TLS1.2"), Some("TLS1.3"), &HTTP2),
            None
        );
        assert!(refused_by_etcd(Some("TLS9"), None, &[]).is_some());
    }
}
