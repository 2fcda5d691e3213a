//! Secrets and ConfigMaps: texts by key, and a certificate with its private key among them.

use super::fault::{ObjectFault, ObjectProblem};
use super::field::{Embedded, Encoding, Walk, decode};
use super::node::{Map, Node};
use crate::decode::bundle::{self, BundleProblem, Link, Listed};
use crate::decode::key_pair::{KeyPair, key_pair};
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::x509::ParseError;

/// A certificate and its private key in one Secret; of the key, its public half.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Where the certificates stand.
    pub certificate: Location,
    /// Where the key stands, or the certificates where it was taken out.
    pub key: Location,
    /// Whether there is a key. Whoever hands a Secret on had better take it out.
    pub has_key: bool,
    /// What is presented, leaf first.
    pub chain: Vec<ChainLink>,
    /// What is passed over or refused among the certificates.
    pub problems: Vec<BundleProblem>,
    /// Both halves as crypto/tls takes them, where it refuses them.
    pub refused: Option<Box<KeyPair>>,
}

/// A certificate of a chain; or, where it does not parse, why, and its place. The bytes of the others are not kept: there
/// may be a hundred thousand Secrets.
pub type ChainLink = Result<Listed, (ParseError, Location)>;

/// A text under its key.
struct Entry {
    key: String,
    bytes: Secret,
    location: Location,
    /// It is no base64 by its type.
    plain: bool,
}

/// Keys of a certificate and of its private key that belong together, by the conventions of Kubernetes (`tls.crt`), of
/// etcd operators and of Istio.
const PAIRS: [(&str, &str); 5] = [
    (".crt", ".key"),
    (".pem", ".key"),
    ("cert.pem", "key.pem"),
    ("cert-chain.pem", "key.pem"),
    ("cert", "key"),
];

impl Walk<'_> {
    /// Reads the texts of `data`, `stringData` or `binaryData`, and gives the pairs among them.
    pub(super) fn texts(
        &mut self,
        fields: &Map<'_>,
        encodings: &[(&str, Encoding)],
        release: GoRelease,
    ) -> Vec<Pair> {
        let mut entries: Vec<Entry> = Vec::new();
        for (field, encoding) in encodings {
            let Some(Node::Map(texts)) = fields.get(field) else {
                continue;
            };
            let texts = texts
                .iter()
                .filter_map(|(key, text)| Some((key, text.as_text()?)));
            for (key, text) in texts {
                if is_redacted(text.as_bytes()) {
                    continue;
                }
                let location = self.place_below(field, key);
                if text.starts_with("ENC[AES256_GCM,") {
                    let problem = ObjectProblem::Sops;
                    self.faults.push(ObjectFault { location, problem });
                    continue;
                }
                let bytes = match encoding {
                    Encoding::Base64 => decode(text),
                    Encoding::Plain | Encoding::Unknown => {
                        Ok(Secret::new(text.as_bytes().to_vec()))
                    }
                };
                match bytes {
                    Ok(bytes) if is_redacted(bytes.expose()) => {}
                    Ok(bytes) => {
                        // stringData wins over data, as the API server merges it.
                        entries.retain(|entry| entry.key != key);
                        entries.push(Entry {
                            key: key.to_owned(),
                            bytes,
                            location,
                            plain: *encoding != Encoding::Base64,
                        });
                    }
                    Err(problem) => self.faults.push(ObjectFault { location, problem }),
                }
            }
        }
        let pairs = pairs(&entries, release);
        // What a pair holds has been read.
        entries.retain(|entry| {
            !pairs.iter().any(|pair| {
                let is_chain = pair.certificate == entry.location && !pair.chain.is_empty();
                is_chain || (pair.key == entry.location && pair.refused.is_none())
            })
        });
        self.found.extend(entries.into_iter().map(|entry| Embedded {
            bytes: entry.bytes,
            location: entry.location,
            plain: entry.plain,
        }));
        pairs
    }
}

/// Whether a text stands for one that was taken out before the object was handed on: `REDACTED`, `<removed>`, `***`.
/// It tells nothing of what the cluster has. (An empty text may be what the cluster has.)
fn is_redacted(bytes: &[u8]) -> bool {
    const WORDS: [&str; 6] = [
        "redacted", "removed", "omitted", "hidden", "masked", "stripped",
    ];
    // Nobody writes so much in place of a text.
    let text = bytes.get(..256).is_none().then(|| str::from_utf8(bytes));
    let Some(Ok(text)) = text else { return false };
    let word = text.trim_matches(|one: char| !one.is_ascii_alphanumeric());
    let filled = |with: &str| text.len() >= 3 && text.trim().chars().all(|one| with.contains(one));
    WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)) || filled("*") || filled("xX")
}

fn pairs(entries: &[Entry], release: GoRelease) -> Vec<Pair> {
    let find = |key: &str| entries.iter().find(|entry| entry.key == key);
    let mut pairs = Vec::new();
    for certificate in entries {
        let key = PAIRS.iter().find_map(|(ending, key_ending)| {
            let stem = certificate.key.strip_suffix(ending)?;
            find(&format!("{stem}{key_ending}"))
        });
        let Some(key) = key else {
            pairs.extend(without_key(certificate, release));
            continue;
        };
        // A place that is kept for a certificate to come.
        if certificate.bytes.is_empty() && key.bytes.is_empty() {
            continue;
        }
        let mut pair = key_pair(
            (certificate.bytes.expose(), &certificate.location),
            (&key.bytes, &key.location),
            release,
        );
        let chain = pair.chain.links.iter().map(link);
        pairs.push(Pair {
            certificate: certificate.location.clone(),
            key: key.location.clone(),
            has_key: true,
            chain: chain.collect(),
            problems: std::mem::take(&mut pair.chain.problems),
            refused: (!pair.problems.is_empty()).then(|| Box::new(pair)),
        });
    }
    pairs
}

/// `tls.crt` of a Secret whose key was taken out.
fn without_key(certificate: &Entry, release: GoRelease) -> Option<Pair> {
    if certificate.key != "tls.crt" {
        return None;
    }
    let read = bundle::chain(certificate.bytes.expose(), &certificate.location, release);
    let chain: Vec<_> = read.links.iter().map(link).collect();
    (!chain.is_empty()).then(|| Pair {
        certificate: certificate.location.clone(),
        key: certificate.location.clone(),
        has_key: false,
        chain,
        problems: read.problems,
        refused: None,
    })
}

fn link(link: &Link) -> ChainLink {
    match &link.parsed {
        Ok(certificate) => Ok(Listed {
            certificate: certificate.clone(),
            location: link.location.clone(),
        }),
        Err(error) => Err((error.clone(), link.location.clone())),
    }
}
