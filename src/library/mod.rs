//! What a program that uses the library calls. Each function here does one thing from bytes or paths to an answer, and
//! every answer can grow without breaking its users.

mod audit;
mod certificates;
mod chain;
mod explain;

pub use audit::{AuditOptions, AuditedCertificate, CertificateAudit, audit_files};
pub use certificates::{CertificateFile, FoundCertificate, read_certificates};
pub use chain::{ChainOptions, ChainVerdict, verify_chain};
pub use explain::{ExplainOptions, ExplainedConnection, FilesExplained, explain_files};
