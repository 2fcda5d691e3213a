//! What some bytes are, by their content alone; never by a name. Nothing of the content is ever quoted.

mod der;
mod kind;
mod text;

pub use kind::Kind;

use super::keystore::Format;
use super::pem;

/// Says what `bytes` are.
pub fn recognise(bytes: &[u8]) -> Kind {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Kind::Empty;
    }
    if let Some(kind) = by_magic(bytes)
        .or_else(|| der::by_der(bytes))
        .or_else(|| bouncy_castle(bytes))
    {
        return kind;
    }
    if pem::is_utf16(bytes) {
        return Kind::Utf16;
    }
    text::by_text(bytes.get(..HEAD).unwrap_or(bytes))
}

/// How much of a text is looked at: enough for the longest chain, and for the first object of a List.
const HEAD: usize = 1 << 20;

fn by_magic(bytes: &[u8]) -> Option<Kind> {
    const JAVA: Kind = Kind::KeyStore(Format::Java);
    let magics: [(&[u8], Kind); 9] = [
        (b"\x1f\x8b", Kind::Gzip),
        (b"PK\x03\x04", Kind::Zip),
        (b"\x89PNG", Kind::Image),
        (b"\xff\xd8\xff", Kind::Image),
        (b"GIF8", Kind::Image),
        (b"%PDF", Kind::Pdf),
        // JKS and JCEKS, java.base sun.security.provider.JavaKeyStore.
        (b"\xfe\xed\xfe\xed", JAVA),
        (b"\xce\xce\xce\xce", JAVA),
        (b"\x7fELF", Kind::Binary),
    ];
    magics
        .into_iter()
        .find_map(|(magic, kind)| bytes.starts_with(magic).then_some(kind))
}

/// Bouncy Castle's BKS and UBER begin alike: version, salt, iterations. In BKS an entry in the clear follows, UBER is
/// encrypted from there on (`BcKeyStoreSpi`).
fn bouncy_castle(bytes: &[u8]) -> Option<Kind> {
    const SALT: usize = 20;
    let rest = match bytes {
        [0, 0, 0, 1 | 2, 0, 0, 0, 20, rest @ ..] => rest.get(SALT..)?,
        _ => return None,
    };
    let ([0, _, _, _], entry) = rest.split_first_chunk::<4>()? else {
        return None;
    };
    // The end of the entries, or a type, the length of an alias and the alias.
    let is_plain = match entry {
        [0, ..] => entry.len() == SALT + 1,
        [1..=4, high, low, alias @ ..] => alias
            .get(..usize::from(u16::from_be_bytes([*high, *low])))
            .is_some_and(|alias| std::str::from_utf8(alias).is_ok()),
        _ => false,
    };
    let format = if is_plain { Format::Bks } else { Format::Uber };
    Some(Kind::KeyStore(format))
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
            (b"\xfe\xed\xfe\xed\0", Kind::KeyStore(Format::Java)),
            (b"\xff\xfea\0", Kind::Utf16),
            (b"\x30\x07\x02\x01\x00\x02\x02\x01\x01", Kind::DerPrivateKey),
            (
                b"\x30\x05\x02\x01\x03\x30\x00",
                Kind::KeyStore(Format::Pkcs12),
            ),
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
