//! What a client takes from the cluster and the user that it chose.

use crate::ground::path::Shown as _;

use super::content::{Opener, Pair, Surroundings};
use super::document::{Mapping, Scalar};
use super::fault::ConfigFault;
use super::ignored::Ignored;
use super::rules::{
    ConfigRules, Exec, Impersonation, Oidc, Proxy, ServerSpaces, Switch, TokenFile, UpperScheme,
};
use super::select::{Chosen, Sources, select};
use crate::ground::secret::Secret;
use crate::source::Limit;

/// A connection as a client would make it.
pub struct Effective {
    /// The server's URL; `None` where the client goes to an address of its own.
    pub server: Option<String>,
    /// The name that is checked instead of the URL's host.
    pub server_name: Option<String>,
    /// The CA bundle; `None`: the roots of the machine.
    pub ca: Option<Vec<u8>>,
    /// A CA, or that none is needed, is configured, and the client passes over it.
    pub ignored_ca: bool,
    /// Whether the server is not verified at all.
    pub insecure: bool,
    /// The client's certificate.
    pub certificate: Option<Vec<u8>>,
    /// Its key.
    pub key: Option<Secret>,
    /// Whether certificate and key come from one file.
    pub combined: bool,
    /// The bearer token.
    pub token: Option<Secret>,
    /// Whether a plugin decides what is sent.
    pub plugin: bool,
    /// What the client passes over, for a person to know.
    pub ignored: Vec<Ignored>,
    /// `HTTPS_PROXY` is in between, and kubectl does not use it.
    pub proxied_alone: bool,
}

/// Reads a kubeconfig as a client does.
///
/// # Errors
/// Why the client gives up before it connects.
pub fn read(
    sources: &Sources,
    rules: &ConfigRules,
    surroundings: &Surroundings<'_>,
) -> Result<Effective, ConfigFault> {
    let selection = select(sources, rules)?;
    let mut reader = Reader {
        rules,
        surroundings,
        opener: Opener {
            rules,
            surroundings,
        },
        ignored: Vec::new(),
    };
    let mut effective = Effective {
        server: None,
        server_name: None,
        ca: None,
        ignored_ca: false,
        insecure: false,
        certificate: None,
        key: None,
        combined: false,
        token: None,
        plugin: false,
        ignored: Vec::new(),
        proxied_alone: false,
    };
    if let Some(cluster) = selection.cluster {
        reader.cluster(cluster, selection.drops_cluster, &mut effective)?;
    }
    if let Some(user) = selection.user {
        reader.user(user, &mut effective)?;
    }
    let counts = |ignored: &Ignored| matches!(ignored, Ignored::Ca | Ignored::Insecure);
    effective.ignored_ca = reader.ignored.iter().any(counts);
    effective.ignored = reader.ignored;
    Ok(effective)
}

struct Reader<'a> {
    rules: &'a ConfigRules,
    surroundings: &'a Surroundings<'a>,
    opener: Opener<'a>,
    ignored: Vec<Ignored>,
}

