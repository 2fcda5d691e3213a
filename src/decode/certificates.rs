//! Every certificate of any input, whatever kind of input it is.

use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::Arc;

use memchr::memmem;

use super::bundle::{self, Beside, BundleFault, BundleProblem, Listed};
use super::keystore::{self, KeyStoreFault};
use super::kubeconfig::{self, Data, Field, KubeconfigFault};
use super::objects::{self, Batch, ClientConfig, Object, ObjectFault, Pair};
use super::recognise::{Kind, recognise};
use super::{pem, pkcs7};
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::x509::{Certificate, CertificateRef, CertificateRequest, Fingerprint, ParseError};

/// What an input holds.
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Its certificates, in its order, repetitions included.
    pub certificates: Vec<Listed>,
    /// What was passed over or could not be read.
    pub problems: Vec<BundleProblem>,
    /// What keeps kubectl from reading a kubeconfig.
    pub faults: Vec<KubeconfigFault>,
    /// Certificate requests, in its order.
    pub requests: Vec<Request>,
    /// Certificates with their private keys, of Kubernetes Secrets.
    pub pairs: Vec<SecretPair>,
    /// Servers that Kubernetes objects have kube-apiserver call.
    pub clients: Vec<ClientConfig>,
    /// What extension API servers are told about their clients, and where.
    pub authentication: Vec<objects::Authentication>,
    /// Nodes with their addresses.
    pub nodes: Vec<objects::ReportedNode>,
    /// Kubeconfigs in Kubernetes objects: what people call each, and its text.
    pub kubeconfigs: Vec<(String, Secret)>,
    /// Objects and fields of objects that cannot be read.
    pub object_faults: Vec<ObjectFault>,
    /// Key stores that cannot be opened, or not confirmed.
    pub keystore_faults: Vec<KeyStoreFault>,
    /// How many Kubernetes objects there are.
    pub objects: usize,
    /// Why the whole cannot be read: line and column, never a value.
    pub unreadable: Option<String>,
    /// How many PEM blocks there are, whatever their label.
    pub blocks: u32,
    /// The same certificate a thousand times, as each Secret has its CA, is held once.
    known: HashMap<Fingerprint, CertificateRef>,
    /// Faultless texts of objects, by their SHA-256: their certificates, and the blocks.
    texts: HashMap<Fingerprint, Links>,
    /// The last of them: mostly the next one is the same.
    last_text: Option<(Vec<u8>, Links)>,
    /// Opens key stores.
    opener: keystore::Opener,
}

/// The certificates of a text, each with its block.
type Links = Vec<(CertificateRef, u32)>;

/// A certificate request at its place.
#[derive(Clone, Debug)]
pub struct Request {
    /// Where.
    pub location: Location,
    /// What is asked for, or why it cannot be read.
    pub parsed: Result<CertificateRequest, ParseError>,
}

/// A certificate with its key, in a Secret.
#[derive(Clone, Debug)]
pub struct SecretPair {
    /// The Secret's namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The cert-manager Certificate that it is written for.
    pub certificate_name: Option<String>,
    /// cert-manager may take a `caBundle` from it though it did not write it.
    pub injectable: bool,
    /// Both halves.
    pub pair: Pair,
}

impl SecretPair {
    /// As people call it: `Secret web/serving`.
    pub fn label(&self) -> String {
        let field = self.pair.certificate.field.as_deref().unwrap_or_default();
        let name = field.split_once(": ").map_or(field, |(name, _)| name);
        name.to_owned()
    }
}

/// Finds every certificate in `bytes`; of a kubeconfig those that stand in it, not those in files that it names.
pub fn find(bytes: &[u8], base: &Location, release: GoRelease) -> Found {
    find_with(bytes, base, release, &[])
}

/// The same with passwords that may open key stores.
pub fn find_with(bytes: &[u8], base: &Location, release: GoRelease, passwords: &[Secret]) -> Found {
    let kind = recognise(bytes);
    let mut found = Found::new(kind, passwords);
    found.take(kind, bytes, base, release);
    found
}

/// Finds the certificates in a piece of a PEM bundle, whatever else its text may look like, and holds none of them.
pub fn each_in_pem(
    text: &[u8],
    base: &Location,
    release: GoRelease,
    take: &mut dyn FnMut(Certificate, Location),
) -> Beside {
    let mut beside = bundle::each_link(text, base, release, &mut |location, parsed| {
        if let Ok(certificate) = parsed {
            take(certificate, location);
        }
    });
    beside.problems = faults(beside.problems).collect();
    beside
}

