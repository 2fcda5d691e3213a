//! What of use is in a string: itself, or what it encodes.

use super::string::unescape;
use super::value::SHORTEST;
use crate::decode::recognise::{Kind, recognise};
use crate::golang::base64;
use crate::ground::secret::Secret;

/// Encodings within each other that are followed: base64 of base64 of PEM is met.
const DEEPEST: usize = 3;

/// What a string holds.
pub(in crate::decode) struct Material {
    /// What the bytes are: certificates, a store, a kubeconfig, objects; or JSON or YAML that may hold some.
    pub(in crate::decode) kind: Kind,
    /// They may hold private keys.
    pub(in crate::decode) bytes: Secret,
}

/// Finds what a string holds: as it stands, with `\n` for line ends, in a data URL, or in base64 of either alphabet.
pub(in crate::decode) fn material(text: &[u8]) -> Option<Material> {
    let mut bytes = Secret::new(text.to_vec());
    for _ in 0..=DEEPEST {
        if let Some(value) = assigned(bytes.expose()) {
            bytes = value;
        }
        if let Some(lines) = with_lines(bytes.expose()) {
            bytes = lines;
        }
        if let Some(content) = data_url(bytes.expose()) {
            bytes = content;
        }
        let kind = recognise(bytes.expose());
        let is_nested = matches!(
            kind,
            Kind::Json
                | Kind::Yaml
                | Kind::KubernetesObjects
                | Kind::TalosConfig
                | Kind::TalosMachine
        );
        if kind.has_certificates() || is_nested {
            return Some(Material { kind, bytes });
        }
        bytes = decoded(bytes.expose())?;
    }
    None
}

/// The value of `CA=…` or `--ca-data=…`: lists of environment variables and of arguments hold such strings.
fn assigned(text: &[u8]) -> Option<Secret> {
    const LONGEST_NAME: usize = 100;
    let text = text.trim_ascii();
    let head = text.get(..LONGEST_NAME).unwrap_or(text);
    let (name, value) = text.split_at(memchr::memchr(b'=', head)?);
    let value = value.get(1..)?.trim_ascii_start();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let is_whole = !name.is_empty() && name.iter().all(is_name) && value.len() >= SHORTEST;
    is_whole.then(|| Secret::new(value.to_vec()))
}

/// PEM on one line, as programs write it into files of settings: with `\n`, or with blanks or nothing for line ends, as Kafka
/// reads it (`DefaultSslEngineFactory`).
fn with_lines(text: &[u8]) -> Option<Secret> {
    let text = text.trim_ascii();
    if !text.starts_with(b"-----BEGIN ") || text.contains(&b'\n') {
        return None;
    }
    if memchr::memmem::find(text, b"\\n").is_some() {
        return Some(unescape(text));
    }
    // At most one line end for each blank, and two for each marker.
    let mut lines = zeroize::Zeroizing::new(Vec::with_capacity(text.len() + text.len() / 4 + 8));
    let mut rest = text;
    while let Some(start) = memchr::memmem::find(rest, b"-----") {
        let (body, marker) = rest.split_at(start);
        let end = memchr::memmem::find(marker.get(5..)?, b"-----")? + 10;
        let (marker, after) = marker.split_at(end);
        let words = body.split(u8::is_ascii_whitespace);
        for word in words.filter(|word| !word.is_empty()).chain([marker]) {
            lines.extend_from_slice(word);
            lines.push(b'\n');
        }
        rest = after;
    }
    Some(Secret::new(lines.to_vec()))
}

/// The content of a data URL (RFC 2397), as Ignition and MachineConfigs have files.
fn data_url(text: &[u8]) -> Option<Secret> {
    let rest = text.trim_ascii().strip_prefix(b"data:")?;
    let comma = memchr::memchr(b',', rest)?;
    let (head, content) = rest.split_at(comma);
    let content = percent_decoded(content.get(1..)?);
    if head.ends_with(b";base64") {
        return decoded(content.expose());
    }
    Some(content)
}

/// What is no escape stays as it is.
fn percent_decoded(text: &[u8]) -> Secret {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%');
        let digits = digits.and_then(|digits| str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                plain.push(*first);
                rest = after;
            }
        }
    }
    Secret::new(plain)
}

/// Base64 of either alphabet, with blanks and line ends anywhere, padded or not.
pub(super) fn decoded(text: &[u8]) -> Option<Secret> {
    let mut plain = zeroize::Zeroizing::new(Vec::with_capacity(text.len() + 4));
    for byte in text.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        plain.push(match byte {
            b'-' => b'+',
            b'_' => b'/',
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => *byte,
            _ => return None,
        });
    }
    if plain.len() < SHORTEST {
        return None;
    }
    while !plain.len().is_multiple_of(4) {
        plain.push(b'=');
    }
    base64::decode(&plain).ok().map(Secret::new)
}

#[cfg(test)]
mod tests {
    use base64_simd::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;

    fn kind_of(text: &str) -> Option<Kind> {
        material(text.as_bytes()).map(|found| found.kind)
    }

    #[test]
    fn follows_each_encoding_to_what_it_holds() {
        let body = "QUJD".repeat(40);
        let pem = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
        let base64 = STANDARD.encode_to_string(&pem);
        let twice = STANDARD.encode_to_string(&base64);
        let percent = pem.replace('\n', "%0A").replace(' ', "%20");
        for text in [
            pem.clone(),
            pem.replace('\n', "\\n"),
            base64.clone(),
            twice,
            URL_SAFE_NO_PAD.encode_to_string(&pem),
            base64.chars().map(|one| format!("{one}\n ")).collect(),
            format!("data:;base64,{base64}"),
            format!("data:text/plain,{percent}"),
        ] {
            assert_eq!(kind_of(&text), Some(Kind::PemCertificates), "{text}");
        }
        assert_eq!(kind_of("just words"), None);
        assert_eq!(kind_of(&"word ".repeat(100)), None);
        // A key alone is no certificate.
        assert_eq!(kind_of(&pem.replace("CERTIFICATE", "PRIVATE KEY")), None);
        let kubeconfig = STANDARD.encode_to_string("apiVersion: v1\nkind: Config\n".repeat(8));
        assert_eq!(kind_of(&kubeconfig), Some(Kind::Kubeconfig));
        let deep = (0..6).fold(pem, |text, _| STANDARD.encode_to_string(&text));
        assert_eq!(kind_of(&deep), None);
    }
}
