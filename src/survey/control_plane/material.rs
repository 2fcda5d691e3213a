//! Keys and certificates as files: which belong together, and which nobody uses.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use crate::assemble::{NamedFile, key_pair_findings};
use crate::decode::certificates::find;
use crate::decode::key_pair::{KeyPairProblem, key_pair};
use crate::decode::recognise::{Kind, recognise};
use crate::decode::{pem, private_key};
use crate::finding::{Finding, Problem, Step};
use crate::fix::KeyFile;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::ground::secret::Secret;
use crate::inventory::Inventory;
use crate::source::Limit;
use crate::survey::Rules;
use crate::x509::{Certificate, Fingerprint, PublicKey};

/// What is used of a folder.
pub(super) struct Material<'a> {
    pub(super) folder: &'a Path,
    /// Files that a flag or the layout gives a use.
    pub(super) used: &'a BTreeSet<PathBuf>,
    /// The certificates that connections rest on: what kubeconfigs hold inline is often in a file too.
    pub(super) certificates: &'a HashSet<Fingerprint>,
    pub(super) rules: &'a Rules<'a>,
}

impl Material<'_> {
    /// Certificates and keys that nobody uses, and keys that do not belong to the certificate beside them.
    /// `files` are sorted, so that those of a folder stand together.
    pub(super) fn check(&self, files: &[PathBuf]) -> Vec<Finding> {
        let before = files.partition_point(|path| path.as_path() < self.folder);
        let behind = files.iter().skip(before);
        let inside = behind.take_while(|path| path.starts_with(self.folder));
        inside.flat_map(|path| self.look_at(path)).collect()
    }

    fn look_at(&self, path: &Path) -> Vec<Finding> {
        if self.used.contains(path) {
            return Vec::new();
        }
        let files = self.rules.files;
        let Ok(bytes) = files.read_secret(path, Limit::BUNDLE) else {
            return Vec::new();
        };
        match recognise(bytes.expose()) {
            Kind::PemPrivateKey | Kind::PemEcKey | Kind::PemRsaKey => {
                let Some((beside, certificate)) = beside(path, self.rules) else {
                    return vec![unused(path)];
                };
                let mut findings = mismatch((&beside, &certificate), (path, &bytes), self.rules);
                if !self.has_use(&beside, &certificate) {
                    findings.push(unused(path));
                }
                findings
            }
            Kind::PemCertificates | Kind::PemCertificatesAndKey | Kind::DerCertificate
                if !self.has_use(path, bytes.expose()) =>
            {
                vec![unused(path)]
            }
            _ => Vec::new(),
        }
    }

    /// Whether a flag names the file, or some connection rests on its first certificate.
    fn has_use(&self, path: &Path, bytes: &[u8]) -> bool {
        if self.used.contains(path) {
            return true;
        }
        let found = find(bytes, &Location::file(shown(path)), self.rules.release);
        let first = found.certificates.first();
        first.is_none_or(|first| self.certificates.contains(&first.certificate.fingerprint))
    }
}

/// Of the private keys in files that no layout explains, those that belong to no certificate or public key there: to
/// another than the one of their name, or to none.
pub(in crate::survey) fn stray_keys(
    files: &[PathBuf],
    inventory: &Inventory,
    rules: &Rules<'_>,
) -> Vec<Finding> {
    let mut private = Vec::new();
    let mut known = Vec::new();
    for path in files {
        let Ok(bytes) = rules.files.read_secret(path, Limit::BUNDLE) else {
            continue;
        };
        let kind = recognise(bytes.expose());
        if matches!(kind, Kind::PemPrivateKey | Kind::PemEcKey | Kind::PemRsaKey) {
            private.push((path, public_keys(&bytes, rules.release), bytes));
        } else {
            known.extend(public_keys(&bytes, rules.release));
        }
    }
    let certified = inventory.iter().map(|(_, entry)| &entry.certificate);
    let certified = certified.map(|certificate| &certificate.public_key);
    let known: HashSet<_> = certified.chain(&known).collect();
    let belongs = |key: &PublicKey| known.contains(key);
    let strays = private
        .into_iter()
        .filter(|(_, keys, _)| !keys.iter().any(belongs));
    strays
        .flat_map(|(path, _, bytes)| match beside(path, rules) {
            Some((beside, certificate)) => mismatch((&beside, &certificate), (path, &bytes), rules),
            None => vec![unused(path)],
        })
        .collect()
}

/// The certificate that a key's file name leads to: `a.crt` of `a.key`, `a.pem` of `a-key.pem`.
fn beside(key: &Path, rules: &Rules<'_>) -> Option<(PathBuf, Vec<u8>)> {
    let stem = key.file_stem()?.to_str()?;
    let stems = [stem, stem.strip_suffix("-key").unwrap_or(stem)];
    let names = stems.into_iter().flat_map(|stem| {
        ["crt", "pem", "cer"].map(|extension| key.with_file_name(format!("{stem}.{extension}")))
    });
    let mut others = names.filter(|path| path != key);
    others.find_map(|path| {
        let text = rules.files.read(&path, Limit::BUNDLE).ok()?;
        Some((path, text))
    })
}

