//! Certificates as PEM, each under the places where it was found.

use super::escape;
use crate::report::inspect::Inspection;

/// Every certificate of every input, once each; private keys are in no report, and so never here.
pub fn certificates(inspections: &[Inspection]) -> String {
    let mut out = String::new();
    for inspected in inspections
        .iter()
        .flat_map(|inspection| &inspection.certificates)
    {
        for line in inspected
            .locations
            .iter()
            .map(ToString::to_string)
            .chain([inspected.certificate.subject.to_string()])
        {
            out.push_str(&format!("# {}\n", escape::terminal(&line)));
        }
        out.push_str(&crate::decode::pem::encode(
            "CERTIFICATE",
            &inspected.certificate.der,
        ));
    }
    out
}
