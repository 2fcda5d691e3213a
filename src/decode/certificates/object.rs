//! Kubernetes objects.

use std::io::{self, Read};
use std::sync::Arc;

use super::pem_blocks::faults;
use super::{Found, Links, SecretPair};
use crate::decode::bundle::{BundleProblem, Listed};
use crate::decode::objects::{self, Object, ObjectFault, Target};
use crate::decode::recognise::{Kind, recognise};
use crate::decode::utf16;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::x509::Fingerprint;

impl Found {
    pub(super) fn objects(
        &mut self,
        stream: &mut (dyn Read + Send),
        base: &Location,
        release: GoRelease,
    ) -> io::Result<()> {
        objects::read(stream, base, release, &mut |read| {
            self.object_or_fault(read, release);
        })?;
        self.told_by_objects();
        Ok(())
    }

    /// Where no object could be read, the whole cannot.
    pub(super) fn told_by_objects(&mut self) {
        if self.objects == 0
            && let Some(first) = self.object_faults.first()
        {
            self.unreadable = Some(first.problem.to_string());
        }
    }

    pub(super) fn object_or_fault(
        &mut self,
        read: Result<Object, ObjectFault>,
        release: GoRelease,
    ) {
        match read {
            Ok(mut object) => {
                self.objects += 1;
                if self.wants(&mut object) {
                    self.object(object, release);
                }
            }
            Err(fault) => self.object_faults.push(fault),
        }
    }

    /// Whether the object is wanted. One of no namespace keeps what it calls in the wanted one, or by URL.
    fn wants(&self, object: &mut Object) -> bool {
        let Some(wanted) = self.namespace.as_deref() else {
            return true;
        };
        object.clients.retain(|client| match &client.target {
            Target::Service { namespace, .. } => namespace == wanted,
            Target::Url(_) => true,
        });
        ["", wanted].contains(&&*object.namespace)
    }

    /// Each text of an object counts as an input of its own.
    fn object(&mut self, object: Object, release: GoRelease) {
        for mut pair in object.pairs {
            for link in pair.chain.iter_mut().flatten() {
                self.certificate(link.certificate.clone(), link.location.clone());
                if let Some(known) = self.known.get(&link.certificate.fingerprint) {
                    link.certificate = Arc::clone(known);
                }
            }
            let problems = std::mem::take(&mut pair.problems);
            self.problems.extend(faults(problems));
            self.pairs.push(SecretPair {
                namespace: object.namespace.clone(),
                name: object.name.clone(),
                certificate_name: object.certificate_name.clone(),
                injectable: object.injectable,
                pair,
            });
        }
        for text in object.texts {
            self.object_text(text, release);
        }
        for client in &object.clients {
            if let Some((entry, name)) = client.entry() {
                self.entries.add(&client.location.file, entry, name);
            }
        }
        self.clients.extend(object.clients);
        self.authentication.extend(object.authentication);
        self.nodes.extend(object.node);
        self.announced.extend(object.announced);
        self.object_faults.extend(object.faults);
    }

    /// A text of an object. A CA that a thousand Secrets hold is read once.
    fn object_text(&mut self, mut text: objects::Embedded, release: GoRelease) {
        if let Some((last, links)) = &self.last_text
            && last == text.bytes.expose()
        {
            let links = links.clone();
            self.links(links, &text.location);
            return;
        }
        let Some(kind) = text.kind() else {
            let (bytes, place) = (text.bytes.expose(), &text.location);
            if let Some(text) = utf16::to_utf8(bytes) {
                self.utf16_text(text.expose(), place, release);
            } else if !self.strings(bytes, place, release) {
                self.encoded(bytes, place, release);
            }
            return;
        };
        if kind == Kind::Kubeconfig {
            self.embedded_kubeconfig(text.bytes, &text.location, release);
            return;
        }
        let bytes = text.bytes.expose();
        if kind != Kind::PemCertificates {
            self.take(kind, bytes, &text.location, release);
            return;
        }
        let id = Fingerprint::of(bytes);
        if let Some(links) = self.texts.get(&id) {
            let links = links.clone();
            self.last_text = Some((bytes.to_vec(), links.clone()));
            self.links(links, &text.location);
            return;
        }
        let (first, problems) = (self.certificates.len(), self.problems.len());
        self.take(kind, bytes, &text.location, release);
        let new = self.certificates.get(first..).unwrap_or_default();
        let links = new
            .iter()
            .map(|found| Some((found.certificate.clone(), found.location.block?)));
        // What is wrong with a text is said of each place where it stands.
        if self.problems.len() == problems
            && let Some(links) = links.collect()
        {
            self.texts.insert(id, links);
        }
    }

    /// What Windows wrote, and no program in a cluster reads: certificates count, and that Go passes them over is said.
    fn utf16_text(&mut self, text: &[u8], place: &Location, release: GoRelease) {
        let kind = recognise(text);
        if kind.has_certificates() && kind != Kind::Kubeconfig {
            self.take(kind, text, place, release);
            self.problems.push(BundleProblem::utf16(place.clone()));
        }
    }

    /// A kubeconfig in something else. Its lines and fields are its own, and not the outer file's.
    pub(super) fn embedded_kubeconfig(
        &mut self,
        bytes: Secret,
        place: &Location,
        release: GoRelease,
    ) {
        // Its line changes with each object before it.
        let name = Location {
            line: None,
            ..place.clone()
        };
        let name = name.to_string();
        self.kubeconfig(bytes.expose(), &Location::file(name.as_str()), release);
        self.kubeconfigs.push((name, bytes));
    }

    fn links(&mut self, links: Links, text: &Location) {
        for (certificate, block) in links {
            let location = text.clone().with_block(block);
            self.certificates.push(Listed {
                certificate,
                location,
            });
        }
    }
}
