//! Why a client refuses, in plain words: subject first, and what to look for.

use super::answer::Answer;
use super::bundle::BundleFault;
use super::fault::{Fault, NameFault, PathEnd};
use super::kubeconfig::{Base64Fault, ConfigFault, Ignored, YamlFault};
use super::pair::PairFault;
use super::strict_rule::StrictRule;

/// What is wrong with the certificate called `name`.
pub fn of_fault(fault: &Fault, name: &str) -> String {
    match fault {
        Fault::NotTrusted(end) => path_end(*end, name),
        Fault::BadSignature => {
            format!("the CA that is tried first for {name} has another key")
        }
        Fault::UnsupportedSignature { algorithm, key } => {
            format!("{name} is signed with {algorithm} by a key of {key}, which is not supported")
        }
        Fault::UncheckedSignature(algorithm) => {
            format!("{name} is signed with {algorithm}, which is not checked here")
        }
        Fault::UnsupportedKey(key) => format!("{name} has a key of {key}, which is not supported"),
        Fault::Expired(end) => format!("{name} expired on {}", end.at.date()),
        Fault::NotYetValid(begin) => format!("{name} is not valid before {}", begin.at.date()),
        Fault::NotACa => format!("{name} is not allowed to issue certificates"),
        Fault::LeafIsCa => format!("{name} is a CA certificate, used as a server's"),
        Fault::PathTooLong => format!("{name} allows fewer CAs below it"),
        Fault::UnknownCriticalExtension(oids) => {
            let oids: Vec<_> = oids.iter().map(ToString::to_string).collect();
            format!(
                "{name} has an unknown critical extension: {}",
                oids.join(", ")
            )
        }
        Fault::OldVersion => format!("{name} is not an X.509 version 3 certificate"),
        Fault::NameForbidden { directory: true } => {
            format!("{name} has name constraints on directory names")
        }
        Fault::NameForbidden { directory: false } => {
            format!("the name constraints of {name} forbid a name below it")
        }
        Fault::WrongPurpose => format!("the extended key usage of {name} lacks serverAuth"),
        Fault::KeyUsage => format!("the key usage of {name} lacks digitalSignature"),
        Fault::ShortKey { bits, .. } => format!("{name} has an RSA key of {bits} bits"),
        Fault::WeakDigest => format!("{name} is signed with SHA-1 or MD5"),
        Fault::Strict(rule) => strict(*rule, name),
        Fault::EmptyIssuer => format!("the issuer name of {name} is empty"),
        Fault::UncriticalSan => {
            format!("{name} has an empty subject, and its SAN extension is not critical")
        }
        Fault::MustStaple => format!("{name} demands a stapled OCSP response"),
        Fault::WrongName(NameFault::NoMatch { host }) => {
            format!("no SAN of {name} matches {host}")
        }
        Fault::WrongName(NameFault::UnusableHost { host }) => {
            format!("{host} is not a host name for this client")
        }
    }
}

fn path_end(end: PathEnd, name: &str) -> String {
    match end {
        PathEnd::SelfSigned => format!("{name} is self-signed and not trusted"),
        PathEnd::SelfSignedInChain => {
            format!("the server's chain ends at a root that is not trusted, not {name}'s CA")
        }
        PathEnd::NoIssuer {
            others_of_the_name: true,
            ..
        } => format!(
            "the identifiers of {name} name another CA certificate than the trusted one of that name"
        ),
        PathEnd::NoIssuer { .. } => format!("the issuer of {name} is not trusted"),
        PathEnd::NotSelfSigned => "the trusted CA is not self-signed".to_owned(),
        PathEnd::TooLong => "the path is too long".to_owned(),
    }
}

fn strict(rule: StrictRule, name: &str) -> String {
    match rule {
        StrictRule::CaHasBasicConstraints => format!("{name} has no basic constraints"),
        StrictRule::PathLengthOfCa => format!("{name} has a path length and is not a CA"),
        StrictRule::PathLengthWithCertSign => {
            format!("{name} has a path length and no key usage keyCertSign")
        }
        StrictRule::CriticalBasicConstraints => {
            format!("the basic constraints of {name} are not critical")
        }
        StrictRule::CaHasKeyUsage => format!("{name} has no key usage extension"),
        StrictRule::CertSignOfCa => format!("{name} has key usage keyCertSign and is not a CA"),
        StrictRule::SubjectNotEmpty => format!("{name} has an empty subject"),
        StrictRule::CriticalSan => {
            format!("{name} has an empty subject, and its SAN extension is not critical")
        }
        StrictRule::SanNotEmpty => format!("the SAN extension of {name} is empty"),
        StrictRule::UncriticalAuthorityKeyId => {
            format!("the authority key identifier of {name} is critical")
        }
        StrictRule::UncriticalSubjectKeyId => {
            format!("the subject key identifier of {name} is critical")
        }
        StrictRule::AuthorityKeyId => format!("{name} has no authority key identifier"),
        StrictRule::SubjectKeyId => format!("{name} has no subject key identifier"),
    }
}

