//! A pair of kubeconfig and server files in good health, and everything about it that a fault can change.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use certgraph::assemble::ServerFlags;

use crate::pki::{Key, Name, Pair, Template, name};

/// What a fault does to a template.
type Touch = fn(Template) -> Template;

/// Client and server with a PKI each: root, issuing CA, leaf.
pub(crate) struct Plan {
    pub(crate) server: Branch,
    pub(crate) client: Branch,
    pub(crate) kubeconfig: Kubeconfig,
    pub(crate) files: ServerFiles,
}

/// One PKI, and what the other side has of it.
pub(crate) struct Branch {
    pub(crate) root: Issued,
    pub(crate) issuing: Issued,
    pub(crate) leaf: Issued,
    /// Which root the other side trusts.
    pub(crate) trusted: Trusted,
    /// Whether the issuing CA is sent along.
    pub(crate) sends_issuing: bool,
    /// The leaf is issued by whom the other side trusts.
    pub(crate) by_trusted: bool,
    /// What stands where the certificate and its key belong.
    pub(crate) pair: PairText,
}

/// A certificate to be.
pub(crate) struct Issued {
    make: fn(Name) -> Template,
    pub(crate) subject: Name,
    /// The names of a serving certificate.
    pub(crate) names: bool,
    /// Further names and addresses.
    pub(crate) more_names: Vec<String>,
    pub(crate) changes: Vec<Touch>,
}

/// The root that the other side holds.
pub(crate) enum Trusted {
    Own,
    /// One of another name.
    Other,
    /// One of the same name with another key.
    Replaced,
}

/// A certificate text and a key text.
pub(crate) enum PairText {
    Good,
    OtherKey,
    Swapped,
    Encrypted,
    NoCertificate,
    UnusableKey,
}

/// How a text stands in the kubeconfig.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Inline,
    File,
    /// In a file and inline.
    Both,
    /// Inline, with a character that is not base64.
    BadBase64,
    /// In a file that is not there.
    NoSuchFile,
    Absent,
}

/// The kubeconfig, beside certificates and keys.
pub(crate) struct Kubeconfig {
    pub(crate) authority: Form,
    /// Another text in place of the CA certificates.
    pub(crate) authority_text: Option<String>,
    pub(crate) certificate: Form,
    pub(crate) key: Form,
    pub(crate) current_context: &'static str,
    pub(crate) context_cluster: &'static str,
    pub(crate) context_user: &'static str,
    pub(crate) url: &'static str,
    /// Further fields, in YAML.
    pub(crate) cluster: Vec<(&'static str, &'static str)>,
    pub(crate) user: Vec<(&'static str, &'static str)>,
    /// Lines at the end of the list of users.
    pub(crate) more_users: &'static str,
}

/// kube-apiserver's files, beside its certificate and key.
pub(crate) struct ServerFiles {
    pub(crate) client_ca: bool,
    /// What stands in the client CA file after its certificates, or in their place.
    pub(crate) client_ca_tail: String,
    pub(crate) client_ca_empty: bool,
    pub(crate) tokens: Option<&'static str>,
    /// Whether `--requestheader-allowed-names` is given.
    pub(crate) allowed_names: bool,
    /// The CA for users is the one for the front proxy too.
    pub(crate) overlap: bool,
}

/// The keys of all scenes, made once.
pub(crate) struct Keys {
    server: [Key; 3],
    client: [Key; 3],
    other: Key,
}

impl Keys {
    pub(crate) fn new() -> Self {
        let three = || [Key::p256(), Key::p256(), Key::p256()];
        Self {
            server: three(),
            client: three(),
            other: Key::p256(),
        }
    }
}

impl Plan {
    /// Everything in good health.
    pub(crate) fn new() -> Self {
        Self {
            server: Branch {
                leaf: Issued {
                    names: true,
                    ..Issued::new(
                        Template::server,
                        &[("O", "servers"), ("CN", "kube-apiserver")],
                    )
                },
                ..Branch::new("Server")
            },
            client: Branch {
                leaf: Issued::new(Template::client, &[("O", "developers"), ("CN", "alice")]),
                ..Branch::new("Client")
            },
            kubeconfig: Kubeconfig {
                authority: Form::Inline,
                authority_text: None,
                certificate: Form::Inline,
                key: Form::Inline,
                current_context: "alice@prod",
                context_cluster: "prod",
                context_user: "alice",
                url: "https://10.0.0.10:6443",
                cluster: Vec::new(),
                user: Vec::new(),
                more_users: "",
            },
            files: ServerFiles {
                client_ca: true,
                client_ca_tail: String::new(),
                client_ca_empty: false,
                tokens: None,
                allowed_names: false,
                overlap: false,
            },
        }
    }

