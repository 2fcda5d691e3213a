//! The keys at the top of a YAML or JSON text, without parsing it: enough to tell a kubeconfig from a Secret.

use memchr::memchr;

/// What stands at the top level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TopLevel<'a> {
    /// The text starts as JSON does.
    pub(super) json: bool,
    /// There is a key at all.
    pub(super) any: bool,
    /// The value of `kind`, if it is a plain word.
    pub(super) kind: Option<&'a [u8]>,
    /// The metadata that SOPS adds.
    pub(super) sops: bool,
    talos: bool,
    machine: bool,
    cluster: bool,
    kubectl: bool,
    api_version: bool,
    items: bool,
    config: bool,
}

impl TopLevel<'_> {
    /// client-go defaults `apiVersion` and `kind` where they are absent, so either the kind or a section tells.
    pub(super) fn is_kubeconfig(&self) -> bool {
        match self.kind {
            Some(kind) => kind == b"Config",
            // A talosconfig names the current one `context`.
            None => self.config && (self.kubectl || !self.talos),
        }
    }

    /// A talosconfig: contexts under their names, and which of them is current.
    pub(super) fn is_talosconfig(&self) -> bool {
        self.talos && self.config && !self.kubectl && self.kind.is_none()
    }

    /// The configuration of a machine of Talos, which may have further documents, objects by their looks.
    pub(super) fn is_talos_machine(&self) -> bool {
        self.machine && self.cluster
    }

    /// Every object has `apiVersion` and `kind`; of a List only the first of them, in the order of the alphabet, may
    /// have been seen.
    pub(super) fn is_object(&self) -> bool {
        self.api_version && (self.kind.is_some() || self.items)
    }
}

impl<'a> TopLevel<'a> {
    fn add(&mut self, key: &[u8], value: &'a [u8]) {
        self.any = true;
        match key {
            b"apiVersion" => self.api_version = true,
            b"contexts" => self.config = true,
            b"clusters" | b"current-context" | b"users" => {
                self.config = true;
                self.kubectl = true;
            }
            b"items" => self.items = true,
            b"context" => self.talos = true,
            b"machine" => self.machine = true,
            b"cluster" => self.cluster = true,
            b"sops" => self.sops = true,
            // The first document tells.
            b"kind" if self.kind.is_none() => {
                let is_word = !value.is_empty() && value.iter().all(u8::is_ascii_alphanumeric);
                self.kind = is_word.then_some(value);
            }
            _ => {}
        }
    }
}

/// Reads the keys of the first level.
pub(super) fn top_level_keys(text: &[u8]) -> TopLevel<'_> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    match text.trim_ascii_start() {
        json @ [b'{' | b'[', ..] => json_keys(json),
        _ => yaml_keys(text),
    }
}

fn yaml_keys(text: &[u8]) -> TopLevel<'_> {
    let mut found = TopLevel::default();
    for line in text.split(|byte| *byte == b'\n') {
        if line.first().is_none_or(|byte| b" \t#-\r".contains(byte)) {
            continue;
        }
        let Some(colon) = memchr(b':', line) else {
            continue;
        };
        let (key, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default();
        // `a:b` is a word, not a key; so is a line of prose.
        let key = unquote(key.trim_ascii());
        let is_key = key
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(byte));
        if is_key && value.first().is_none_or(|byte| b" \t\r".contains(byte)) {
            found.add(key, unquote(word(value)));
        }
    }
    found
}

/// The first word of a value.
fn word(value: &[u8]) -> &[u8] {
    value
        .trim_ascii_start()
        .split(u8::is_ascii_whitespace)
        .next()
        .unwrap_or_default()
}

fn unquote(text: &[u8]) -> &[u8] {
    match text {
        [b'"', within @ .., b'"'] | [b'\'', within @ .., b'\''] => within,
        _ => text,
    }
}

/// Strings at depth one that a colon follows are keys; a string that follows is the value. A list of objects, as
/// `jq .items` leaves it, shows theirs.
fn json_keys(text: &[u8]) -> TopLevel<'_> {
    let mut found = TopLevel {
        json: true,
        ..TopLevel::default()
    };
    let is_list = text.starts_with(b"[");
    let level = if is_list { 2 } else { 1 };
    let (mut depth, mut position) = (0_u32, 0);
    let mut last: Option<&[u8]> = None;
    let mut key: Option<&[u8]> = None;
    while let Some(byte) = text.get(position) {
        position += 1;
        match byte {
            b'"' => {
                let start = position;
                position += string_length(text.get(start..).unwrap_or_default());
                last = text.get(start..position);
                position += 1;
                if depth == level
                    && let (Some(key), Some(value)) = (key, last)
                {
                    found.add(key, value);
                }
            }
            b':' if depth == level => {
                key = last.take();
                if let Some(key) = key {
                    found.add(key, b"");
                }
            }
            b',' => key = None,
            b'{' | b'[' => depth = depth.saturating_add(1),
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if is_list {
        // It is none of the things that its members are.
        (found.items, found.kind, found.config) = (true, None, false);
    }
    found
}

/// How many bytes stand before the closing quote.
fn string_length(text: &[u8]) -> usize {
    let mut position = 0;
    loop {
        let rest = text.get(position..).unwrap_or_default();
        match memchr::memchr2(b'"', b'\\', rest) {
            None => return text.len(),
            Some(at) if rest.get(at) == Some(&b'"') => return position + at,
            Some(at) => position += at + 2,
        }
    }
}
