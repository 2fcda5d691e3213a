//! Where a body is not base64.

use memchr::memchr;

use super::{Base64Fault, SkipReason};

/// The body of a candidate, checked by Go's rules for base64.
#[derive(Default)]
pub(super) struct Body {
    in_data: bool,
    fault: Option<(u32, Base64Fault)>,
    characters: usize,
    padding: usize,
    last_line: u32,
}

impl Body {
    /// Takes one more line of what stands between `BEGIN` and `END`.
    pub(super) fn add(&mut self, text: &[u8], line: u32) {
        if !self.in_data && memchr(b':', text).is_some() {
            return;
        }
        self.in_data = true;
        for byte in text {
            let fault = match byte {
                b' ' | b'\t' | b'\r' => continue,
                b'=' => {
                    self.padding += 1;
                    continue;
                }
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if self.padding == 0 => {
                    self.characters += 1;
                    continue;
                }
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => Base64Fault::Padding,
                b'-' | b'_' => Base64Fault::UrlSafe,
                _ => Base64Fault::Character,
            };
            self.fault.get_or_insert((line, fault));
        }
        if !text.trim_ascii().is_empty() {
            self.last_line = line;
        }
    }

    /// The first fault.
    pub(super) fn fault(&self) -> Option<SkipReason> {
        let (line, fault) = self.fault.or_else(|| {
            let needed = (4 - self.characters % 4) % 4;
            if self.characters % 4 == 1 || self.padding < needed {
                Some((self.last_line, Base64Fault::Length))
            } else if self.padding > needed {
                Some((self.last_line, Base64Fault::Padding))
            } else {
                None
            }
        })?;
        Some(SkipReason::BadBase64 { line, fault })
    }
}
