//! What some bytes are, by their content alone; never by a name. Nothing of the content is ever quoted.

use memchr::memmem;

use super::keys::top_level_keys;
use super::pem::{self, Rules};
use crate::golang::der::{
    Reader,
    tag::{BIT_STRING, INTEGER, OCTET_STRING, OID, SEQUENCE},
};

/// What some bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Neither text nor a format that is known.
    Binary,
    /// A DER certificate.
    DerCertificate,
    /// A DER certificate request, PKCS#10.
    DerCertificateRequest,
    /// A DER private key: PKCS#8, PKCS#1 or SEC 1.
    DerPrivateKey,
    /// A DER public key.
    DerPublicKey,
    /// No bytes, or white space only.
    Empty,
    /// gzip data.
    Gzip,
    /// A JPEG, PNG or GIF image.
    Image,
    /// A Java key store.
    JavaKeyStore,
    /// JSON that is no Kubernetes object.
    Json,
    /// A kubeconfig, in YAML or JSON.
    Kubeconfig,
    /// Kubernetes objects, in YAML or JSON: one, several documents, or a List.
    KubernetesObjects,
    /// An OpenSSH public key line.
    OpenSshPublicKey,
    /// A PDF document.
    Pdf,
    /// Certificates in PEM, and nothing else that matters.
    PemCertificates,
    /// Certificates and a private key in PEM.
    PemCertificatesAndKey,
    /// A certificate request in PEM.
    PemCertificateRequest,
    /// PEM with labels that are not used here.
    PemOther,
    /// PKCS#7 or CMS in PEM.
    PemPkcs7,
    /// An encrypted private key in PEM.
    PemEncryptedKey,
    /// An EC private key in PEM.
    PemEcKey,
    /// A private key in the format of OpenSSH.
    PemOpenSshKey,
    /// A private key in PEM, PKCS#8.
    PemPrivateKey,
    /// A public key in PEM.
    PemPublicKey,
    /// An RSA private key in PEM.
    PemRsaKey,
    /// Text with lines of PEM, none of which Go reads.
    PemUnreadable,
    /// PKCS#12, `.p12` or `.pfx`.
    Pkcs12,
    /// PKCS#7 in DER.
    Pkcs7,
    /// The manifest of a Pod, as a static pod has.
    Pod,
    /// Other text.
    Text,
    /// UTF-16 text.
    Utf16,
    /// YAML that is no Kubernetes object.
    Yaml,
    /// A zip archive.
    Zip,
}

impl Kind {
    /// What it is, for a message: `a private key (RSA)`.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Binary => "binary data of an unknown kind",
            Self::DerCertificate => "a certificate (DER)",
            Self::DerCertificateRequest => "a certificate request (DER)",
            Self::DerPrivateKey => "a private key (DER)",
            Self::DerPublicKey => "a public key (DER)",
            Self::Empty => "empty",
            Self::Gzip => "gzip data",
            Self::Image => "an image",
            Self::JavaKeyStore => "a Java key store",
            Self::Json => "JSON",
            Self::Kubeconfig => "a kubeconfig",
            Self::KubernetesObjects => "Kubernetes objects",
            Self::OpenSshPublicKey => "an OpenSSH public key",
            Self::Pdf => "a PDF document",
            Self::PemCertificates => "certificates (PEM)",
            Self::PemCertificatesAndKey => "certificates and a private key (PEM)",
            Self::PemCertificateRequest => "a certificate request (PEM)",
            Self::PemOther => "PEM without certificates or keys",
            Self::PemPkcs7 => "certificates (PKCS#7 in PEM)",
            Self::PemEncryptedKey => "a private key (encrypted)",
            Self::PemEcKey => "a private key (EC)",
            Self::PemOpenSshKey => "a private key (OpenSSH)",
            Self::PemPrivateKey => "a private key",
            Self::PemPublicKey => "a public key (PEM)",
            Self::PemRsaKey => "a private key (RSA)",
            Self::PemUnreadable => "damaged PEM",
            Self::Pkcs12 => "a PKCS#12 key store",
            Self::Pkcs7 => "certificates (PKCS#7)",
            Self::Pod => "a Pod manifest",
            Self::Text => "text of another kind",
            Self::Utf16 => "UTF-16 text",
            Self::Yaml => "YAML",
            Self::Zip => "a zip archive",
        }
    }

    /// Whether it holds a private key that can be seen, encrypted or not.
    pub const fn has_private_key(self) -> bool {
        matches!(
            self,
            Self::DerPrivateKey
                | Self::PemCertificatesAndKey
                | Self::PemEncryptedKey
                | Self::PemEcKey
                | Self::PemOpenSshKey
                | Self::PemPrivateKey
                | Self::PemRsaKey
        )
    }
}

