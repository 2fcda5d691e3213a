//! Texts: PEM, and what holds it in strings.

use memchr::memmem;

use super::Found;
use crate::decode::bundle::{BundleFault, BundleProblem};
use crate::decode::objects::{ObjectFault, ObjectProblem, is_certificate_key};
use crate::decode::pem::SkipReason;
use crate::decode::recognise::{Kind, recognise};
use crate::decode::text_values::{self, Value};
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::secret::Secret;

/// Texts of settings within each other: a kubeconfig in JSON in Terraform's state.
const DEEPEST: u8 = 3;

impl Found {
    /// Takes everything out of a text.
    pub(super) fn text(&mut self, kind: Kind, text: &[u8], base: &Location, release: GoRelease) {
        match kind {
            Kind::PemCertificateRequest | Kind::PemPkcs7 | Kind::PemPkcs12 => {
                self.other_blocks(text, base, release);
            }
            Kind::Json | Kind::Yaml | Kind::Xml | Kind::Text | Kind::PemUnreadable => {
                if !self.settings(text, base, release) && !self.encoded(text, base, release) {
                    self.pem(text, base, release);
                }
                self.vaulted(text, base);
            }
            Kind::TalosConfig | Kind::TalosMachine => {
                self.settings(text, base, release);
                self.kind = kind;
            }
            Kind::Sops => self.sops(text, base),
            Kind::AnsibleVault | Kind::Age | Kind::PgpMessage | Kind::EncryptedCms => {}
            // Neither a block nor what was meant as one: a disk image need not be read line by line.
            Kind::Binary if memmem::find(text, b"BEGIN").is_none() => {}
            Kind::PemCertificates | Kind::PemCertificatesAndKey | Kind::PemOther => {
                self.pem_or_settings(text, base, release);
            }
            _ => self.pem(text, base, release),
        }
    }

    /// PEM as Go reads it, unless some of it stands in strings of settings, whose quotes or blanks Go minds; it is never given
    /// those.
    fn pem_or_settings(&mut self, text: &[u8], base: &Location, release: GoRelease) {
        let before = (self.certificates.len(), self.problems.len());
        self.pem(text, base, release);
        self.other_blocks(text, base, release);
        let mut new = self.problems.iter().skip(before.1);
        let in_strings = new.any(|problem| problem.fault.may_stand_in_string());
        if !in_strings && !text_values::has_encoded_value(text) {
            return;
        }
        let plain = (
            self.certificates.split_off(before.0),
            self.problems.split_off(before.1),
        );
        let kind = self.kind;
        let found = self.settings(text, base, release);
        let more = self.certificates.len() - before.0;
        if !found || more < plain.0.len() || !in_strings && more == plain.0.len() {
            self.certificates.truncate(before.0);
            self.problems.truncate(before.1);
            self.certificates.extend(plain.0);
            self.problems.extend(plain.1);
            self.kind = kind;
        }
    }

    /// Takes out what the strings of a text hold, each at its path. False where there is nothing.
    pub(super) fn strings(&mut self, text: &[u8], base: &Location, release: GoRelease) -> bool {
        let before = self.taken();
        self.strings_within(text, base, release, DEEPEST);
        self.taken() > before
    }

    /// The same of a whole input, which then is what its strings stand in.
    fn settings(&mut self, text: &[u8], base: &Location, release: GoRelease) -> bool {
        let before = self.taken();
        let syntax = self.strings_within(text, base, release, DEEPEST);
        let found = self.taken() > before;
        if found && base.field.is_none() {
            self.kind = syntax;
        }
        found
    }

    fn strings_within(
        &mut self,
        text: &[u8],
        base: &Location,
        release: GoRelease,
        depth: u8,
    ) -> Kind {
        text_values::walk(text, &mut |value| {
            self.string(&value, base, release, depth);
        })
    }

    fn string(&mut self, value: &Value, base: &Location, release: GoRelease, depth: u8) {
        let Some(found) = text_values::material(value.text.expose()) else {
            return;
        };
        let place = below(base, value);
        // PEM is no text of settings here: each string would lead to a shorter one within it, as many times as it has signs.
        let is_pem = matches!(
            found.kind,
            Kind::PemCertificates | Kind::PemCertificatesAndKey | Kind::PemUnreadable
        );
        if is_pem {
            self.pem(found.bytes.expose(), &place, release);
            self.other_blocks(found.bytes.expose(), &place, release);
        } else if found.kind.has_certificates() || found.kind == Kind::KubernetesObjects {
            self.embedded(found.kind, found.bytes, place, release);
        } else if depth > 0 {
            self.strings_within(found.bytes.expose(), &place, release, depth - 1);
        }
    }

