//! What the client would present to a live server.

use crate::assemble::{NamedFiles, shown_path};
use crate::connection::{Client, Credential};
use crate::decode::kubeconfig::{Field, FilePath, Flags, Loaded, assess};
use crate::decode::{bundle, pem};
use crate::golang::GoRelease;
use crate::golang::url::UrlRules;
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::ground::secret::Secret;
use crate::source::endpoint::ClientKey;
use crate::source::{Files, Limit};

/// What the client would present; read for one connection, and wiped after it.
#[derive(Default)]
pub struct Credentials {
    /// The certificate and its key.
    pub certificate: Option<ClientKey>,
    /// The token, where it is to be sent.
    pub token: Option<Secret>,
    /// The files of certificate and key, or names for what stands inline.
    pub files: Option<(String, String)>,
}

/// Reads the key of the client certificate, as nothing else here does.
pub fn credentials(
    loaded: &Loaded,
    flags: &Flags<'_>,
    files: &Files,
    client: &Client,
    send_token: bool,
) -> Credentials {
    let token = client.token.clone().filter(|_| send_token);
    if !matches!(client.credential, Credential::Chain(_)) {
        return Credentials {
            token,
            ..Credentials::default()
        };
    }
    let assessment = assess(
        &loaded.config,
        flags,
        &mut NamedFiles(files),
        UrlRules::LENIENT,
    );
    let read = || {
        let user = assessment.selection.user?;
        let text = match (&user.client_certificate_data, &user.client_certificate) {
            (Some(data), _) => data.value.bytes().to_vec(),
            (None, Some(file)) => files
                .read(&shown_path(&file.value, &file.location), Limit::REFERENCED)
                .ok()?,
            (None, None) => return None,
        };
        let key = match (&user.client_key_data, &user.client_key) {
            (Some(data), _) => data.value.clone(),
            (None, Some(file)) => files
                .read_secret(&shown_path(&file.value, &file.location), Limit::REFERENCED)
                .ok()?,
            (None, None) => return None,
        };
        let release = GoRelease::default();
        let chain = bundle::chain(&text, &Location::file(""), release);
        let block = pem::blocks(key.expose(), release.into())
            .find(|block| block.label.ends_with(b"PRIVATE KEY"))?;
        let name = |inline: bool, file: Option<&Field<FilePath>>, stand_in: &str| match file {
            Some(file) if !inline => shown_path(&file.value, &file.location).shown().to_string(),
            Some(_) | None => stand_in.to_owned(),
        };
        let files = (
            name(
                user.client_certificate_data.is_some(),
                user.client_certificate.as_ref(),
                "client.crt",
            ),
            name(
                user.client_key_data.is_some(),
                user.client_key.as_ref(),
                "client.key",
            ),
        );
        let pair = ClientKey {
            chain: chain.links.iter().map(|link| link.der().to_vec()).collect(),
            key: Secret::new(block.bytes.to_vec()),
        };
        Some((pair, files))
    };
    let (certificate, files) = read().unzip();
    Credentials {
        certificate,
        token,
        files,
    }
}
