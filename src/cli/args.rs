//! What was typed. Arguments are read here and acted on nowhere here.

use std::path::PathBuf;

use certgraph::assemble::{FlagNames, ServerFlags};
use certgraph::golang::GoRelease;
use certgraph::ground::path::Shown as _;
use certgraph::ground::secret::Secret;
use certgraph::ground::time::Timestamp;
use certgraph::programs::{Release, go_of_kubernetes};
use certgraph::render::text::Style;
use certgraph::source::{Files, Limit};
use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::terminal;

/// Options of the commands that read files and print text.
#[derive(Args)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Common {
    #[command(flatten)]
    pub judging: Judging,
    #[command(flatten)]
    pub display: Display,
    #[command(flatten)]
    pub reading: Reading,
}

/// Options of the commands that judge certificates and print text, and read little else.
#[derive(Args)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Judged {
    #[command(flatten)]
    pub judging: Judging,
    #[command(flatten)]
    pub display: Display,
    /// List the files that are read
    #[arg(long, short)]
    verbose: bool,
}

impl Judged {
    /// Lists what was read, where that is wanted.
    pub(crate) fn list(&self, files: &Files) {
        list(self.verbose, files);
    }
}

fn list(wanted: bool, files: &Files) {
    if wanted {
        for path in files.opened() {
            terminal::note(&format!("read {}", path.shown()));
        }
    }
}

/// By which clock and by whose rules.
#[derive(Args)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Judging {
    /// Evaluate at this time: RFC 3339, a date, @SECONDS since 1970, +90d from now or -3d ago [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// Apply the verification rules of this Go release, 1.25 or 1.25.5 [default: 1.27]
    #[arg(long, value_parser = go_release, value_name = "VERSION")]
    go: Option<GoRelease>,
    /// The same, by the Kubernetes release that this Go builds: 1.34 or 1.34.2
    #[arg(long, value_parser = kubernetes_release, value_name = "VERSION", conflicts_with = "go")]
    kubernetes: Option<GoRelease>,
}

/// How text is drawn.
#[derive(Args)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Display {
    /// Colour the output
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
    /// Columns of text output, 40 to 500 [default: the terminal's, 80 when there is none]
    #[arg(long, value_name = "N", value_parser = columns)]
    width: Option<usize>,
    /// Use ASCII characters only
    #[arg(long)]
    ascii: bool,
}

/// How files are read.
#[derive(Args)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Reading {
    /// List the files that are read
    #[arg(long, short)]
    verbose: bool,
    /// File of passwords for key stores, one a line; CERTGRAPH_PASSWORD in the environment holds one
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Of objects in a namespace take only those of this one
    #[arg(long, short, value_name = "NAME")]
    namespace: Option<String>,
    /// All namespaces, which is the default; accepted as kubectl has it
    #[arg(long, short = 'A', hide = true, conflicts_with = "namespace")]
    all_namespaces: bool,
}

fn columns(text: &str) -> Result<usize, String> {
    let number = text.parse().ok();
    number
        .filter(|columns| (40..=500).contains(columns))
        .ok_or_else(|| "expected a number from 40 to 500".to_owned())
}

/// When to colour.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What `--go` takes.
///
/// # Errors
/// What is accepted.
fn go_release(text: &str) -> Result<GoRelease, String> {
    GoRelease::parse(text)
        .ok_or_else(|| "give a Go release from 1.23 to 1.27, such as 1.25 or 1.25.5".to_owned())
}

/// What `--kubernetes` takes: a release, and the Go that builds it.
///
/// # Errors
/// What is accepted.
fn kubernetes_release(text: &str) -> Result<GoRelease, String> {
    let release = Release::parse(text);
    release.and_then(go_of_kubernetes).ok_or_else(|| {
        "give a Kubernetes release from 1.32 to 1.38, such as 1.34 or 1.34.2".to_owned()
    })
}

impl Common {
    /// As [`Judging::release`].
    pub(crate) fn release(&self) -> GoRelease {
        self.judging.release()
    }

    /// As [`Display::style`].
    pub(crate) fn style(&self) -> Style {
        self.display.style()
    }
}

impl Judging {
    /// The instant to evaluate at.
    ///
    /// # Errors
    /// What was given, and what is accepted.
    pub(crate) fn at(&self) -> Result<Timestamp, String> {
        let now = terminal::now();
        match &self.at {
            None => Ok(now),
            Some(text) => {
                Timestamp::parse_at(text, now).map_err(|why| format!("--at {text}: {why}"))
            }
        }
    }

    /// The Go release whose `crypto/x509` rules the verdict follows.
    pub(crate) fn release(&self) -> GoRelease {
        self.go.or(self.kubernetes).unwrap_or_default()
    }

    /// The release that kubectl is built with, for its own words: no kubectl is built with Go 1.27 yet (Kubernetes 1.33
    /// and 1.34 with Go 1.24).
    pub(crate) fn kubectl_release(&self) -> GoRelease {
        self.go.or(self.kubernetes).unwrap_or(GoRelease::GO_1_24)
    }

    /// Whether images choose: nobody named a release.
    pub(crate) const fn goes_by_image(&self) -> bool {
        self.go.is_none() && self.kubernetes.is_none()
    }
}