/// The same for a stream. Kubernetes objects are read one after the other and may be of any number; anything else is
/// held whole, and `whole` says how much of it may be.
///
/// # Errors
/// The stream's own. Nothing, where there is more than `whole`.
pub fn find_in(
    stream: &mut (dyn Read + Send),
    base: &Location,
    release: GoRelease,
    passwords: &[Secret],
    whole: u64,
) -> io::Result<Option<Source>> {
    let mut head = Vec::new();
    stream.take(HEAD).read_to_end(&mut head)?;
    let is_all = u64::try_from(head.len()).unwrap_or(u64::MAX) < HEAD;
    if !is_all && matches!(recognise(&head), Kind::KubernetesObjects) {
        let mut found = Found::new(Kind::KubernetesObjects, passwords);
        found.objects(&mut (&head[..]).chain(stream), base, release)?;
        return Ok(Some(Source { found, bytes: None }));
    }
    if !is_all {
        let left = whole.saturating_sub(HEAD).saturating_add(1);
        stream.take(left).read_to_end(&mut head)?;
        if u64::try_from(head.len()).unwrap_or(u64::MAX) > whole {
            return Ok(None);
        }
    }
    let found = find_with(&head, base, release, passwords);
    Ok(Some(Source {
        found,
        bytes: Some(head),
    }))
}

/// The same for some objects of a stream. What cannot be read of them is told as faults, and never makes the whole
/// unreadable.
pub fn find_in_batch(
    batch: &Batch,
    base: &Location,
    release: GoRelease,
    passwords: &[Secret],
) -> Found {
    let mut found = Found::new(Kind::KubernetesObjects, passwords);
    batch.read(base, release, &mut |read| {
        found.object_or_fault(read, release);
    });
    found
}

/// As much as tells what something is.
const HEAD: u64 = 1 << 20;

/// An input that was read.
pub struct Source {
    /// What it holds.
    pub found: Found,
    /// Its bytes, unless there are too many to be held.
    pub bytes: Option<Vec<u8>>,
}

/// That there are keys beside certificates is no fault of an input that may hold anything.
fn faults(problems: Vec<BundleProblem>) -> impl Iterator<Item = BundleProblem> {
    let is_fault = |fault: &BundleFault| match fault {
        // Another name for a certificate, which Go does not know.
        BundleFault::AnotherLabel { label } => {
            label.contains("CERTIFICATE") && !label.contains("REQUEST")
        }
        BundleFault::NotPem { .. } | BundleFault::Empty => false,
        BundleFault::Duplicate { .. }
        | BundleFault::Headers
        | BundleFault::Malformed { .. }
        | BundleFault::Unread { .. } => true,
    };
    problems
        .into_iter()
        .filter(move |problem| is_fault(&problem.fault))
}

impl Found {
    fn new(kind: Kind, passwords: &[Secret]) -> Self {
        Self {
            kind,
            certificates: Vec::new(),
            problems: Vec::new(),
            faults: Vec::new(),
            requests: Vec::new(),
            pairs: Vec::new(),
            clients: Vec::new(),
            authentication: Vec::new(),
            nodes: Vec::new(),
            kubeconfigs: Vec::new(),
            object_faults: Vec::new(),
            keystore_faults: Vec::new(),
            objects: 0,
            unreadable: None,
            blocks: 0,
            known: HashMap::new(),
            texts: HashMap::new(),
            last_text: None,
            opener: keystore::Opener::new(passwords),
        }
    }

    fn take(&mut self, kind: Kind, bytes: &[u8], base: &Location, release: GoRelease) {
        match kind {
            Kind::DerCertificate => self.der(bytes, base.clone(), release),
            Kind::DerCertificateRequest => self.request(bytes, base.clone(), release),
            Kind::Kubeconfig => self.kubeconfig(bytes, base, release),
            Kind::KubernetesObjects | Kind::Pod => {
                // Memory gives no errors.
                let _ = self.objects(&mut &*bytes, base, release);
            }
            Kind::PemCertificateRequest => {
                for block in pem::blocks(bytes, release.into()) {
                    if block.label.ends_with(b"CERTIFICATE REQUEST") {
                        let place = bundle::place(base, block.line, Some(block.number));
                        self.request(&block.bytes, place, release);
                    }
                }
            }
            Kind::KeyStore(format) => self.keystore(format, bytes, base, release),
            Kind::Pkcs7 => self.pkcs7(bytes, base, release),
            Kind::PemPkcs12 => {
                for block in pem::blocks(bytes, release.into()) {
                    let place = bundle::place(base, block.line, Some(block.number));
                    self.keystore(keystore::Format::Pkcs12, &block.bytes, &place, release);
                }
            }
            Kind::PemPkcs7 => {
                for block in pem::blocks(bytes, release.into()) {
                    let place = bundle::place(base, block.line, Some(block.number));
                    self.pkcs7(&block.bytes, &place, release);
                }
            }
            _ => self.pem(kind, bytes, base, release),
        }
    }

