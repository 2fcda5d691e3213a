//! The texts and attributes of XML: property lists, configuration profiles, Spring's and Java's configuration.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::value::{SHORTEST, Value};
use crate::ground::secret::Secret;

/// Elements within each other.
const DEEPEST: usize = 256;

/// Gives each text, up to where the text stops being XML. References to characters that base64 and PEM may have are
/// resolved, and to nothing else: entities of a document are never followed.
pub(super) fn walk(text: &[u8], give: &mut dyn FnMut(Value)) {
    let Ok(text) = str::from_utf8(text) else {
        return;
    };
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut path: Vec<String> = Vec::new();
    // Wiped by whoever takes it, or here.
    let mut content = zeroize::Zeroizing::new(Vec::new());
    let mut send = |path: &[String], attribute: Option<&str>, text: Vec<u8>| {
        let text = Secret::new(text);
        if text.expose().len() < SHORTEST {
            return;
        }
        let mut path = path.join("/");
        if let Some(name) = attribute {
            path.push_str("/@");
            path.push_str(name);
        }
        give(Value {
            path,
            line: None,
            text,
        });
    };
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                send(&path, None, std::mem::take(&mut *content));
                if path.len() >= DEEPEST {
                    return;
                }
                path.push(name(&start));
                attributes(&start, &mut |name, value| send(&path, Some(name), value));
            }
            Ok(Event::Empty(start)) => {
                path.push(name(&start));
                attributes(&start, &mut |name, value| send(&path, Some(name), value));
                path.pop();
            }
            Ok(Event::End(_)) => {
                send(&path, None, std::mem::take(&mut *content));
                path.pop();
            }
            Ok(Event::Text(text)) => append(&mut content, text.as_bytes()),
            Ok(Event::CData(text)) => append(&mut content, text.as_bytes()),
            Ok(Event::GeneralRef(reference)) => {
                append(&mut content, &resolved(reference.as_bytes()));
            }
            Ok(Event::Comment(_) | Event::Decl(_) | Event::DocType(_) | Event::PI(_)) => {}
            Ok(Event::Eof) | Err(_) => return,
        }
    }
}

/// Without leaving a copy of what may be a private key when the text grows.
fn append(content: &mut Vec<u8>, text: &[u8]) {
    let length = content.len() + text.len();
    if length > content.capacity() {
        let mut larger = Vec::with_capacity(2 * length);
        larger.extend_from_slice(content);
        zeroize::Zeroize::zeroize(content);
        *content = larger;
    }
    content.extend_from_slice(text);
}

fn name(start: &BytesStart<'_>) -> String {
    start.name().as_ref().to_owned()
}

fn attributes(start: &BytesStart<'_>, take: &mut dyn FnMut(&str, Vec<u8>)) {
    for attribute in start.attributes().flatten() {
        let value = attribute.value.as_bytes();
        let mut plain = Vec::with_capacity(value.len());
        let mut rest = value;
        while let Some(at) = memchr::memchr(b'&', rest) {
            let (before, reference) = rest.split_at(at);
            plain.extend_from_slice(before);
            let end = memchr::memchr(b';', reference).unwrap_or(0);
            plain.extend(resolved(reference.get(1..end).unwrap_or_default()));
            rest = reference.get(end + 1..).unwrap_or_default();
        }
        plain.extend_from_slice(rest);
        take(attribute.key.as_ref(), plain);
    }
}

/// A reference to a character of one byte, without `&` and `;`.
fn resolved(reference: &[u8]) -> Vec<u8> {
    let number = |digits: &[u8], radix| {
        let digits = str::from_utf8(digits).ok()?;
        u8::from_str_radix(digits, radix).ok()
    };
    let byte = match reference {
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16),
        [b'#', digits @ ..] => number(digits, 10),
        b"quot" => Some(b'"'),
        b"lt" => Some(b'<'),
        b"gt" => Some(b'>'),
        b"amp" => Some(b'&'),
        b"apos" => Some(b'\''),
        _ => None,
    };
    byte.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        walk(text.as_bytes(), &mut |value| {
            let text = String::from_utf8(value.text.expose().to_vec()).unwrap();
            found.push((value.path, text));
        });
        found
    }

    #[test]
    fn texts_and_attributes_have_the_path_of_their_elements() {
        let long = "A".repeat(SHORTEST);
        let text = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE p [<!ENTITY e \"x\">]><p><d>{long}&#10;&e;</d><e f=\"{long}&#xA;\"/><g><![CDATA[{long}]]></g></p>"
        );
        let wanted = [
            ("p/d".to_owned(), format!("{long}\n")),
            ("p/e/@f".to_owned(), format!("{long}\n")),
            ("p/g".to_owned(), long),
        ];
        assert_eq!(found(&text), wanted);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>, text in "(<|>|/|&|;|#|a|=|\"| |A{170}|<!\\[CDATA\\[|\\]\\]>){0,40}") {
            walk(&bytes, &mut |_| {});
            walk(text.as_bytes(), &mut |_| {});
        }
    }
}
