//! Every certificate of any input, whatever kind of input it is.

mod container;
mod entries;
mod object;
mod pem_blocks;
mod text;

use std::collections::HashMap;
use std::io::{self, Read};

use super::bundle::{BundleProblem, Listed};
use super::keystore::{self, KeyStoreFault};
use super::kubeconfig::KubeconfigFault;
use super::objects::{self, Batch, ClientConfig, ObjectFault, Pair};
use super::recognise::{Kind, recognise};
use super::utf16;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::x509::{CertificateRef, CertificateRequest, Fingerprint, Outline, ParseError};
pub use entries::EntryNames;
pub use pem_blocks::each_in_pem;

/// What an input holds.
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Its certificates, in its order, repetitions included.
    pub certificates: Vec<Listed>,
    /// What can be read of certificates that Go refuses.
    pub outlines: Vec<(Outline, Location)>,
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
    /// What objects say of certificates elsewhere.
    pub announced: Vec<objects::Announced>,
    /// Kubeconfigs in Kubernetes objects: what people call each, and its text.
    pub kubeconfigs: Vec<(String, Secret)>,
    /// Objects and fields of objects that cannot be read.
    pub object_faults: Vec<ObjectFault>,
    /// Key stores that cannot be opened, or not confirmed.
    pub keystore_faults: Vec<KeyStoreFault>,
    /// What entries of lists are called.
    pub entries: EntryNames,
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
    /// Of objects in other namespaces nothing is taken.
    namespace: Option<String>,
}

/// What of an input is wanted, and what may open it.
#[derive(Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Passwords that may open key stores.
    pub passwords: &'a [Secret],
    /// The only namespace whose objects are taken; what is in no namespace is taken too.
    pub namespace: Option<&'a str>,
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

    /// Something stands where its certificate belongs, and nothing of it can be read.
    pub(crate) fn hides_certificate(&self) -> bool {
        let is_read = self.pair.chain.iter().any(Result::is_ok);
        !is_read && self.pair.refused.is_some()
    }
}

/// Finds every certificate in `bytes`; of a kubeconfig those that stand in it, not those in files that it names.
pub fn find(bytes: &[u8], base: &Location, release: GoRelease) -> Found {
    find_with(bytes, base, release, Wanted::default())
}

/// The same, of what is wanted.
pub fn find_with(bytes: &[u8], base: &Location, release: GoRelease, wanted: Wanted<'_>) -> Found {
    let kind = recognise(bytes);
    if kind == Kind::Utf16
        && let Some(text) = utf16::to_utf8(bytes)
    {
        return in_utf16(text.expose(), base, release, wanted);
    }
    let mut found = Found::new(kind, wanted);
    found.take(kind, bytes, base, release);
    found
}

/// What a text holds that is UTF-16 in the input. kubectl reads such YAML; Go reads no such PEM, which is said.
fn in_utf16(text: &[u8], base: &Location, release: GoRelease, wanted: Wanted<'_>) -> Found {
    let mut found = find_with(text, base, release, wanted);
    if memchr::memmem::find(text, b"-----BEGIN").is_some() && !found.kind.is_objects() {
        let place = base.clone().with_line(1);
        found.problems.push(BundleProblem::utf16(place));
    }
    found
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
    wanted: Wanted<'_>,
    whole: u64,
) -> io::Result<Option<Source>> {
    let mut head = Vec::new();
    stream.take(HEAD).read_to_end(&mut head)?;
    let is_all = u64::try_from(head.len()).unwrap_or(u64::MAX) < HEAD;
    if !is_all && matches!(recognise(&head), Kind::KubernetesObjects) {
        let mut found = Found::new(Kind::KubernetesObjects, wanted);
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
    let found = find_with(&head, base, release, wanted);
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
    wanted: Wanted<'_>,
) -> Found {
    let mut found = Found::new(Kind::KubernetesObjects, wanted);
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

impl Found {
    fn new(kind: Kind, wanted: Wanted<'_>) -> Self {
        Self {
            kind,
            certificates: Vec::new(),
            outlines: Vec::new(),
            problems: Vec::new(),
            faults: Vec::new(),
            requests: Vec::new(),
            pairs: Vec::new(),
            clients: Vec::new(),
            authentication: Vec::new(),
            nodes: Vec::new(),
            announced: Vec::new(),
            kubeconfigs: Vec::new(),
            object_faults: Vec::new(),
            keystore_faults: Vec::new(),
            entries: EntryNames::default(),
            objects: 0,
            unreadable: None,
            blocks: 0,
            known: HashMap::new(),
            texts: HashMap::new(),
            last_text: None,
            opener: keystore::Opener::new(wanted.passwords),
            namespace: wanted.namespace.map(str::to_owned),
        }
    }

    /// Whether a part of it could not be read, so that certificates may be missing.
    pub fn is_incomplete(&self) -> bool {
        let hides = |fault: &KeyStoreFault| fault.problem.hides_certificates();
        let unread = |problem: &BundleProblem| problem.fault.hides_certificate();
        !self.object_faults.is_empty()
            || self.keystore_faults.iter().any(hides)
            || self.problems.iter().any(unread)
            || self.requests.iter().any(|request| request.parsed.is_err())
            || self.pairs.iter().any(SecretPair::hides_certificate)
    }

    /// Whether it gives nothing to work with, whatever there is to say of it. An input that is named has to.
    pub fn gives_nothing(&self) -> bool {
        self.certificates.is_empty()
            && self.outlines.is_empty()
            && self.requests.is_empty()
            && self.clients.is_empty()
            && self.nodes.is_empty()
            && self.announced.is_empty()
            && self.kubeconfigs.is_empty()
            && self.kind != Kind::Kubeconfig
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
}