    /// Writes everything, the kubeconfig as `kubeconfig`.
    pub(crate) fn write_all(&self, folder: &Path, keys: &Keys) {
        let (_, kubeconfig) = self.write(folder, keys);
        std::fs::write(folder.join("kubeconfig"), kubeconfig).unwrap();
    }

    /// Writes what its owner has besides: the CA that signed the serving certificate, and the client's pair.
    pub(crate) fn write_at_hand(&self, folder: &Path, keys: &Keys) {
        let server = self.server.issue(&keys.server, &keys.other);
        let mut client = Self::new().client;
        client.leaf.make = self.client.leaf.make;
        let pair = client.issue(&keys.client, &keys.other);
        // Whose key the check asks for: the CA above the last certificate that is sent.
        let issuer = match self.server.pair {
            PairText::Swapped => &server.issuing,
            _ => &server.root,
        };
        for (file, text) in [
            ("ca.crt", issuer),
            ("client.crt", &pair.certificate),
            ("client.key", &pair.key),
        ] {
            std::fs::write(folder.join(file), text).unwrap();
        }
    }

    /// The server's flags for someone who stands in the folder.
    pub(crate) fn arguments(&self) -> Vec<&'static str> {
        let mut flags = vec![
            "--tls-cert-file=apiserver.crt",
            "--tls-private-key-file=apiserver.key",
        ];
        if self.files.client_ca {
            flags.push("--client-ca-file=client-ca.crt");
        }
        if self.files.client_ca && self.files.overlap {
            flags.push("--requestheader-client-ca-file=client-ca.crt");
        }
        if self.files.allowed_names {
            flags.push("--requestheader-allowed-names=front-proxy-client");
        }
        if self.files.tokens.is_some() {
            flags.push("--token-auth-file=tokens.csv");
        }
        flags
    }

    /// Writes the server's files, and those that the kubeconfig names, and gives flags and kubeconfig.
    pub(crate) fn write(&self, folder: &Path, keys: &Keys) -> (ServerFlags, String) {
        let server = self.server.issue(&keys.server, &keys.other);
        let client = self.client.issue(&keys.client, &keys.other);
        let put = |file: &str, content: &str| -> PathBuf {
            let path = folder.join(file);
            std::fs::write(&path, content).unwrap();
            path
        };

        // An intermediate that is not sent is at hand where the other direction's CAs are.
        let mut client_ca = client.trusted.clone();
        if !self.server.sends_issuing {
            client_ca += &server.issuing;
        }
        client_ca += &self.files.client_ca_tail;
        if self.files.client_ca_empty {
            client_ca.clear();
        }
        let mut authority = server.trusted.clone();
        if !self.client.sends_issuing {
            authority += &client.issuing;
        }
        let authority = self
            .kubeconfig
            .authority_text
            .as_ref()
            .unwrap_or(&authority);

        let client_ca = self
            .files
            .client_ca
            .then(|| put("client-ca.crt", &client_ca));
        let flags = ServerFlags {
            client_ca_file: client_ca.clone(),
            tls_cert_file: Some(put("apiserver.crt", &server.certificate)),
            tls_private_key_file: Some(put("apiserver.key", &server.key)),
            token_auth_file: self.files.tokens.map(|lines| put("tokens.csv", lines)),
            requestheader_client_ca_file: client_ca.filter(|_| self.files.overlap),
            ..ServerFlags::default()
        };

        let kubeconfig = &self.kubeconfig;
        let mut cluster = vec![("server", kubeconfig.url.to_owned())];
        let mut user = Vec::new();
        let texts = [
            ("certificate-authority", kubeconfig.authority, authority),
            (
                "client-certificate",
                kubeconfig.certificate,
                &client.certificate,
            ),
            ("client-key", kubeconfig.key, &client.key),
        ];
        for (field, form, text) in texts {
            let fields = if field == "certificate-authority" {
                &mut cluster
            } else {
                &mut user
            };
            let data = match field {
                "certificate-authority" => "certificate-authority-data",
                "client-certificate" => "client-certificate-data",
                _ => "client-key-data",
            };
            if matches!(form, Form::File | Form::Both) {
                put(field, text);
                fields.push((field, field.to_owned()));
            }
            if form == Form::NoSuchFile {
                fields.push((field, format!("{field}-of-yesterday")));
            }
            if matches!(form, Form::Inline | Form::Both) {
                fields.push((data, base64(text)));
            }
            if form == Form::BadBase64 {
                fields.push((data, format!("\"{}*\"", base64(text))));
            }
        }
        let more = |fields: &[(&'static str, &'static str)]| -> Vec<_> {
            fields
                .iter()
                .map(|(field, value)| (*field, (*value).to_owned()))
                .collect()
        };
        cluster.extend(more(&kubeconfig.cluster));
        user.extend(more(&kubeconfig.user));
        (flags, kubeconfig.yaml(&cluster, &user))
    }
}

