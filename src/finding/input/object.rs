//! Faults of Kubernetes objects.

use std::fmt;

use crate::decode::objects::ObjectProblem;
use crate::finding::Code;

pub(super) const fn code(problem: &ObjectProblem) -> Code {
    match problem {
        ObjectProblem::Base64 { .. } => Code::BadBase64,
        ObjectProblem::NoNames | ObjectProblem::NoObject => Code::WrongFieldType,
        ObjectProblem::Malformed { .. }
        | ObjectProblem::TooLarge { .. }
        | ObjectProblem::Sops
        | ObjectProblem::AnsibleVault
        | ObjectProblem::Sealed
        | ObjectProblem::Cut
        | ObjectProblem::Status { .. } => Code::UnreadableFile,
        ObjectProblem::EmptyCertificate => Code::NoCertificateInPair,
    }
}

pub(super) const fn brief(problem: &ObjectProblem) -> &'static str {
    match problem {
        ObjectProblem::Base64 { .. } => "a field is not base64",
        ObjectProblem::NoNames | ObjectProblem::NoObject => "a field has the wrong type",
        ObjectProblem::Malformed { .. } | ObjectProblem::TooLarge { .. } => {
            "an object cannot be read"
        }
        ObjectProblem::Sops | ObjectProblem::AnsibleVault | ObjectProblem::Sealed => {
            "an object is encrypted"
        }
        ObjectProblem::Cut => "a list is cut off",
        ObjectProblem::Status { .. } => "the API server answered with an error",
        ObjectProblem::EmptyCertificate => "a TLS Secret holds no certificate",
    }
}

pub(super) fn sentence(problem: &ObjectProblem, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match problem {
        ObjectProblem::Malformed { .. } => write!(f, "{problem}; it is skipped"),
        _ => write!(f, "{problem}"),
    }
}
