//! Lists certificates by their end, over files and directories.
//!
//! ```sh
//! cargo run --example expiry -- /etc/kubernetes
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it found")]
#![allow(clippy::disallowed_methods, reason = "an example reads the clock")]

use std::path::PathBuf;
use std::time::SystemTime;

use certgraph::{AuditOptions, audit_files};

fn main() {
    let inputs: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let audit = audit_files(&inputs, &AuditOptions::new(SystemTime::now().into()));
    for certificate in &audit.certificates {
        let places: Vec<_> = certificate
            .locations
            .iter()
            .map(ToString::to_string)
            .collect();
        println!(
            "{}  {:18} {} ({})",
            certificate.not_after,
            certificate.standing.as_str(),
            certificate.name,
            places.join(", ")
        );
    }
    for finding in &audit.findings {
        println!("{}: {}", finding.problem.code().slug(), finding.problem);
    }
    for why in &audit.unreadable {
        println!("not read: {why}");
    }
}
