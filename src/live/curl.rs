//! The same request by curl, with file names in the place of secrets.

use super::credentials::Credentials;
use crate::connection::{Client, Trust};
use crate::ground::location::Location;
use crate::ground::shell;
use crate::source::endpoint::{Proxy, Target};

/// The command, piece by piece; none where it could not be run as it is printed.
pub(crate) fn curl(
    client: &Client,
    target: &Target,
    prefix: &str,
    proxy: Option<&Proxy>,
    credentials: &Credentials,
) -> Option<Vec<String>> {
    let mut command = vec!["curl".to_owned()];
    let mut option = |name: &str, value: &str| {
        command.push(format!("{name} {}", shell::quote(value)?));
        Some(())
    };
    if let Trust::Bundle(bundle) = &client.trust {
        option("--cacert", &file(&bundle.location, "ca.crt"))?;
    }
    if let Some((certificate, key)) = &credentials.files {
        option("--cert", certificate)?;
        option("--key", key)?;
    }
    if credentials.token.is_some() {
        option("--header", "@authorization.header")?;
    }
    if let Some(proxy) = proxy {
        option("--proxy", &proxy.shown)?;
    }
    let name = target.server_name.trim_matches(['[', ']']);
    let port = target.port;
    let authority = if name == target.host {
        target.authority()
    } else {
        let host = target.authority();
        option("--connect-to", &format!("{name}:{port}:{host}"))?;
        format!("{name}:{port}")
    };
    command.push(shell::quote(&format!(
        "https://{authority}{prefix}/version"
    ))?);
    Some(command)
}

/// The file that a field names, or one to write the field's own bytes to.
pub(crate) fn file(location: &Location, inline: &str) -> String {
    if location.field.is_some() {
        inline.to_owned()
    } else {
        location.file.to_string()
    }
}