/// What is wrong with the CA bundle.
pub fn of_bundle(fault: BundleFault) -> String {
    match fault {
        BundleFault::NotBase64 { .. } => "a block of the CA bundle is not base64",
        BundleFault::NotACertificate { .. } => "a block of the CA bundle is not a certificate",
        BundleFault::Unfinished { .. } => "a block of the CA bundle has no END line",
        BundleFault::PrivateKey => "the CA bundle holds a private key",
        BundleFault::Joined => "END and BEGIN share a line in the CA bundle",
        BundleFault::ByteOrderMark => "a byte order mark is before the CA bundle",
        BundleFault::NamelessCa => "a CA of the bundle has an empty name",
        BundleFault::Der => "the CA is in DER, not PEM",
        BundleFault::Empty { .. } => "the CA bundle holds no certificate that it reads",
    }
    .to_owned()
}

/// What is wrong with the client's own certificate and key.
pub fn of_pair(fault: PairFault) -> String {
    match fault {
        PairFault::OtherKey => "the client key does not belong to the client certificate",
        PairFault::OtherType => "the client key is of another type than the client certificate",
        PairFault::ShortKey => "the client's RSA key is too short",
        PairFault::UnsupportedKey => "the client key is of a kind that is not supported",
        PairFault::UnreadableForm => "the client key is in a form that is not read",
        PairFault::Encrypted => "the client key is encrypted",
        PairFault::NoKey => "no client key is found",
        PairFault::NoCertificate => "no client certificate is found",
        PairFault::KeyBesideCertificate => "the file of the client certificate holds a key as well",
        PairFault::UnorderedChain => "the client's certificates are not in the order of a chain",
    }
    .to_owned()
}

/// What the server answers.
pub fn of_answer(answer: Answer) -> String {
    match answer {
        Answer::Unauthorized => "the server does not accept the credentials: 401",
        Answer::Anonymous => "it sends no credentials: the server answers 403 to system:anonymous",
    }
    .to_owned()
}

/// What is wrong with the kubeconfig.
pub fn of_config(fault: &ConfigFault) -> String {
    match fault {
        ConfigFault::Yaml(YamlFault::Malformed) => "the kubeconfig is not YAML".to_owned(),
        ConfigFault::Yaml(YamlFault::DuplicateKey) => "a key is twice in a mapping".to_owned(),
        ConfigFault::Yaml(YamlFault::SecondDocument) => {
            "the kubeconfig holds a second YAML document".to_owned()
        }
        ConfigFault::Yaml(YamlFault::Tag) => "the kubeconfig uses the tag !!binary".to_owned(),
        ConfigFault::ListNotKnown { .. } => "KUBECONFIG may not be a list".to_owned(),
        ConfigFault::FileAbsent { path } => format!("{path} does not exist"),
        ConfigFault::FileEmpty { path } => format!("{path} is empty"),
        ConfigFault::NameTwice { kind, name } => {
            format!("two {}s are named {name}", kind.as_str())
        }
        ConfigFault::NoCurrentContext => "no context is current".to_owned(),
        ConfigFault::NotThere { kind, name } => format!("there is no {} {name}", kind.as_str()),
        ConfigFault::NoUser => "the context names no user".to_owned(),
        ConfigFault::NoServer => "the cluster has no server".to_owned(),
        ConfigFault::WrongType { field } => format!("{field} is of the wrong type"),
        ConfigFault::BadBase64 {
            field,
            fault: Base64Fault::Symbol { offset, .. },
        } => format!("{field} is not base64 at byte {offset}"),
        ConfigFault::BadBase64 { field, .. } => format!("the base64 of {field} lacks its padding"),
        ConfigFault::FileAndData { field } => format!("{field} is given as a file and inline"),
        ConfigFault::EmptyData { field } => format!("{field} is empty"),
        ConfigFault::NotAscii { field, .. } => format!("{field} holds more than ASCII"),
        ConfigFault::NamedFileAbsent { field, path } => format!("{field}: cannot read {path}"),
        ConfigFault::TokenWithLineEnd => {
            "the token ends in a line end, which no HTTP header can hold".to_owned()
        }
        ConfigFault::BadServer => "the server's URL is not understood".to_owned(),
        ConfigFault::ExecVersion { version } => format!("exec version {version} is not known"),
        ConfigFault::ExecWithoutMode => "exec has no interactiveMode".to_owned(),
        ConfigFault::ExecAbsent { command } => {
            format!("the exec plugin {command} is not where this client looks for it")
        }
        ConfigFault::AuthProvider => "auth-provider is not supported".to_owned(),
        ConfigFault::NotAJwt => "the id-token is not a JWT".to_owned(),
        ConfigFault::GroupsWithoutUser => "as-groups needs as".to_owned(),
        ConfigFault::InsecureWithCa => "a CA is beside insecure-skip-tls-verify".to_owned(),
    }
}

/// What a client passes over, with what follows from it.
pub const fn of_ignored(ignored: Ignored) -> &'static str {
    match ignored {
        Ignored::Impersonation => "ignores as and as-groups: it acts as the real user",
        Ignored::ImpersonationDetails => "ignores as-groups and as-user-extra",
        Ignored::ServerName => "ignores tls-server-name",
        Ignored::Proxy => "ignores proxy-url",
        Ignored::TokenFile => "ignores tokenFile",
        Ignored::Plugin => "ignores exec",
        Ignored::Insecure => "ignores insecure-skip-tls-verify",
        Ignored::Ca => "ignores the CA",
    }
}
