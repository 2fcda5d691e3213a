//! The code of each problem.

use super::{Code, NetworkFault, Problem, Purpose};

impl Problem {
    /// The code of this problem.
    pub const fn code(&self) -> Code {
        match self {
            Self::UnknownIssuer {
                purpose: Purpose::ServerAuth,
                ..
            }
            | Self::GeneratedCertificate { .. } => Code::UnknownIssuer,
            Self::UnknownIssuer {
                purpose: Purpose::ClientAuth,
                ..
            } => Code::UnknownClientCa,
            Self::MissingIntermediate { .. } => Code::MissingIntermediate,
            Self::IssuerKeyMismatch { .. } => Code::IssuerKeyMismatch,
            Self::BadSignature { .. } => Code::BadSignature,
            Self::InsecureSignature { .. } => Code::InsecureSignature,
            Self::UnsupportedSignature { .. } => Code::UnsupportedSignature,
            Self::WeakKey { .. } => Code::WeakKey,
            Self::NotACa { .. } => Code::NotACa,
            Self::MissingKeyCertSign { .. } => Code::MissingKeyCertSign,
            Self::PathTooLong { .. } => Code::PathTooLong,
            Self::UnhandledCriticalExtension { .. } => Code::UnhandledCriticalExtension,
            Self::NameConstraintViolated { .. } => Code::NameConstraintViolated,
            Self::WrongPurpose { .. } => Code::WrongPurpose,
            Self::InvalidPolicies => Code::InvalidPolicies,
            Self::DistrustedKey => Code::DistrustedKey,
            Self::SignatureBudgetExhausted { .. } => Code::SignatureBudgetExhausted,
            Self::Expired { .. } => Code::Expired,
            Self::NotYetValid { .. } => Code::NotYetValid,
            Self::MalformedCertificate { .. } => Code::MalformedCertificate,
            Self::UnsupportedKey { .. } => Code::UnsupportedKey,
            Self::RsaKeyTooLarge { .. } => Code::RsaKeyTooLarge,
            Self::NameMismatch { .. } => Code::NameMismatch,
            Self::CommonNameOnly { .. } => Code::CommonNameOnly,
            Self::EmptyCommonName => Code::EmptyCommonName,
            Self::InvalidUid { .. } => Code::InvalidUid,
            Self::ClientCertificateIsCa => Code::ClientCertificateIsCa,
            Self::FrontProxyCertificate { .. } => Code::FrontProxyCertificate,
            Self::ClientCertificateNotRequested(_) => Code::ClientCertificateNotRequested,
            Self::TokenUnknown => Code::UnknownToken,
            Self::TokenWithLineEnd => Code::TokenWithLineEnd,
            Self::TokenDecides => Code::TokenDecides,
            Self::RefusedOutsideGo { .. } => Code::RefusedOutsideGo,
            Self::PluginCredentials { .. } => Code::PluginCredentials,
            Self::BasicAuthIgnored => Code::BasicAuthIgnored,
            Self::NoCredentials => Code::NoCredentials,
            Self::InsecureSkipTlsVerify => Code::InsecureSkipTlsVerify,
            Self::PlainHttp => Code::PlainHttp,
            Self::SystemRoots => Code::SystemRoots,
            Self::EmptyCaFile => Code::EmptyCaFile,
            Self::Proxied => Code::Proxied,
            Self::Network(fault) => fault.code(),
            Self::ClientCaNotNamed { .. } => Code::UnknownClientCa,
            Self::TlsTerminated { .. } => Code::TlsTerminated,
            Self::NotAnApiServer { .. } => Code::NotAnApiServer,
            Self::RequestFailed { .. } => Code::RequestFailed,
            Self::ClientCertificateRefused { .. } => Code::ClientCertificateRefused,
            Self::NoCommonSignatureScheme { .. } => Code::NoCommonSignatureScheme,
            Self::Unauthorized { .. } => Code::Unauthorized,
            Self::CredentialsNotSent { .. } => Code::CredentialsNotSent,
            Self::IdentityDiffers { .. } => Code::IdentityDiffers,
            Self::Input(fault) => fault.code(),
            Self::Program(fault) => fault.code(),
            Self::Hygiene(fact) => fact.code(),
            Self::ServerCannotStart { .. } => Code::ServerCannotStart,
            Self::FrontProxyNameNotAllowed { .. } => Code::FrontProxyNameNotAllowed,
            Self::NoClientCertificate => Code::NoClientCertificate,
            Self::ServerUnchecked { .. } => Code::ServerUnchecked,
            Self::MissingFile { .. } => Code::MissingFile,
            Self::CopiedNode { .. } => Code::CopiedNode,
            Self::UnusedFile => Code::UnusedFile,
            Self::SeveralManifests { .. } => Code::SeveralManifests,
            Self::ServiceAccountKeyMismatch { .. } => Code::ServiceAccountKeyMismatch,
        }
    }
}

impl NetworkFault {
    /// The code of this fault.
    pub const fn code(&self) -> Code {
        match self {
            Self::NotResolved { .. } => Code::NameNotResolved,
            Self::Refused { .. } => Code::ConnectionRefused,
            Self::Unreachable { .. } => Code::HostUnreachable,
            Self::Silent { .. } => Code::ConnectionTimeout,
            Self::Closed { .. } => Code::ConnectionClosed,
            Self::NotTls { .. } => Code::NotTls,
            Self::Alert { .. } => Code::TlsAlert,
            Self::OldVersion { .. } => Code::UnsupportedTlsVersion,
            Self::BeyondUs { .. } => Code::HandshakeUnsupported,
            Self::LargeHello { .. } => Code::LargeClientHello,
            Self::Renegotiation { .. } => Code::Renegotiation,
            Self::BadSignature { .. } => Code::BadHandshakeSignature,
            Self::Proxy { .. } => Code::ProxyFailed,
        }
    }
}