fn unused(path: &Path) -> Finding {
    Finding::new(Problem::UnusedFile, None, vec![Location::file(shown(path))])
}

fn shown(path: &Path) -> String {
    path.shown().to_string()
}

/// That a key does not belong to the certificate of its name; other faults of a pair that nobody loads harm nobody.
fn mismatch(certificate: (&Path, &[u8]), key: (&Path, &Secret), rules: &Rules<'_>) -> Vec<Finding> {
    let places = (
        Location::file(shown(certificate.0)),
        Location::file(shown(key.0)),
    );
    let mut pair = key_pair(
        (certificate.1, &places.0),
        (key.1, &places.1),
        rules.release,
    );
    pair.problems.retain(|problem| {
        matches!(
            problem,
            KeyPairProblem::KeyMismatch { .. } | KeyPairProblem::KeyTypeMismatch { .. }
        )
    });
    if pair.problems.is_empty() {
        return Vec::new();
    }
    let (mut findings, _) = key_pair_findings(
        &pair,
        (&places.0, &places.1),
        Step::ServerPresents,
        rules.release,
    );
    findings.iter_mut().for_each(|finding| finding.step = None);
    findings
}

/// A file of keys; none where it cannot be read.
pub(super) struct ReadKeys<'f> {
    named: &'f NamedFile,
    keys: Option<Vec<PublicKey>>,
}

/// Reads files of keys, each once: flags mostly name the same.
pub(super) fn key_files<'f>(
    files: impl IntoIterator<Item = &'f NamedFile>,
    rules: &Rules<'_>,
) -> Vec<ReadKeys<'f>> {
    let read = |named: &NamedFile| {
        let bytes = rules.files.read_secret(named.path.as_ref()?, Limit::BUNDLE);
        Some(public_keys(&bytes.ok()?, rules.release))
    };
    let mut seen = BTreeSet::new();
    let each = files.into_iter().filter(|file| seen.insert(&file.path));
    each.map(|named| ReadKeys {
        named,
        keys: read(named),
    })
    .collect()
}

/// Those that were read, by the paths of their files.
pub(super) fn read_keys(files: Vec<ReadKeys<'_>>) -> Vec<KeyFile> {
    let each = files.into_iter();
    each.filter_map(|file| {
        Some(KeyFile {
            file: file.named.path.as_deref().map(shown)?,
            keys: file.keys?,
        })
    })
    .collect()
}

/// Each signing key whose public half is in none of the files that kube-apiserver checks tokens with.
pub(super) fn service_account(
    signing: &[ReadKeys<'_>],
    verifying: &[ReadKeys<'_>],
) -> Vec<Finding> {
    let known: Option<Vec<&Vec<PublicKey>>> =
        verifying.iter().map(|file| file.keys.as_ref()).collect();
    // What is not given says nothing.
    let Some(known) = known.filter(|known| !known.is_empty()) else {
        return Vec::new();
    };
    let known: HashSet<&PublicKey> = known.into_iter().flatten().collect();
    let mut findings: Vec<Finding> = Vec::new();
    for ReadKeys { named, keys } in signing {
        let Some(keys) = keys else { continue };
        if keys.iter().all(|key| known.contains(key)) {
            continue;
        }
        let problem = Problem::ServiceAccountKeyMismatch {
            signed_with: named.flag.to_owned(),
        };
        let path = named.path.as_deref().map(shown).unwrap_or_default();
        let mut places = vec![Location::file(path), named.location.clone()];
        places.extend(verifying.iter().map(|file| file.named.location.clone()));
        places.dedup();
        findings.push(Finding::new(problem, None, places));
    }
    findings
}

/// The public halves of every key in a PEM text; a certificate counts as its key (client-go `util/keyutil`,
/// `ParsePublicKeysPEM`).
pub(super) fn public_keys(text: &Secret, release: GoRelease) -> Vec<PublicKey> {
    let blocks = pem::blocks(text.expose(), release.into());
    blocks
        .filter_map(|mut block| {
            let der = Secret::new(std::mem::take(&mut block.bytes));
            if block.label.ends_with(b"PRIVATE KEY") {
                Some(private_key::parse(&der, release).ok()?.public_key)
            } else if block.label == b"PUBLIC KEY" {
                PublicKey::parse_spki(der.expose(), release).ok()
            } else if block.label == b"CERTIFICATE" {
                let certificate = Certificate::parse_as(der.expose(), release).ok()?;
                Some(certificate.public_key.clone())
            } else {
                None
            }
        })
        .collect()
}