impl Reading {
    /// What opens files, with the passwords that may open key stores. A password is never an argument: arguments are
    /// everyone's to see.
    ///
    /// # Errors
    /// The file of passwords cannot be read.
    pub(crate) fn files(&self) -> Result<Files, String> {
        let mut passwords = Vec::new();
        if let Some(path) = &self.password_file {
            let text = Files::new()
                .read_secret(path, PASSWORDS)
                .map_err(|error| format!("--password-file: {}", error.with_neighbour()))?;
            let text = text.expose();
            // Editors on Windows put it there.
            let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
            let lines = text.split(|byte| *byte == b'\n');
            let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
            passwords.extend(
                lines
                    .filter(|line| !line.is_empty())
                    .map(|line| Secret::new(line.to_vec())),
            );
        }
        let variable = terminal::variable("CERTGRAPH_PASSWORD");
        passwords.extend(variable.map(|text| Secret::new(text.into_bytes())));
        Ok(Files::with_passwords(passwords).in_namespace(self.namespace.clone()))
    }

    /// Lists what was read, where that is wanted.
    pub(crate) fn list(&self, files: &Files) {
        list(self.verbose, files);
    }
}

impl Display {
    /// How text is drawn.
    pub(crate) fn style(&self) -> Style {
        let color = match self.color {
            Color::Auto => terminal::color(),
            Color::Always => true,
            Color::Never => false,
        };
        Style {
            width: self.width.unwrap_or_else(terminal::width),
            color,
            ascii: self.ascii,
        }
    }
}

const PASSWORDS: Limit = Limit::new("a file of passwords", 64 << 10);

/// The API server's side, as kube-apiserver's own flags.
#[derive(Args)]
#[command(next_help_heading = "The API server's flags")]
pub(crate) struct ServerArgs {
    /// CAs whose client certificates it accepts; an empty value says that it has none
    #[arg(long, value_name = "FILE", value_parser = path())]
    client_ca_file: Option<PathBuf>,
    /// Its serving certificate and chain
    #[arg(long, value_name = "FILE", value_parser = path())]
    tls_cert_file: Option<PathBuf>,
    /// The key of the serving certificate; only its public half is used
    #[arg(long, value_name = "FILE", value_parser = path())]
    tls_private_key_file: Option<PathBuf>,
    /// Further serving pairs: CERT,KEY or CERT,KEY:NAME,NAME
    #[arg(long, value_name = "PAIR")]
    tls_sni_cert_key: Vec<String>,
    /// CAs of the front proxy
    #[arg(long, value_name = "FILE", value_parser = path())]
    requestheader_client_ca_file: Option<PathBuf>,
    /// Common names that the front proxy may have
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    requestheader_allowed_names: Vec<String>,
    /// Whether requests without credentials are anonymous
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    anonymous_auth: Option<bool>,
    /// Tokens; they are compared, never shown
    #[arg(long, value_name = "FILE", value_parser = path())]
    token_auth_file: Option<PathBuf>,
    /// Read the flags from kube-apiserver's static-pod manifest
    #[arg(long, value_name = "FILE", conflicts_with_all = FLAGS)]
    pub apiserver_manifest: Option<PathBuf>,
    /// Take the API server from a directory: /etc/kubernetes of kubeadm, the server directory of k3s or RKE2
    #[arg(long, value_name = "DIR", conflicts_with_all = FLAGS, conflicts_with = "apiserver_manifest")]
    pub control_plane: Option<PathBuf>,
    /// The files of a node were copied to below this directory
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

/// The flags that a manifest or a directory has already.
const FLAGS: [&str; 8] = [
    "client_ca_file",
    "tls_cert_file",
    "tls_private_key_file",
    "tls_sni_cert_key",
    "requestheader_client_ca_file",
    "requestheader_allowed_names",
    "anonymous_auth",
    "token_auth_file",
];

impl ServerArgs {
    /// Whether any of them is given.
    pub(crate) fn is_given(&self) -> bool {
        self.client_ca_file.is_some()
            || self.tls_cert_file.is_some()
            || self.tls_private_key_file.is_some()
            || !self.tls_sni_cert_key.is_empty()
            || self.requestheader_client_ca_file.is_some()
            || !self.requestheader_allowed_names.is_empty()
            || self.anonymous_auth.is_some()
            || self.token_auth_file.is_some()
            || self.apiserver_manifest.is_some()
            || self.control_plane.is_some()
    }
}

/// A path that may be empty, as a flag of kube-apiserver may: `--client-ca-file=`.
fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

impl From<&ServerArgs> for ServerFlags {
    fn from(args: &ServerArgs) -> Self {
        Self {
            names: FlagNames::API_SERVER,
            whole: false,
            client_ca_file: args.client_ca_file.clone(),
            tls_cert_file: args.tls_cert_file.clone(),
            tls_private_key_file: args.tls_private_key_file.clone(),
            tls_sni_cert_key: args.tls_sni_cert_key.clone(),
            requestheader_client_ca_file: args.requestheader_client_ca_file.clone(),
            requestheader_allowed_names: args
                .requestheader_allowed_names
                .iter()
                .filter(|name| !name.is_empty())
                .cloned()
                .collect(),
            anonymous_auth: args.anonymous_auth,
            token_auth_file: args.token_auth_file.clone(),
        }
    }
}