/// Says what `bytes` are.
pub fn recognise(bytes: &[u8]) -> Kind {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Kind::Empty;
    }
    if let Some(kind) = by_magic(bytes).or_else(|| by_der(bytes)) {
        return kind;
    }
    if pem::is_utf16(bytes) {
        return Kind::Utf16;
    }
    by_text(bytes.get(..HEAD).unwrap_or(bytes))
}

/// How much of a text is looked at: enough for the longest chain, and for the first object of a List.
const HEAD: usize = 1 << 20;

fn by_magic(bytes: &[u8]) -> Option<Kind> {
    let magics: [(&[u8], Kind); 9] = [
        (b"\x1f\x8b", Kind::Gzip),
        (b"PK\x03\x04", Kind::Zip),
        (b"\x89PNG", Kind::Image),
        (b"\xff\xd8\xff", Kind::Image),
        (b"GIF8", Kind::Image),
        (b"%PDF", Kind::Pdf),
        // JKS and JCEKS, java.base sun.security.provider.JavaKeyStore.
        (b"\xfe\xed\xfe\xed", Kind::JavaKeyStore),
        (b"\xce\xce\xce\xce", Kind::JavaKeyStore),
        (b"\x7fELF", Kind::Binary),
    ];
    magics
        .into_iter()
        .find_map(|(magic, kind)| bytes.starts_with(magic).then_some(kind))
}

/// id-signedData, PKCS#7 (RFC 5652 §5.1).
const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// id-data (RFC 5652 §4).
const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";

fn by_der(bytes: &[u8]) -> Option<Kind> {
    // BER of indefinite length, as Windows writes PKCS#12 and some tools PKCS#7.
    if bytes.starts_with(&[SEQUENCE, 0x80]) {
        let head = bytes.get(..64).unwrap_or(bytes);
        return match (memmem::find(head, SIGNED_DATA), memmem::find(head, DATA)) {
            (Some(_), _) => Some(Kind::Pkcs7),
            (None, Some(_)) => Some(Kind::Pkcs12),
            (None, None) => None,
        };
    }
    let mut outer = Reader::new(bytes).content_of(SEQUENCE)?;
    let first = outer.element()?;
    let second = outer.element()?;
    let mut inner = first.content;
    match (first.tag, second.tag) {
        (OID, _) if first.content.bytes() == SIGNED_DATA => Some(Kind::Pkcs7),
        (INTEGER, SEQUENCE) if first.content.bytes() == [3] => Some(Kind::Pkcs12),
        (INTEGER, SEQUENCE | INTEGER | OCTET_STRING) => Some(Kind::DerPrivateKey),
        (SEQUENCE, OCTET_STRING) => Some(Kind::DerPrivateKey),
        (SEQUENCE, BIT_STRING) => Some(Kind::DerPublicKey),
        (SEQUENCE, SEQUENCE) => {
            let tags = [
                inner.element()?.tag,
                inner.element()?.tag,
                inner.element()?.tag,
            ];
            let fourth = inner.element().map(|element| element.tag);
            // CertificationRequestInfo (RFC 2986 §4.1) has attributes [0] where a certificate has its validity.
            if tags == [INTEGER, SEQUENCE, SEQUENCE] && fourth == Some(0xa0) {
                return Some(Kind::DerCertificateRequest);
            }
            Some(Kind::DerCertificate)
        }
        _ => None,
    }
}

fn by_text(head: &[u8]) -> Kind {
    let keys = top_level_keys(head);
    if keys.is_kubeconfig() {
        return Kind::Kubeconfig;
    }
    if keys.is_object() {
        return if keys.kind == Some(b"Pod") {
            Kind::Pod
        } else {
            Kind::KubernetesObjects
        };
    }
    if memmem::find(head, b"-----BEGIN").is_some() {
        return by_labels(head);
    }
    if keys.json {
        return Kind::Json;
    }
    if head.starts_with(b"ssh-") || head.starts_with(b"ecdsa-sha2-") {
        return Kind::OpenSshPublicKey;
    }
    let controls = head
        .iter()
        .any(|byte| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c));
    // The head may end within a character.
    let is_utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    match (controls || !is_utf8, keys.any) {
        (true, _) => Kind::Binary,
        (false, true) => Kind::Yaml,
        (false, false) => Kind::Text,
    }
}

