//! What a decoder or the file system finds wrong with an input, as a problem: the decoder's own fault, with code, sentence and
//! clause made of it.

mod bundle;
mod key_pair;
mod kubeconfig;
mod object;

use std::fmt;

pub use key_pair::Pairing;

use super::Code;
use crate::decode::bundle::{BundleFault, LenientError};
use crate::decode::key_pair::KeyPairProblem;
use crate::decode::keystore::KeyStoreProblem;
use crate::decode::kubeconfig::{Gap, KubeconfigNote, KubeconfigProblem};
use crate::decode::objects::ObjectProblem;
use crate::decode::yaml_object::ObjectError;
use crate::golang::GoRelease;
use crate::ground::location::Location;
use crate::source;

/// A fault of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputFault {
    /// A text of certificates.
    Bundle(BundleFault),
    /// Of a stock of certificates, one that stands twice in one text.
    Repeated {
        /// What it is called.
        name: String,
        /// Where it stands first.
        first: Location,
    },
    /// No certificate of a CA bundle can be taken.
    NoUsableCa(LenientError),
    /// A kubeconfig.
    Kubeconfig {
        /// The fault.
        problem: KubeconfigProblem,
        /// For a name that leads nowhere, ` (did you mean …?)`; empty where no name is near.
        near: String,
    },
    /// Something that a context leaves open: kubectl goes on, but not where the user thinks.
    Gap {
        /// What is not there.
        gap: Gap,
        /// As for [`InputFault::Kubeconfig`].
        near: String,
    },
    /// What kubectl passes over in silence.
    Ignored(KubeconfigNote),
    /// An APIService with a CA bundle that nothing is checked by (kube-aggregator `validation.go`).
    CaBundleWithInsecure,
    /// A certificate and its key.
    KeyPair {
        /// The fault.
        problem: KeyPairProblem,
        /// The Go whose words are cited.
        release: GoRelease,
        /// Of several pairs of a server, the one that it is.
        pairing: Option<Pairing>,
    },
    /// A certificate request that is not signed with its own key: Go's text.
    UnsignedRequest(String),
    /// A certificate request that cannot be read: Go's text.
    MalformedRequest(String),
    /// A Kubernetes object.
    Object(ObjectProblem),
    /// A key store.
    KeyStore(KeyStoreProblem),
    /// A file that cannot be read.
    Unreadable {
        /// The flag or field that names it; none where it names itself.
        named_by: Option<String>,
        /// Why.
        error: source::Error,
    },
    /// A static-pod manifest that cannot be read.
    ManifestUnreadable(source::Error),
    /// A static-pod manifest that holds no pod.
    NoStaticPod(ObjectError),
    /// The configuration of a kubelet, or a part of it.
    Configuration(ObjectError),
    /// A file that a program takes its flags from, of which nothing is known.
    FlagsUnknown {
        /// The flag that names it, `--openshift-config`.
        flag: &'static str,
        /// The path that it names.
        value: String,
        /// Why.
        why: FlagsUnread,
    },
}

/// Why a program's flags are not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlagsUnread {
    /// The file is not among those given.
    NotGiven,
    /// The file cannot be read.
    Unreadable(source::Error),
    /// It holds something else.
    NoConfiguration,
}

impl fmt::Display for FlagsUnread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotGiven => f.write_str("it is not among the files given"),
            Self::Unreadable(error) => write!(f, "{error}"),
            Self::NoConfiguration => f.write_str("it is no configuration of this program"),
        }
    }
}

impl InputFault {
    /// Its code.
    pub const fn code(&self) -> Code {
        match self {
            Self::Bundle(fault) => bundle::code(fault),
            Self::Repeated { .. } => Code::DuplicateCertificate,
            Self::NoUsableCa(_) => Code::NoUsableCa,
            Self::Kubeconfig { problem, .. } => kubeconfig::code(problem),
            Self::Gap { gap, .. } => kubeconfig::gap_code(gap),
            Self::Ignored(_) => Code::IgnoredField,
            Self::CaBundleWithInsecure => Code::CaWithInsecure,
            Self::KeyPair { problem, .. } => problem.code(),
            Self::UnsignedRequest(_) | Self::MalformedRequest(_) => Code::NotACertificate,
            Self::Object(problem) => object::code(problem),
            Self::KeyStore(_)
            | Self::Unreadable { .. }
            | Self::ManifestUnreadable(_)
            | Self::NoStaticPod(_)
            | Self::Configuration(_)
            | Self::FlagsUnknown { .. } => Code::UnreadableFile,
        }
    }

    /// The clause for the first line of a report; names stay out of it, since they may be long.
    pub fn brief(&self) -> String {
        let brief = match self {
            Self::Bundle(fault) => bundle::brief(fault),
            Self::Repeated { .. } => "a certificate is there twice",
            Self::NoUsableCa(_) => "no usable CA",
            Self::Kubeconfig { problem, near } => {
                return format!("{}{near}", kubeconfig::brief(problem));
            }
            Self::Gap { gap, near } => return format!("{}{near}", kubeconfig::gap_brief(gap)),
            Self::Ignored(_) => "a field is ignored",
            Self::CaBundleWithInsecure => "caBundle and insecureSkipTLSVerify exclude each other",
            Self::KeyPair { problem, .. } => key_pair::brief(problem),
            Self::UnsignedRequest(_) | Self::MalformedRequest(_) => {
                "a certificate request is damaged"
            }
            Self::Object(problem) => object::brief(problem),
            Self::KeyStore(_) => "a key store cannot be opened",
            Self::Unreadable { .. } => "a file cannot be read",
            Self::ManifestUnreadable(_) | Self::NoStaticPod(_) => "a manifest cannot be read",
            Self::Configuration(_) | Self::FlagsUnknown { .. } => {
                "its configuration cannot be read"
            }
        };
        brief.to_owned()
    }
}

impl fmt::Display for InputFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundle(fault) => bundle::sentence(fault, f),
            Self::Repeated { name, first } => write!(f, "{name} is here twice; first at {first}"),
            Self::NoUsableCa(error) => error.fmt(f),
            Self::Kubeconfig { problem, near } => write!(f, "{problem}{near}"),
            Self::Gap { gap, near } => {
                kubeconfig::gap_sentence(gap, f)?;
                f.write_str(near)
            }
            Self::Ignored(note) => kubeconfig::note_sentence(note, f),
            Self::CaBundleWithInsecure => f.write_str(
                "spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present",
            ),
            Self::KeyPair {
                problem,
                release,
                pairing,
            } => {
                key_pair::sentence(problem, *release, f)?;
                pairing.iter().try_for_each(|pairing| pairing.fmt(f))
            }
            Self::UnsignedRequest(go) => write!(
                f,
                "the certificate request is not signed with its own key: {go}"
            ),
            Self::MalformedRequest(go) => {
                write!(f, "the certificate request cannot be read: {go}")
            }
            Self::Object(problem) => object::sentence(problem, f),
            Self::KeyStore(problem) => problem.fmt(f),
            Self::Unreadable {
                named_by: Some(name),
                error,
            } => write!(f, "{name}: {error}"),
            Self::Unreadable {
                named_by: None,
                error,
            }
            | Self::ManifestUnreadable(error) => error.fmt(f),
            Self::NoStaticPod(error) => write!(f, "no static pod: {error}"),
            Self::FlagsUnknown { flag, value, why } => {
                write!(f, "{flag} {value}: {why}, so its flags are not known")
            }
            Self::Configuration(error) => error.fmt(f),
        }
    }
}
