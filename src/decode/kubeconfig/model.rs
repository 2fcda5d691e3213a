//! What a kubeconfig says, field by field. No type here prints what may be secret.

use std::fmt;

use zeroize::Zeroizing;

use crate::golang::url::{GoUrl, UrlRules};
use crate::ground::location::Location;
use crate::ground::secret::Secret;

/// A value and the field it stands in.
#[derive(Clone, Debug)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// The field: file, path inside it, line of its name.
    pub location: Location,
}

/// One file.
#[derive(Clone, Default)]
pub struct KubeconfigFile {
    /// In order.
    pub clusters: Vec<Cluster>,
    /// In order.
    pub users: Vec<User>,
    /// In order.
    pub contexts: Vec<Context>,
    /// Unless empty.
    pub current_context: Option<Field<String>>,
}

/// What kubectl takes the merged files for. Entries stand in the order of files and of lists; names are unique.
#[derive(Clone, Default)]
pub struct Kubeconfig {
    /// The first file that defines a name wins.
    pub clusters: Vec<Cluster>,
    /// The first file that defines a name wins.
    pub users: Vec<User>,
    /// The first file that defines a name wins.
    pub contexts: Vec<Context>,
    /// The first file that sets it wins.
    pub current_context: Option<Field<String>>,
}

/// A server and how to trust it.
#[derive(Clone)]
pub struct Cluster {
    /// `name`; empty if it has none.
    pub name: String,
    /// The entry, `clusters[0]`.
    pub location: Location,
    /// `server`
    pub server: Option<Field<UrlText>>,
    /// `tls-server-name`
    pub tls_server_name: Option<Field<String>>,
    /// `insecure-skip-tls-verify`, if true.
    pub insecure_skip_tls_verify: Option<Field<bool>>,
    /// `certificate-authority`
    pub certificate_authority: Option<Field<FilePath>>,
    /// `certificate-authority-data`, decoded.
    pub certificate_authority_data: Option<Field<Data>>,
    /// `proxy-url`
    pub proxy_url: Option<Field<UrlText>>,
    /// `disable-compression`
    pub disable_compression: bool,
}

/// Credentials.
#[derive(Clone)]
pub struct User {
    /// `name`; empty if it has none.
    pub name: String,
    /// The entry, `users[0]`.
    pub location: Location,
    /// `client-certificate`
    pub client_certificate: Option<Field<FilePath>>,
    /// `client-certificate-data`, decoded.
    pub client_certificate_data: Option<Field<Data>>,
    /// `client-key`
    pub client_key: Option<Field<FilePath>>,
    /// `client-key-data`, decoded.
    pub client_key_data: Option<Field<Secret>>,
    /// `token`
    pub token: Option<Field<Secret>>,
    /// `tokenFile`
    pub token_file: Option<Field<FilePath>>,
    /// `as`
    pub impersonate: Option<Field<String>>,
    /// Which of `as-uid`, `as-groups` and `as-user-extra` are set.
    pub impersonate_details: Vec<Field<&'static str>>,
    /// `username`
    pub username: Option<Field<String>>,
    /// `password`
    pub password: Option<Field<Secret>>,
    /// `auth-provider`
    pub auth_provider: Option<Field<AuthProvider>>,
    /// `exec`
    pub exec: Option<Field<Exec>>,
}

/// `auth-provider`, without its values.
#[derive(Clone, Debug, Default)]
pub struct AuthProvider {
    /// `name`
    pub name: String,
    /// The names of the settings that are not empty, sorted.
    pub settings: Vec<String>,
}

/// `exec`: a credential plugin. The values of its environment and its arguments are not kept, since they hold secrets; but
/// for those that name a cluster.
#[derive(Clone, Debug, Default)]
pub struct Exec {
    /// `command`; resolved against the file's directory if it has a slash.
    pub command: FilePath,
    /// How many arguments it has.
    pub arguments: usize,
    /// The values of arguments that name a cluster and its place, by the name of the option (`--region`).
    pub cluster_options: Vec<(&'static str, String)>,
    /// The names of its environment variables, in order.
    pub env: Vec<Field<String>>,
    /// `apiVersion`
    pub api_version: String,
    /// `installHint`
    pub install_hint: String,
    /// `provideClusterInfo`
    pub provide_cluster_info: bool,
    /// `interactiveMode`, `IfAvailable` where an older version leaves it out.
    pub interactive_mode: String,
}

/// Which user talks to which cluster.
#[derive(Clone, Debug)]
pub struct Context {
    /// `name`; empty if it has none.
    pub name: String,
    /// The entry, `contexts[0]`.
    pub location: Location,
    /// `cluster`
    pub cluster: Option<Field<String>>,
    /// `user`
    pub user: Option<Field<String>>,
    /// `namespace`
    pub namespace: Option<Field<String>>,
}

/// A path in a kubeconfig.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilePath {
    /// As it is written.
    pub written: String,
    /// As kubectl opens it: against the directory of the file that it stands in.
    pub resolved: String,
}