/// By the labels of the blocks that Go finds.
fn by_labels(head: &[u8]) -> Kind {
    let mut certificates = false;
    let mut key = None;
    let mut other = None;
    for block in pem::blocks(head, Rules::default()) {
        match block.label {
            b"CERTIFICATE" | b"TRUSTED CERTIFICATE" | b"X509 CERTIFICATE" => certificates = true,
            b"RSA PRIVATE KEY" | b"EC PRIVATE KEY" if block.header("DEK-Info").is_some() => {
                key = key.or(Some(Kind::PemEncryptedKey));
            }
            b"RSA PRIVATE KEY" => key = key.or(Some(Kind::PemRsaKey)),
            b"EC PRIVATE KEY" => key = key.or(Some(Kind::PemEcKey)),
            b"ENCRYPTED PRIVATE KEY" => key = key.or(Some(Kind::PemEncryptedKey)),
            b"OPENSSH PRIVATE KEY" => key = key.or(Some(Kind::PemOpenSshKey)),
            label if label.ends_with(b"PRIVATE KEY") => key = key.or(Some(Kind::PemPrivateKey)),
            b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST" => {
                other = other.or(Some(Kind::PemCertificateRequest));
            }
            b"PKCS7" | b"CMS" => other = other.or(Some(Kind::PemPkcs7)),
            label if label.ends_with(b"PUBLIC KEY") => other = other.or(Some(Kind::PemPublicKey)),
            _ => other = other.or(Some(Kind::PemOther)),
        }
    }
    match (certificates, key) {
        (true, Some(_)) => Kind::PemCertificatesAndKey,
        (true, None) => Kind::PemCertificates,
        (false, Some(key)) => key,
        (false, None) => other.unwrap_or(Kind::PemUnreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_by_content() {
        for (text, wanted) in [
            ("", Kind::Empty),
            (" \n\t", Kind::Empty),
            (
                "apiVersion: v1\nkind: Config\nclusters: []\n",
                Kind::Kubeconfig,
            ),
            ("\u{feff}---\nclusters:\n- name: x\n", Kind::Kubeconfig),
            (
                "{\"kind\": \"Config\", \"apiVersion\": \"v1\", \"clusters\": []}",
                Kind::Kubeconfig,
            ),
            ("apiVersion: v1\nkind: Secret\n", Kind::KubernetesObjects),
            ("# c\n\napiVersion: v1\nkind: 'Pod'\nspec: {}\n", Kind::Pod),
            (
                "{\"apiVersion\":\"v1\",\"items\":[{\"kind\":\"Secret\"",
                Kind::KubernetesObjects,
            ),
            ("[{\"a\": 1}]", Kind::Json),
            (
                "[{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}]",
                Kind::KubernetesObjects,
            ),
            ("{\"a\": {\"kind\": \"Config\"}}", Kind::Json),
            ("a: b\nc: d\n", Kind::Yaml),
            ("just words", Kind::Text),
            ("ssh-ed25519 AAAA me", Kind::OpenSshPublicKey),
            ("\u{1f}\u{8}\0\u{1}", Kind::Binary),
            ("-----BEGIN X-----\nQQ==\n-----END X-----\n", Kind::PemOther),
            (
                "-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n",
                Kind::PemCertificates,
            ),
            ("-----BEGIN CERTIFICATE-----\nQQ==\n", Kind::PemUnreadable),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nQQ==\n-----END RSA PRIVATE KEY-----\n",
                Kind::PemRsaKey,
            ),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nQQ==\n-----END RSA PRIVATE KEY-----\n",
                Kind::PemEncryptedKey,
            ),
        ] {
            assert_eq!(recognise(text.as_bytes()), wanted, "{text:?}");
        }
        for (bytes, wanted) in [
            (&b"\x1f\x8b\x08"[..], Kind::Gzip),
            (b"\x89PNG\r\n", Kind::Image),
            (b"\xfe\xed\xfe\xed\0", Kind::JavaKeyStore),
            (b"\xff\xfea\0", Kind::Utf16),
            (b"\x30\x07\x02\x01\x00\x02\x02\x01\x01", Kind::DerPrivateKey),
            (b"\x30\x05\x02\x01\x03\x30\x00", Kind::Pkcs12),
            (b"\x80\xff\0", Kind::Binary),
        ] {
            assert_eq!(recognise(bytes), wanted, "{bytes:x?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>, text in "(apiVersion|kind|:|\"|\\{|\\}|\\[|,|\\n| |v1|\\\\|\\PC){0,40}") {
            recognise(&bytes);
            recognise(text.as_bytes());
        }
    }
}
