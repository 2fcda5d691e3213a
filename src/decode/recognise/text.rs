//! What a text is.

use memchr::memmem;

use super::{Kind, der};
use crate::decode::keys::top_level_keys;
use crate::decode::pem::{self, Rules};

/// By the keys at its top, or its PEM labels.
pub(super) fn by_text(head: &[u8]) -> Kind {
    if let Some(kind) = by_first_line(head) {
        return kind;
    }
    let keys = top_level_keys(head);
    // Before all else: what it encrypted is still an object by its looks.
    if memmem::find(head, b"ENC[AES256_GCM,").is_some() && (keys.sops || is_sops_in_lines(head)) {
        return Kind::Sops;
    }
    if keys.is_talosconfig() {
        return Kind::TalosConfig;
    }
    if keys.is_talos_machine() {
        return Kind::TalosMachine;
    }
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

/// The metadata of SOPS in `.env` and INI (getsops `stores/dotenv`, `stores/ini`).
fn is_sops_in_lines(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n');
    lines.any(|line| line.starts_with(b"sops_") || line.trim_ascii() == b"[sops]")
}

/// What says by its first line what it is.
fn by_first_line(head: &[u8]) -> Option<Kind> {
    let text = head.trim_ascii_start();
    if text.starts_with(b"PuTTY-User-Key-File-") {
        return Some(Kind::PuttyKey);
    }
    if text.starts_with(b"$ANSIBLE_VAULT;") {
        return Some(Kind::AnsibleVault);
    }
    // The binary form, and the armoured one.
    if text.starts_with(b"age-encryption.org/v1")
        || text.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----")
    {
        return Some(Kind::Age);
    }
    if text.starts_with(b"-----BEGIN PGP MESSAGE-----") {
        return Some(Kind::PgpMessage);
    }
    if [&b"<?xml"[..], b"<!DOCTYPE plist", b"<plist"]
        .iter()
        .any(|start| text.starts_with(start))
    {
        return Some(Kind::Xml);
    }
    let has = |words: &[u8]| memmem::find(text.get(..4096).unwrap_or(text), words).is_some();
    let is_mail = has(b"Content-Type: application/pkcs7-mime")
        || has(b"Content-Type: application/x-pkcs7-mime")
        || has(b"Content-Type: multipart/signed");
    if is_mail && !text.starts_with(b"{") {
        return Some(Kind::Smime);
    }
    // keytool -printcert and -list -v; openssl x509 -text -noout. With PEM beside it, that counts.
    let is_print = has(b"Owner: ") && has(b"Valid from: ") || has(b"Certificate:\n    Data:\n");
    (is_print && memmem::find(head, b"-----BEGIN").is_none()).then_some(Kind::CertificateText)
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
            // OpenSSL, its older self, and RFC 7468 §9.
            b"PKCS7" | b"PKCS #7 SIGNED DATA" | b"CMS" => {
                let kind = match der::by_der(&block.bytes) {
                    Some(Kind::EncryptedCms) => Kind::EncryptedCms,
                    _ => Kind::PemPkcs7,
                };
                other = other.or(Some(kind));
            }
            b"PKCS12" => other = other.or(Some(Kind::PemPkcs12)),
            b"X509 CRL" => other = other.or(Some(Kind::PemRevocationList)),
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