/// What a `*-data` field of certificates decodes to. Someone may have put a key there, so it is not printed either.
#[derive(Clone, PartialEq, Eq)]
pub struct Data(Zeroizing<Vec<u8>>);

impl Data {
    /// Takes the bytes over.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, to be taken for PEM.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// A URL as written. It may hold a user name and a password, which are elided wherever it is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct UrlText(Zeroizing<String>);

impl UrlText {
    /// Takes any text.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text with its secrets, to be parsed.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }

    /// The same place by TLS: `https` for `http`, or in front where there is no scheme; none for another scheme.
    #[must_use]
    pub fn with_tls(&self) -> Option<Self> {
        let text = self.expose();
        let rest = match text.split_once("://") {
            Some((scheme, rest)) => scheme.eq_ignore_ascii_case("http").then_some(rest)?,
            None => text,
        };
        Some(Self::new(format!("https://{rest}")))
    }

    /// Whether `shown` leaves nothing out.
    pub fn is_shown_whole(&self) -> bool {
        self.shown() == self.expose()
    }

    /// The text with `[…]` for user information, or for what may be meant as such, and for a query.
    pub fn shown(&self) -> String {
        let text = self.0.as_str();
        if GoUrl::parse(text, UrlRules::LENIENT)
            .is_ok_and(|url| !url.has_user && !url.host.is_empty())
        {
            return without_query(text);
        }
        let start = text.find("//").map_or(0, |at| at + 2);
        let (head, rest) = text.split_at(start);
        match rest.rsplit_once('@') {
            Some((_, host)) => format!("{head}[…]@{}", without_query(host)),
            None => without_query(text),
        }
    }
}

/// kubectl sends no query of a server's URL anywhere, but people put tokens there.
fn without_query(text: &str) -> String {
    match text
        .find(['?', '#'])
        .and_then(|at| text.split_at_checked(at + 1))
    {
        Some((before, after)) if !after.is_empty() => format!("{before}[…]"),
        Some(_) | None => text.to_owned(),
    }
}

impl fmt::Display for UrlText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

impl fmt::Debug for UrlText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.shown(), f)
    }
}

impl Cluster {
    pub(super) fn empty(name: String, location: Location) -> Self {
        Self {
            name,
            location,
            server: None,
            tls_server_name: None,
            insecure_skip_tls_verify: None,
            certificate_authority: None,
            certificate_authority_data: None,
            proxy_url: None,
            disable_compression: false,
        }
    }

    /// A CA in a file or inline.
    pub fn has_certificate_authority(&self) -> bool {
        self.certificate_authority.is_some() || self.certificate_authority_data.is_some()
    }
}

impl User {
    pub(super) fn empty(name: String, location: Location) -> Self {
        Self {
            name,
            location,
            client_certificate: None,
            client_certificate_data: None,
            client_key: None,
            client_key_data: None,
            token: None,
            token_file: None,
            impersonate: None,
            impersonate_details: Vec::new(),
            username: None,
            password: None,
            auth_provider: None,
            exec: None,
        }
    }

    /// A client certificate in a file or inline.
    pub fn has_client_certificate(&self) -> bool {
        self.client_certificate.is_some() || self.client_certificate_data.is_some()
    }
}

impl Context {
    pub(super) fn empty(name: String, location: Location) -> Self {
        Self {
            name,
            location,
            cluster: None,
            user: None,
            namespace: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elides_user_information() {
        for (text, shown) in [
            ("https://u:p@h:1/x?y", "https://[…]@h:1/x?[…]"),
            ("https://h:1/?token=t", "https://h:1/?[…]"),
            ("https://h:1/a@b", "https://h:1/a@b"),
            ("u:p@h", "[…]@h"),
            ("https://a@b@c", "https://[…]@c"),
            ("https://u:p/w@h", "https://[…]@h"),
        ] {
            assert_eq!(UrlText::new(text.to_owned()).shown(), shown);
        }
        assert_eq!(format!("{:?}", Data::new(vec![0; 3])), "3 bytes");
    }
}
