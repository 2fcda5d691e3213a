//! Expiry over files and directories.

use std::path::{Path, PathBuf};

use crate::audit::{Progress, Standing, Thresholds, audit};
use crate::finding::Finding;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::ground::time::Timestamp;
use crate::source::Files;
use crate::survey::Rules;
use crate::verify::SignatureCache;
use crate::x509::{CertificateRole, Fingerprint};

/// What an audit is asked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AuditOptions {
    /// The instant at which validity is judged.
    pub at: Timestamp,
    /// Certificates with less time left are [`Standing::Soon`], in seconds.
    pub warn_seconds: i64,
    /// What relative paths in kubeconfigs and manifests start from.
    pub directory: PathBuf,
}

impl AuditOptions {
    /// An audit at an instant, from the root directory, that warns 30 days before an end.
    pub fn new(at: Timestamp) -> Self {
        Self {
            at,
            warn_seconds: 30 * crate::ground::time::DAY,
            directory: Path::new("/").to_owned(),
        }
    }
}

/// Certificates by their end, and what is wrong.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CertificateAudit {
    /// Each certificate once, soonest end first.
    pub certificates: Vec<AuditedCertificate>,
    /// What is wrong with files, with the stock of certificates, and with connections between what was found.
    pub findings: Vec<Finding>,
    /// Inputs that could not be read, and why.
    pub unreadable: Vec<String>,
}

/// A certificate of an audit.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AuditedCertificate {
    /// SHA-256 of its DER.
    pub fingerprint: Fingerprint,
    /// Common name, else organization, else serial number.
    pub name: String,
    /// What it is for.
    pub role: CertificateRole,
    /// End of validity.
    pub not_after: Timestamp,
    /// Whether it has ended, or ends soon.
    pub standing: Standing,
    /// Every place where it was found.
    pub locations: Vec<Location>,
}

/// Audits files and directories: certificates in PEM, DER, PKCS#7 and key stores, kubeconfigs, Kubernetes objects,
/// manifests and `/etc/kubernetes` as kubeadm, k3s and RKE2 lay it out.
///
/// ```
/// use certgraph::{AuditOptions, Timestamp, audit_files};
///
/// let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
/// let node = root.join("fixtures/control-plane/etcd-client-expired");
/// let at = Timestamp::parse("2026-11-28").unwrap();
/// let audit = audit_files(&[node], &AuditOptions::new(at));
/// assert!(audit.certificates.len() > 5);
/// assert!(audit.findings.iter().any(|finding| finding.problem.code().slug() == "expired"));
/// ```
pub fn audit_files(inputs: &[PathBuf], options: &AuditOptions) -> CertificateAudit {
    let files = Files::new();
    let signatures = SignatureCache::default();
    let rules = Rules {
        files: &files,
        directory: &options.directory,
        at: options.at,
        release: GoRelease::default(),
        by_image: false,
        words: GoRelease::default(),
        signatures: &signatures,
        root: None,
        advise: false,
        skip_others: false,
        pods: false,
        clients: &[],
    };
    let thresholds = Thresholds {
        warn: options.warn_seconds,
        fail: -1,
    };
    let found = audit(inputs, &rules, thresholds, &Silent);
    let certificates = found.rows.iter().map(|row| AuditedCertificate {
        fingerprint: row.fingerprint,
        name: row.name().into_owned(),
        role: row.role,
        not_after: row.not_after,
        standing: found.standing(row),
        locations: row.places().cloned().collect(),
    });
    CertificateAudit {
        certificates: certificates.collect(),
        findings: found.all_findings().collect(),
        unreadable: found.unreadable.iter().map(ToString::to_string).collect(),
    }
}

/// Nobody hears how far it has come.
struct Silent;

impl Progress for Silent {
    fn expect(&self, _: u64) {}

    fn advance(&self, _: u64) {}
}
