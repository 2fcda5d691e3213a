//! Texts that hold certificates in their strings: JSON, YAML, XML, assignments; and UTF-16.

use crate::targets::input;

/// The same content in every form that is recognised.
pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let quoted = serde_json::to_string(&text).expect("text");
    input::run(format!("{{\"data\": {{\"certificate\": {quoted}}}}}").as_bytes());
    input::run(format!("certificate: {quoted}\n").as_bytes());
    input::run(format!("CERTIFICATE={quoted}\n").as_bytes());
    input::run(format!("<certificate>{text}</certificate>").as_bytes());
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    input::run(&[b"\xff\xfe", &wide[..]].concat());
}
