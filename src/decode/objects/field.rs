//! The fields of an object that may hold certificates.

use super::fault::{ObjectFault, ObjectProblem};
use super::node::Node;
use crate::decode::recognise::{Kind, recognise};
use crate::decode::text_values::{material, step};
use crate::golang::base64;
use crate::ground::location::Location;
use crate::ground::secret::Secret;

/// A text inside an object that may hold certificates, a kubeconfig or a certificate request.
pub struct Embedded {
    /// Its bytes, decoded where the field is base64. A private key may stand beside the certificates.
    pub bytes: Secret,
    /// The object, and the path of the field.
    pub location: Location,
    /// It is no base64 by its type, and may be all the same.
    pub(super) plain: bool,
}

impl Embedded {
    /// What it is, if there is something in it that `certificates` takes out; base64 that nobody asked for is decoded.
    pub fn kind(&mut self) -> Option<Kind> {
        let kind = recognise(self.bytes.expose());
        if kind.has_certificates() || !self.plain {
            return kind.has_certificates().then_some(kind);
        }
        let text = str::from_utf8(self.bytes.expose()).ok()?;
        let bytes = decode(text).ok()?;
        let kind = recognise(bytes.expose());
        self.bytes = bytes;
        kind.has_certificates().then_some(kind)
    }
}

/// A text of certificates that is public, such as a CA bundle, and its place.
#[derive(Clone, Debug)]
pub struct PlacedText {
    /// As it stands, decoded.
    pub bytes: Vec<u8>,
    /// Its field.
    pub location: Location,
}

/// How the bytes of a field are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// As base64, `[]byte` in Go.
    Base64,
    /// As text.
    Plain,
    /// Nobody says.
    Unknown,
}

/// The bytes of a field that is base64 by its type.
pub(super) fn decode(text: &str) -> Result<Secret, ObjectProblem> {
    base64::decode(text.as_bytes())
        .map(Secret::new)
        .map_err(|error| ObjectProblem::Base64 {
            go: error.to_string(),
        })
}

/// Where a walk through an object stands, and what it found.
pub(super) struct Walk<'a> {
    object: &'a Location,
    name: &'a str,
    path: Vec<String>,
    pub(super) found: Vec<Embedded>,
    pub(super) faults: Vec<ObjectFault>,
}

impl<'a> Walk<'a> {
    /// `object` is the place of the object whose kind and name are `name`.
    pub(super) const fn new(object: &'a Location, name: &'a str) -> Self {
        Self {
            object,
            name,
            path: Vec::new(),
            found: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// The place of a key of a field of the object.
    pub(super) fn place_below(&self, field: &str, key: &str) -> Location {
        self.at_path(&(field.to_owned() + &step(key)))
    }

    /// The place of a field.
    pub(super) fn at_path(&self, path: &str) -> Location {
        let field = format!("{}: {}", self.name, path.trim_start_matches('.'));
        self.object.clone().with_field(field)
    }

    /// Goes through a field and all below it.
    pub(super) fn field(&mut self, key: &str, value: &Node<'_>) {
        // kubectl apply keeps a copy of the whole object here.
        if key == "kubectl.kubernetes.io/last-applied-configuration" {
            return;
        }
        self.path.push(step(key));
        self.value(value);
        self.path.pop();
    }

    fn value(&mut self, value: &Node<'_>) {
        match value {
            Node::Text(_) => {
                let known = match self.path.last().map(String::as_str) {
                    Some(".caBundle" | ".request" | ".certificate") => Encoding::Base64,
                    _ => Encoding::Unknown,
                };
                self.text(value.as_text().unwrap_or_default(), known);
            }
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.path.push(format!("[{index}]"));
                    self.value(item);
                    self.path.pop();
                }
            }
            Node::Map(fields) => {
                for (key, item) in fields.iter() {
                    self.field(key, item);
                }
            }
            Node::Null | Node::Bool(_) | Node::Number(_) => {}
        }
    }

    /// A text at the current place: itself or what it encodes, if that holds certificates.
    fn text(&mut self, text: &str, encoding: Encoding) {
        let plain = text.as_bytes();
        let hinted = || {
            [&b"-----BEGIN"[..], b"clusters", b"items"]
                .iter()
                .any(|hint| memchr::memmem::find(plain, hint).is_some())
        };
        let found = match encoding {
            // The same name may hold PEM: `certificate` of an OpenShift Route.
            Encoding::Base64 if plain.trim_ascii_start().starts_with(b"-----BEGIN") => {
                Some(Secret::new(plain.to_vec()))
            }
            Encoding::Base64 => decode(text).ok(),
            // Short strings are no certificate.
            Encoding::Plain | Encoding::Unknown if plain.len() < SHORTEST => None,
            Encoding::Plain | Encoding::Unknown if hinted() => Some(Secret::new(plain.to_vec())),
            Encoding::Plain => None,
            Encoding::Unknown => decode(text).ok(),
        };
        // A file in a data URL, as a MachineConfig of OpenShift has it.
        let in_url = || {
            let is_url =
                encoding != Encoding::Base64 && plain.trim_ascii_start().starts_with(b"data:");
            is_url
                .then(|| material(plain).map(|found| found.bytes))
                .flatten()
        };
        let Some(bytes) = in_url().or(found) else {
            return;
        };
        if recognise(bytes.expose()).has_certificates() {
            let location = self.at_path(&self.path.concat());
            self.found.push(Embedded {
                bytes,
                location,
                plain: false,
            });
        }
    }
}

/// The shortest text that may be a certificate.
const SHORTEST: usize = 200;