    fn keystore(
        &mut self,
        format: keystore::Format,
        bytes: &[u8],
        base: &Location,
        release: GoRelease,
    ) {
        let opened = self.opener.open(format, bytes);
        for stored in opened.certificates {
            let mut location = base.clone().with_block(stored.number);
            if let Some(alias) = stored.alias {
                let outer = base.field.as_deref().map(|field| format!("{field}, "));
                let field = format!("{}entry {alias}", outer.unwrap_or_default());
                location = location.with_field(field);
            }
            self.der(&stored.der, location, release);
        }
        let faults = opened.problems.into_iter().map(|problem| KeyStoreFault {
            location: base.clone(),
            problem,
        });
        self.keystore_faults.extend(faults);
    }

    fn request(&mut self, der: &[u8], location: Location, release: GoRelease) {
        let parsed = CertificateRequest::parse(der, release);
        self.requests.push(Request { location, parsed });
    }

    fn certificate(&mut self, certificate: CertificateRef, location: Location) {
        let known = self
            .known
            .entry(certificate.fingerprint)
            .or_insert(certificate);
        let certificate = Arc::clone(known);
        self.certificates.push(Listed {
            certificate,
            location,
        });
    }

    /// Whether there is nothing to say of it.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
            && self.problems.is_empty()
            && self.faults.is_empty()
            && self.requests.is_empty()
            && self.pairs.is_empty()
            && self.clients.is_empty()
            && self.object_faults.is_empty()
            && self.keystore_faults.is_empty()
    }

    fn der(&mut self, der: &[u8], location: Location, release: GoRelease) {
        match Certificate::parse_as(der, release) {
            Ok(certificate) => self.certificate(Arc::new(certificate), location),
            Err(error) => {
                let fault = BundleFault::Malformed {
                    go: error.to_string(),
                };
                self.problems.push(BundleProblem { location, fault });
            }
        }
    }

    /// A chain text is read with headers allowed: here a certificate counts wherever it stands.
    fn pem(&mut self, kind: Kind, text: &[u8], base: &Location, release: GoRelease) {
        // Neither a block nor what was meant as one: a disk image need not be read line by line.
        if kind == Kind::Binary && memmem::find(text, b"BEGIN").is_none() {
            return;
        }
        let beside = each_in_pem(text, base, release, &mut |certificate, place| {
            self.certificate(Arc::new(certificate), place);
        });
        self.blocks = self.blocks.saturating_add(beside.blocks);
        self.problems.extend(beside.problems);
    }

    fn kubeconfig(&mut self, bytes: &[u8], base: &Location, release: GoRelease) {
        let decoded = kubeconfig::decode(&base.file, bytes);
        let mut data = |field: &Option<Field<Data>>| {
            if let Some(field) = field {
                self.pem(Kind::Text, field.value.bytes(), &field.location, release);
            }
        };
        for cluster in &decoded.file.clusters {
            data(&cluster.certificate_authority_data);
        }
        for user in &decoded.file.users {
            data(&user.client_certificate_data);
        }
        self.faults.extend(decoded.faults);
    }

    fn pkcs7(&mut self, bytes: &[u8], base: &Location, release: GoRelease) {
        for der in pkcs7::certificates(bytes).unwrap_or_default() {
            self.der(der, base.clone(), release);
        }
    }

    fn objects(
        &mut self,
        stream: &mut (dyn Read + Send),
        base: &Location,
        release: GoRelease,
    ) -> io::Result<()> {
        objects::read(stream, base, release, &mut |read| {
            self.object_or_fault(read, release);
        })?;
        if self.objects == 0
            && let Some(first) = self.object_faults.first()
        {
            self.unreadable = Some(first.problem.to_string());
        }
        Ok(())
    }

    fn object_or_fault(&mut self, read: Result<Object, ObjectFault>, release: GoRelease) {
        match read {
            Ok(object) => {
                self.objects += 1;
                self.object(object, release);
            }
            Err(fault) => self.object_faults.push(fault),
        }
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
            self.problems
                .extend(faults(std::mem::take(&mut pair.problems)));
            self.pairs.push(SecretPair {
                namespace: object.namespace.clone(),
                name: object.name.clone(),
                certificate_name: object.certificate_name.clone(),
                injectable: object.injectable,
                pair,
            });
        }
        for text in object.texts {
            self.text(text, release);
        }
        self.clients.extend(object.clients);
        self.authentication.extend(object.authentication);
        self.nodes.extend(object.node);
        self.object_faults.extend(object.faults);
    }

    /// A text of an object. A CA that a thousand Secrets hold is read once.
    fn text(&mut self, mut text: objects::Embedded, release: GoRelease) {
        if let Some((last, links)) = &self.last_text
            && last == text.bytes.expose()
        {
            let links = links.clone();
            self.links(links, &text.location);
            return;
        }
        let Some(kind) = text.kind() else { return };
        let bytes = text.bytes.expose();
        if kind == Kind::Kubeconfig {
            // Its lines and fields are its own, and not the outer file's.
            let name = text.location.to_string();
            self.kubeconfig(bytes, &Location::file(name.as_str()), release);
            self.kubeconfigs.push((name, text.bytes));
            return;
        }
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
