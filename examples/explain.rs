//! Says for every connection of kubeconfigs and control planes whether it works, and why not.
//!
//! ```sh
//! cargo run --example explain -- ~/.kube/config /etc/kubernetes
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it found")]
#![allow(clippy::disallowed_methods, reason = "an example reads the clock")]

use std::path::PathBuf;
use std::time::SystemTime;

use certgraph::{ExplainOptions, Verdict, explain_files};

fn main() {
    let inputs: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let explained = explain_files(&inputs, &ExplainOptions::new(SystemTime::now().into()));
    for connection in &explained.connections {
        let verdict = match connection.verdict {
            Verdict::Accept => "works",
            Verdict::Reject => "does not work",
            Verdict::Undetermined => "undetermined",
        };
        println!("{}: {verdict}", connection.name);
        if let Some(line) = &connection.kubectl {
            println!("  kubectl prints: {line}");
        }
        for finding in &connection.findings {
            println!("  {}: {}", finding.problem.code().slug(), finding.problem);
        }
    }
    for why in &explained.unreadable {
        println!("not read: {why}");
    }
}
