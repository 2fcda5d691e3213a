//! What a client prints of a kubeconfig that it does not take.

use super::super::client::ClientName;
use super::super::kubeconfig::{Base64Fault, ConfigFault, EntryKind, Sources};

/// The innermost text; `None` where the client's words are not known. A value that may be secret is in none of them.
pub(in crate::clients) fn refusal(
    client: ClientName,
    fault: &ConfigFault,
    sources: &Sources,
) -> Option<String> {
    match client {
        ClientName::Python | ClientName::Python312 | ClientName::Asyncio => {
            kubernetes(client, fault, sources)
        }
        ClientName::Kopf | ClientName::Kr8s => plain_python(client, fault),
        ClientName::Lightkube => lightkube(fault),
        ClientName::Node | ClientName::Node20 => node(fault),
        ClientName::KubeRs => kube_rs(fault),
        ClientName::Java => java(fault),
        ClientName::Fabric8 => fabric8(fault),
        ClientName::Kubectl | ClientName::Curl | ClientName::GnuTls => None,
    }
}

fn kubernetes(client: ClientName, fault: &ConfigFault, sources: &Sources) -> Option<String> {
    let asyncio = client == ClientName::Asyncio;
    match fault {
        ConfigFault::NotThere { kind, name } => {
            let file = sources.documents.first()?;
            Some(format!(
                "Invalid kube-config file. Expected object with name {name} in {}/{}s list",
                file.path,
                kind.as_str()
            ))
        }
        ConfigFault::NamedFileAbsent { path, .. } => {
            let verb = if asyncio { "exists" } else { "exist" };
            Some(format!("File does not {verb}: {path}"))
        }
        ConfigFault::NoUser if asyncio => {
            Some("argument of type 'NoneType' is not iterable".to_owned())
        }
        ConfigFault::TokenWithLineEnd if asyncio => Some(
            "Forbidden control character detected in headers. Potential header injection attack."
                .to_owned(),
        ),
        ConfigFault::TokenWithLineEnd => Some("Invalid header value".to_owned()),
        ConfigFault::BadServer => Some("Failed to parse".to_owned()),
        ConfigFault::NotAJwt => {
            Some("oidc: JWT tokens should contain 3 period-delimited parts".to_owned())
        }
        fault => plain_python(client, fault),
    }
}

fn plain_python(client: ClientName, fault: &ConfigFault) -> Option<String> {
    Some(match fault {
        ConfigFault::BadBase64 {
            fault: Base64Fault::Padding,
            ..
        } => "Incorrect padding".to_owned(),
        ConfigFault::NotAscii { byte, offset, .. } => format!(
            "'ascii' codec can't decode byte 0x{byte:02x} in position {offset}: ordinal not in range(128)"
        ),
        ConfigFault::FileAndData { .. } => "Both CA path & data are set. Need only one.".to_owned(),
        ConfigFault::EmptyData { .. } if client == ClientName::Kr8s => {
            "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found (_ssl.c:4168)"
                .to_owned()
        }
        ConfigFault::EmptyData { .. } => "Empty certificate data".to_owned(),
        ConfigFault::NoUser => "'user'".to_owned(),
        ConfigFault::NoCurrentContext => "'current-context'".to_owned(),
        ConfigFault::FileAbsent { path } => {
            format!("[Errno 2] No such file or directory: '{path}'")
        }
        ConfigFault::NamedFileAbsent { .. } => "[Errno 2] No such file or directory".to_owned(),
        ConfigFault::ExecAbsent { command } => {
            format!("[Errno 2] No such file or directory: '{command}'")
        }
        ConfigFault::TokenWithLineEnd => {
            "Forbidden control character detected in headers. Potential header injection attack."
                .to_owned()
        }
        _ => return None,
    })
}

fn lightkube(fault: &ConfigFault) -> Option<String> {
    Some(match fault {
        ConfigFault::ListNotKnown { list } => format!("Configuration file {list} not found"),
        ConfigFault::NoUser => "Missing user".to_owned(),
        ConfigFault::AuthProvider => "auth-provider not supported".to_owned(),
        ConfigFault::ExecVersion { version } => {
            format!("auth exec api version {version} not implemented")
        }
        ConfigFault::TokenWithLineEnd => "Illegal header value".to_owned(),
        ConfigFault::WrongType { field } => match *field {
            "insecure-skip-tls-verify" => format!("Expected `bool`, got `str` - at `$.{field}`"),
            "namespace" => format!("Expected `str | null`, got `int` - at `$.{field}`"),
            _ => "Expected `str`, got `int`".to_owned(),
        },
        fault => return plain_python(ClientName::Lightkube, fault),
    })
}

fn node(fault: &ConfigFault) -> Option<String> {
    Some(match fault {
        ConfigFault::NoCurrentContext | ConfigFault::NotThere { .. } => {
            "No active cluster!".to_owned()
        }
        ConfigFault::NoServer => "server is missing".to_owned(),
        ConfigFault::NameTwice {
            kind: EntryKind::Cluster,
            name,
        } => format!("Duplicate cluster: {name}"),
        ConfigFault::FileAbsent { path } | ConfigFault::NamedFileAbsent { path, .. } => {
            format!("ENOENT: no such file or directory, open '{path}'")
        }
        ConfigFault::ExecAbsent { command } => format!("spawn {command} ENOENT"),
        ConfigFault::TokenWithLineEnd => "is not a legal HTTP header value".to_owned(),
        _ => return None,
    })
}

fn kube_rs(fault: &ConfigFault) -> Option<String> {
    Some(match fault {
        ConfigFault::BadBase64 {
            fault: Base64Fault::Symbol { byte, offset },
            ..
        } => format!("Invalid symbol {byte}, offset {offset}."),
        ConfigFault::BadBase64 { .. } => "Invalid padding".to_owned(),
        ConfigFault::FileAbsent { .. } | ConfigFault::NamedFileAbsent { .. } => {
            "No such file or directory (os error 2)".to_owned()
        }
        ConfigFault::NoCurrentContext => "failed to determine current context".to_owned(),
        ConfigFault::NotThere {
            kind: EntryKind::Context,
            name,
        } => format!("failed to load current context: {name}"),
        ConfigFault::NotThere {
            kind: EntryKind::Cluster,
            name,
        } => format!("failed to load the cluster of context: {name}"),
        ConfigFault::BadServer => "invalid uri character".to_owned(),
        ConfigFault::TokenWithLineEnd => "failed to parse header value".to_owned(),
        _ => return None,
    })
}

fn java(fault: &ConfigFault) -> Option<String> {
    Some(match fault {
        ConfigFault::NoCurrentContext | ConfigFault::NotThere { .. } => {
            "No server in kubeconfig".to_owned()
        }
        ConfigFault::EmptyData { .. } => {
            "expected non-empty set of trusted certificates".to_owned()
        }
        ConfigFault::TokenWithLineEnd => "Unexpected char 0x0a".to_owned(),
        _ => return None,
    })
}

fn fabric8(fault: &ConfigFault) -> Option<String> {
    match fault {
        ConfigFault::TokenWithLineEnd => Some("a header value must not end with".to_owned()),
        ConfigFault::NoServer => Some("\"masterUrl\" is null".to_owned()),
        _ => None,
    }
}