    /// A text that is base64 as a whole, of PEM, DER or a store: Windows and some portals write certificates so. Go reads
    /// none of it, which is said.
    pub(super) fn encoded(&mut self, text: &[u8], base: &Location, release: GoRelease) -> bool {
        let before = self.taken();
        let Some(found) = text_values::material(text) else {
            return false;
        };
        // It is no string of anything: it stands for itself.
        if found.kind == recognise(text) || !found.kind.has_certificates() {
            return false;
        }
        // A file in a data URL is what Ignition writes as it is.
        let is_url = text.trim_ascii_start().starts_with(b"data:");
        let reason = match found.kind {
            Kind::PemCertificates | Kind::PemCertificatesAndKey => SkipReason::TwiceEncoded,
            _ => SkipReason::BareBase64,
        };
        let kind = found.kind;
        self.embedded(kind, found.bytes, base.clone(), release);
        let is_taken = self.taken() > before;
        if is_taken && text.trim_ascii_start().starts_with(b"-----BEGIN ") {
            // PEM on one line: what is wrong with it is said of the line.
            self.pem(text, base, release);
            return true;
        }
        if is_taken && !is_url && !matches!(kind, Kind::Kubeconfig | Kind::KeyStore(_)) {
            self.problems.push(BundleProblem {
                location: base.clone(),
                fault: BundleFault::Unread {
                    label: None,
                    reason,
                },
            });
        }
        is_taken
    }

    /// SOPS leaves the keys as they are, and encrypts each value.
    fn sops(&mut self, text: &[u8], base: &Location) {
        let words = text.split(|byte| !byte.is_ascii_graphic() || b"\"'={}[],".contains(byte));
        let mut keys = words
            .filter_map(|word| str::from_utf8(word.strip_suffix(b":").unwrap_or(word)).ok())
            .filter(|word| word.len() < 100);
        if keys.any(is_certificate_key) {
            self.object_faults.push(ObjectFault {
                location: base.clone(),
                problem: ObjectProblem::Sops,
            });
        }
    }

    /// Ansible Vault encrypts single values, `tls_cert: !vault |`.
    fn vaulted(&mut self, text: &[u8], base: &Location) {
        if memmem::find(text, b"$ANSIBLE_VAULT;").is_none() {
            return;
        }
        for (line, number) in text.split(|byte| *byte == b'\n').zip(1..) {
            let Some(end) = memmem::find(line, b"!vault") else {
                continue;
            };
            let key = line.get(..end).unwrap_or_default().trim_ascii();
            let key = str::from_utf8(key.strip_suffix(b":").unwrap_or(key));
            if key.is_ok_and(is_certificate_key) {
                let mut location = base.clone();
                location.line = location.line.or(Some(number));
                self.object_faults.push(ObjectFault {
                    location,
                    problem: ObjectProblem::AnsibleVault,
                });
            }
        }
    }

    /// How much was taken out so far.
    fn taken(&self) -> usize {
        self.certificates.len()
            + self.requests.len()
            + self.keystore_faults.len()
            + self.faults.len()
            + self.kubeconfigs.len()
            + self.objects
    }

    /// What a string or a field holds, be it a kubeconfig or objects.
    fn embedded(&mut self, kind: Kind, bytes: Secret, place: Location, release: GoRelease) {
        if kind == Kind::Kubeconfig {
            self.embedded_kubeconfig(bytes, &place, release);
        } else {
            self.take(kind, bytes.expose(), &place, release);
        }
    }
}

/// The place of a string.
fn below(base: &Location, value: &Value) -> Location {
    let mut place = base.clone();
    if place.line.is_none() && place.field.is_none() {
        place.line = value.line;
    }
    if value.path.is_empty() {
        return place;
    }
    let field = match base.field.as_deref() {
        Some(outer) => format!("{outer}: {}", value.path),
        None => value.path.clone(),
    };
    place.with_field(field)
}