impl Reader<'_> {
    fn cluster(
        &mut self,
        cluster: Chosen<'_>,
        dropped: bool,
        effective: &mut Effective,
    ) -> Result<(), ConfigFault> {
        let fields = cluster.fields;
        let server = fields.filled("server")?.ok_or(ConfigFault::NoServer)?;
        let trimmed = server.trim_ascii();
        if trimmed.len() != server.len() && self.rules.server_spaces == ServerSpaces::Refused {
            return Err(ConfigFault::BadServer);
        }
        effective.server = Some(trimmed.to_owned());
        if dropped {
            self.ignored.push(Ignored::Ca);
            return Ok(());
        }
        let name = fields.filled("tls-server-name")?;
        if self.rules.server_name {
            effective.server_name = name.map(str::to_owned);
        } else if name.is_some() {
            self.ignored.push(Ignored::ServerName);
        }
        self.proxy(fields, trimmed, effective)?;
        effective.insecure = self.insecure(fields)?;
        let ca = self.opener.content(
            cluster,
            Pair {
                file: "certificate-authority",
                data: "certificate-authority-data",
                both: self.rules.both_ca,
            },
        )?;
        if effective.insecure && ca.is_some() && self.rules.insecure_with_ca_refused {
            return Err(ConfigFault::InsecureWithCa);
        }
        effective.ca = ca.map(|content| content.bytes);
        // Empty data are taken for no CA at all.
        if effective.ca.as_ref().is_some_and(Vec::is_empty)
            && fields.has("certificate-authority-data")
        {
            effective.ca = None;
            self.ignored.push(Ignored::Ca);
        }
        let upper = !trimmed.starts_with("https:")
            && trimmed
                .get(..6)
                .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"));
        match self.rules.upper_scheme {
            UpperScheme::Refused if upper => return Err(ConfigFault::BadServer),
            UpperScheme::WithoutCa if upper => {
                effective.ca = None;
                self.ignored.push(Ignored::Ca);
            }
            UpperScheme::Fine | UpperScheme::WithoutCa | UpperScheme::Refused => {}
        }
        Ok(())
    }

    fn proxy(
        &mut self,
        fields: Mapping<'_>,
        server: &str,
        effective: &mut Effective,
    ) -> Result<(), ConfigFault> {
        let written = fields.filled("proxy-url")?.is_some();
        if written && self.rules.proxy == Proxy::Ignored {
            self.ignored.push(Ignored::Proxy);
        }
        // Go leaves loopback addresses out (net/http `useProxy`).
        let loopback = ["//127.", "//localhost", "//[::1]"]
            .iter()
            .any(|host| server.contains(host));
        effective.proxied_alone =
            self.surroundings.proxy_variable && self.rules.proxy_variable && loopback;
        Ok(())
    }

    /// `insecure-skip-tls-verify`. YAML 1.1 reads `yes` as a boolean, YAML 1.2 as a text.
    fn insecure(&mut self, fields: Mapping<'_>) -> Result<bool, ConfigFault> {
        let field = "insecure-skip-tls-verify";
        let ignored = &mut self.ignored;
        let mut by = |switch| match switch {
            Switch::On => Ok(true),
            Switch::Off => {
                ignored.push(Ignored::Insecure);
                Ok(false)
            }
            Switch::Refused => Err(ConfigFault::WrongType { field }),
        };
        match fields.scalar(field) {
            Scalar::Absent => Ok(false),
            Scalar::Bool(false) => Ok(false),
            Scalar::Word(true) => by(self.rules.insecure_yes),
            Scalar::Word(false) => Ok(false),
            Scalar::Bool(true) => Ok(true),
            Scalar::Text(text) if text.eq_ignore_ascii_case("true") => by(self.rules.insecure_text),
            Scalar::Text(_) | Scalar::Number(_) | Scalar::Other => by(self.rules.insecure_text),
        }
    }

    fn user(&mut self, user: Chosen<'_>, effective: &mut Effective) -> Result<(), ConfigFault> {
        let fields = user.fields;
        self.impersonation(fields)?;
        let certificate = self.opener.content(
            user,
            Pair {
                file: "client-certificate",
                data: "client-certificate-data",
                both: self.rules.both_client,
            },
        )?;
        let key = self.opener.content(
            user,
            Pair {
                file: "client-key",
                data: "client-key-data",
                both: self.rules.both_client,
            },
        )?;
        effective.combined = match (&certificate, &key) {
            (Some(certificate), Some(key)) => certificate.bytes == key.bytes,
            _ => false,
        };
        let has_certificate = certificate.is_some() && key.is_some();
        effective.certificate = certificate.map(|content| content.bytes);
        effective.key = key.map(|content| Secret::new(content.bytes));
        let token = self.token(user)?;
        if !(has_certificate && self.rules.certificate_alone) {
            effective.token = token;
        }
        self.provider(fields, effective)?;
        if fields.has_mapping("exec") {
            self.exec(user, has_certificate, effective)?;
        }
        if effective
            .token
            .as_ref()
            .is_some_and(|token| token.expose().contains(&b'\n'))
        {
            return Err(ConfigFault::TokenWithLineEnd);
        }
        Ok(())
    }

    fn impersonation(&mut self, fields: Mapping<'_>) -> Result<(), ConfigFault> {
        let user = fields.filled("as")?.is_some();
        let details = ["as-uid", "as-groups", "as-user-extra"]
            .iter()
            .any(|field| fields.has(field));
        match self.rules.impersonation {
            Impersonation::Sent if details && !user => {
                return Err(ConfigFault::GroupsWithoutUser);
            }
            Impersonation::Sent | Impersonation::SentAsItIs => {}
            Impersonation::UserAlone => {
                if details {
                    self.ignored.push(Ignored::ImpersonationDetails);
                }
            }
            Impersonation::Ignored => {
                if user || details {
                    self.ignored.push(Ignored::Impersonation);
                }
            }
        }
        Ok(())
    }

    fn token(&mut self, user: Chosen<'_>) -> Result<Option<Secret>, ConfigFault> {
        let fields = user.fields;
        let trims = self.rules.trims_token;
        let written = fields.filled("token")?.map(|text| {
            let text = if trims { text.trim_ascii() } else { text };
            Secret::new(text.as_bytes().to_vec())
        });
        let Some(file) = fields.filled("tokenFile")? else {
            return Ok(written);
        };
        if self.rules.token_file == TokenFile::Ignored {
            self.ignored.push(Ignored::TokenFile);
            return Ok(written);
        }
        if written.is_some() && !self.rules.token_file_first {
            return Ok(written);
        }
        let path = self.opener.path(file, user.file, self.rules.token_base);
        let secret = self
            .surroundings
            .files
            .read_secret(&path, Limit::REFERENCED)
            .map_err(|_| ConfigFault::NamedFileAbsent {
                field: "tokenFile",
                path: path.shown().to_string(),
            })?;
        Ok(Some(match self.rules.token_file {
            TokenFile::Trimmed => Secret::new(secret.expose().trim_ascii().to_vec()),
            TokenFile::Untrimmed | TokenFile::Ignored => secret,
        }))
    }

    fn provider(
        &mut self,
        fields: Mapping<'_>,
        effective: &mut Effective,
    ) -> Result<(), ConfigFault> {
        if !fields.has_mapping("auth-provider") {
            return Ok(());
        }
        let token = fields
            .mapping("auth-provider")
            .mapping("config")
            .filled("id-token")?;
        match (self.rules.oidc, token) {
            (Oidc::Refused, _) => Err(ConfigFault::AuthProvider),
            (Oidc::Jwt, Some(token)) if token.split('.').count() != 3 => Err(ConfigFault::NotAJwt),
            (Oidc::Jwt | Oidc::AsItIs, Some(token)) => {
                effective.token = Some(Secret::new(token.as_bytes().to_vec()));
                Ok(())
            }
            (Oidc::Ignored, _) | (_, None) => Ok(()),
        }
    }

    fn exec(
        &mut self,
        user: Chosen<'_>,
        has_certificate: bool,
        effective: &mut Effective,
    ) -> Result<(), ConfigFault> {
        let rules: Exec = self.rules.exec;
        let fields = user.fields.mapping("exec");
        if !rules.run {
            self.ignored.push(Ignored::Plugin);
            return Ok(());
        }
        if (rules.token_first && effective.token.is_some())
            || (rules.certificate_first && has_certificate)
        {
            return Ok(());
        }
        let version = fields.filled("apiVersion")?.unwrap_or_default();
        let known = match version.rsplit_once('/') {
            Some((_, "v1")) => rules.v1,
            Some((_, "v1alpha1")) => rules.v1alpha1,
            _ => true,
        };
        if !known {
            return Err(ConfigFault::ExecVersion {
                version: version.to_owned(),
            });
        }
        if rules.needs_mode
            && version.ends_with("/v1")
            && fields.filled("interactiveMode")?.is_none()
        {
            return Err(ConfigFault::ExecWithoutMode);
        }
        let command = fields.filled("command")?.unwrap_or_default();
        if command.contains('/') {
            let path = self.opener.path(command, user.file, rules.base);
            if self
                .surroundings
                .files
                .open(&path, Limit::REFERENCED)
                .is_err()
            {
                return Err(ConfigFault::ExecAbsent {
                    command: command.to_owned(),
                });
            }
        }
        effective.plugin = true;
        Ok(())
    }
}
