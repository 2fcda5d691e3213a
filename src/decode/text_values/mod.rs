//! Text that holds certificates in its strings: JSON, YAML, XML, and the languages of assignments (TOML, HCL, `.env`,
//! properties). Vault, Terraform, cloud providers and Helm write such.
//!
//! [`walk`] gives every string of a text at its path, [`material`] says what of use is in a string.

mod assignments;
mod material;
mod string;
mod tree;
mod value;
mod xml;

pub(super) use material::material;
pub(super) use string::step;
use value::SHORTEST;
pub(super) use value::Value;

use memchr::memmem;

use super::recognise::Kind;

/// No text of such kind has more bytes; Terraform's state of a large estate has some.
const LARGEST: usize = 32 << 20;

/// Gives every string that is long enough to matter, if the whole text has one of the syntaxes, in its order, and says which
/// it has. That follows from its content: JSON begins with a bracket, XML with an angle, YAML is what parses to more than
/// words, and what is left may be assignments.
pub(super) fn walk(text: &[u8], give: &mut dyn FnMut(Value)) -> Kind {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    if text.len() > LARGEST || !is_hinted(text) {
        return Kind::Text;
    }
    match text.trim_ascii_start() {
        [b'{' | b'[', ..] if tree::json(text, give) => Kind::Json,
        [b'<', ..] => {
            xml::walk(text, give);
            Kind::Xml
        }
        _ if tree::yaml(text, give) => Kind::Yaml,
        _ => {
            assignments::walk(text, give);
            Kind::Settings
        }
    }
}

/// Whether there may be a certificate at all: a PEM label, its base64, or the base64 of a DER SEQUENCE or of a Java store.
/// Quick to see, and true of few texts that hold none.
fn is_hinted(text: &[u8]) -> bool {
    let hints: [&[u8]; 6] = [
        b"BEGIN ",
        b"LS0tLS1CRUdJTi",
        // 30 82, 30 80, and the magic numbers of JKS and JCEKS.
        b"MII",
        b"MIA",
        b"/u3+7Q",
        b"zs7Ozg",
    ];
    let other: [&[u8]; 2] = [b"base64,", b"BEGIN%20"];
    let mut all = hints.iter().chain(&other);
    // What is in a long run, a kubeconfig or base64 once more, its first letters do not tell.
    all.any(|hint| memmem::find(text, hint).is_some()) || longest_run(text) >= SHORTEST
}

/// Whether a line has a long value in base64 beside other text: no line of a PEM block has.
pub(super) fn has_encoded_value(text: &[u8]) -> bool {
    let mut lines = text.split(|byte| *byte == b'\n');
    lines.any(|line| {
        let line = line.trim_ascii();
        // Mostly the lines of PEM, of 64 characters.
        line.len() > SHORTEST && (SHORTEST..line.len()).contains(&longest_run(line))
    })
}

/// How many characters of base64, of either alphabet, stand beside each other at most.
fn longest_run(text: &[u8]) -> usize {
    let is_other = |byte: &u8| !matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'-' | b'_' | b'=');
    text.split(is_other).map(<[u8]>::len).max().unwrap_or(0)
}