impl Kubeconfig {
    fn yaml(&self, cluster: &[(&str, String)], user: &[(&str, String)]) -> String {
        let mut yaml = String::from("apiVersion: v1\nkind: Config\n");
        let lines = |fields: &[(&str, String)]| -> String {
            match fields {
                [] => " {}\n".to_owned(),
                fields => fields.iter().fold("\n".to_owned(), |text, (field, value)| {
                    let space = if value.starts_with('\n') { "" } else { " " };
                    text + &format!("    {field}:{space}{value}\n")
                }),
            }
        };
        let (cluster, user) = (lines(cluster), lines(user));
        let Self {
            current_context,
            context_cluster,
            context_user,
            more_users,
            ..
        } = self;
        write!(
            yaml,
            "clusters:\n- name: prod\n  cluster:{cluster}\
             contexts:\n- name: alice@prod\n  context:\n    cluster: {context_cluster}\n    user: {context_user}\n\
             current-context: {current_context}\n\
             users:\n- name: alice\n  user:{user}{more_users}"
        )
        .unwrap();
        yaml
    }
}

/// What a branch comes to, in PEM.
struct Texts {
    /// The chain that is sent, or what stands in its place.
    certificate: String,
    key: String,
    issuing: String,
    root: String,
    /// The root that the other side trusts.
    trusted: String,
}

impl Branch {
    fn new(whose: &str) -> Self {
        let subject = |role: &str| name(&[("O", &format!("{whose} {role}")), ("CN", "kubernetes")]);
        let ca = |role: &str| Issued {
            make: Template::ca,
            subject: subject(role),
            names: false,
            more_names: Vec::new(),
            changes: Vec::new(),
        };
        Self {
            root: ca("root"),
            issuing: ca("issuing CA"),
            leaf: ca("leaf"),
            trusted: Trusted::Own,
            sends_issuing: true,
            by_trusted: false,
            pair: PairText::Good,
        }
    }

    fn issue(&self, [root_key, issuing_key, leaf_key]: &[Key; 3], other: &Key) -> Texts {
        let root = self.root.template().self_signed(root_key);
        let issuing = root.issue(&self.issuing.template(), issuing_key);
        let leaf = issuing.issue(&self.leaf.template(), leaf_key);
        let trusted: Pair = match self.trusted {
            Trusted::Own => root.clone(),
            Trusted::Other => Template::ca("minikubeCA").self_signed(other),
            Trusted::Replaced => self.root.template().self_signed(other),
        };
        let leaf = if self.by_trusted {
            trusted.issue(&self.leaf.template(), leaf_key)
        } else {
            leaf
        };
        let mut chain = leaf.pem();
        if self.sends_issuing && !self.by_trusted {
            chain += &issuing.pem();
        }
        let (certificate, key) = match self.pair {
            PairText::Good => (chain, leaf_key.pem()),
            PairText::OtherKey => (chain, other.pem()),
            PairText::Swapped => (leaf_key.pem(), leaf.pem()),
            PairText::Encrypted => (
                chain,
                crate::pki::pem("ENCRYPTED PRIVATE KEY", b"what only the passphrase opens"),
            ),
            PairText::NoCertificate => (
                crate::pki::pem("CERTIFICATE REQUEST", b"a request would stand here"),
                leaf_key.pem(),
            ),
            PairText::UnusableKey => (
                chain,
                crate::pki::pem("PRIVATE KEY", &[0x30, 0x03, 0x02, 0x01, 0x00]),
            ),
        };
        Texts {
            certificate,
            key,
            issuing: issuing.pem(),
            root: root.pem(),
            trusted: trusted.pem(),
        }
    }
}

impl Issued {
    fn new(make: fn(Name) -> Template, subject: &[(&str, &str)]) -> Self {
        Self {
            make,
            subject: name(subject),
            names: false,
            more_names: Vec::new(),
            changes: Vec::new(),
        }
    }

    fn template(&self) -> Template {
        let mut template = (self.make)(self.subject.clone());
        if self.names {
            template = template
                .dns("kubernetes")
                .dns("kubernetes.default.svc")
                .ip("10.0.0.10");
        }
        for name in &self.more_names {
            template = match name.parse::<std::net::IpAddr>() {
                Ok(_) => template.ip(name),
                Err(_) => template.dns(name),
            };
        }
        self.changes
            .iter()
            .fold(template, |template, change| change(template))
    }
}

/// As Go takes it: one line, padded.
fn base64(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}
