//! How a client reads a kubeconfig, as data: the rules in which clients differ.

/// The rules of one client.
#[derive(Clone, Copy, Debug)]
pub struct ConfigRules {
    /// What its YAML reader takes.
    pub yaml: YamlRules,
    /// How `*-data` is decoded.
    pub base64: Base64,
    /// Whether what is decoded has to be ASCII.
    pub ascii: bool,
    /// How `$KUBECONFIG` with several files is read.
    pub list: List,
    /// Which entry of one name counts in one file.
    pub twice: Twice,
    /// A context that is not there, or none that is current.
    pub no_context: NoContext,
    /// A context without a user, or with one that is not there.
    pub no_user: NoUser,
    /// A CA both in a file and inline.
    pub both_ca: Both,
    /// A client certificate or key both in a file and inline.
    pub both_client: Both,
    /// `*-data` that is empty, beside a file.
    pub empty_data: EmptyData,
    /// Where relative paths start.
    pub base: Base,
    /// How `tokenFile` is read.
    pub token_file: TokenFile,
    /// Where a relative `tokenFile` starts.
    pub token_base: Base,
    /// Whether `tokenFile` counts where `token` is there as well.
    pub token_file_first: bool,
    /// Whether white space around a token is dropped before it is sent.
    pub trims_token: bool,
    /// Whether a client certificate keeps the token from being sent.
    pub certificate_alone: bool,
    /// What becomes of `as`, `as-groups` and `as-user-extra`.
    pub impersonation: Impersonation,
    /// How `exec` is treated.
    pub exec: Exec,
    /// How `auth-provider: oidc` is treated.
    pub oidc: Oidc,
    /// Whether `tls-server-name` is used.
    pub server_name: bool,
    /// Whether `proxy-url` is used.
    pub proxy: Proxy,
    /// Whether `HTTPS_PROXY` is used for a server on a loopback address.
    pub proxy_variable: bool,
    /// Whether a CA beside `insecure-skip-tls-verify` is refused.
    pub insecure_with_ca_refused: bool,
    /// `insecure-skip-tls-verify: "true"`.
    pub insecure_text: Switch,
    /// `insecure-skip-tls-verify: yes`.
    pub insecure_yes: Switch,
    /// `HTTPS://`.
    pub upper_scheme: UpperScheme,
    /// White space around the server's URL.
    pub server_spaces: ServerSpaces,
}

/// What a YAML reader takes.
#[derive(Clone, Copy, Debug)]
pub struct YamlRules {
    /// `<<` is honoured; without it, what it would bring is not there.
    pub merge: bool,
    /// A key twice in one mapping is refused.
    pub unique_keys: bool,
    /// A second document is refused.
    pub one_document: bool,
    /// `!!binary` is refused.
    pub untagged: bool,
    /// A number, where a name or a namespace is wanted, is refused.
    pub typed: bool,
}

/// How base64 is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base64 {
    /// Go: line ends are passed over, everything else has to be right.
    Go,
    /// Python `binascii.a2b_base64`: what is no base64 is passed over; the padding has to be right.
    Python,
    /// As Python, but a text that begins as PEM is taken as it is.
    PythonOrPem,
    /// Node `Buffer.from`: both alphabets; what is no base64 is passed over.
    Node,
    /// Rust's base64 crate: every character has to be right.
    Rust,
    /// Apache Commons: both alphabets; what is no base64 is passed over. PEM itself is not.
    Commons,
    /// `java.util.Base64`, and what it refuses is taken as the content itself.
    JdkOrContent,
}

/// How a list of files is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The list is taken for the name of one file.
    OneName,
    /// The first file alone.
    First,
    /// All of them, merged.
    Merged(Merged),
}

/// How several files are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// A file that is not there is refused.
    pub absent_refused: bool,
    /// An empty file is refused.
    pub empty_refused: bool,
    /// Which of the files' entries of one name counts.
    pub twice: Twice,
    /// Which `current-context` counts.
    pub context: Twice,
    /// Relative paths start from the folder of the first file, not of their own.
    pub first_folder: bool,
    /// `current-context` has to stand in the first file.
    pub context_in_first: bool,
}

/// Which of several counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twice {
    /// The first.
    First,
    /// The last.
    Last,
    /// None: the client refuses.
    Refused,
}

/// What a client does without a usable context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoContext {
    /// It refuses.
    Refused,
    /// It goes to an address of its own.
    Elsewhere,
}

/// What a client does without a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoUser {
    /// It sends no credentials.
    Anonymous,
    /// It refuses.
    Refused,
    /// It drops the cluster's settings too, the CA among them.
    DropsCluster,
}

/// Which of file and data counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Both {
    /// The data.
    Data,
    /// The file.
    File,
    /// Neither: the client refuses.
    Refused,
}

/// What empty data beside a file mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyData {
    /// They are not there: the file counts.
    Absent,
    /// They count, so that there is no CA.
    Counts,
    /// The client refuses.
    Refused,
}

/// Where relative paths start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// At the kubeconfig's folder.
    Folder,
    /// At the working directory if the file is there, else at the kubeconfig's folder.
    DirectoryFirst,
    /// At the working directory.
    Directory,
}

/// How `tokenFile` is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFile {
    /// Without the white space around it.
    Trimmed,
    /// As it is: a final line end makes a header that cannot be sent.
    Untrimmed,
    /// Not at all.
    Ignored,
}

/// What becomes of impersonation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impersonation {
    /// It is sent; groups without a user are refused.
    Sent,
    /// It is sent, groups without a user as well.
    SentAsItIs,
    /// The user is sent; groups and extra are not.
    UserAlone,
    /// It is not sent: the client acts as the real user.
    Ignored,
}

/// How a credential plugin is treated. certgraph never runs one, so that what it would answer is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exec {
    /// Whether plugins are run at all.
    pub run: bool,
    /// `client.authentication.k8s.io/v1` is known.
    pub v1: bool,
    /// `v1alpha1` is known; `v1beta1` is by all that run plugins.
    pub v1alpha1: bool,
    /// v1 without `interactiveMode` is refused.
    pub needs_mode: bool,
    /// Where `./plugin` starts.
    pub base: Base,
    /// Whether a token beside it counts, so that the plugin is not run.
    pub token_first: bool,
    /// Whether a certificate beside it keeps it from being run.
    pub certificate_first: bool,
}

/// How `auth-provider: oidc` is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oidc {
    /// The `id-token` has to be a JWT, or the client refuses.
    Jwt,
    /// The `id-token` is sent as it is.
    AsItIs,
    /// The client passes over the provider, and is anonymous.
    Ignored,
    /// The client refuses any provider.
    Refused,
}

/// Whether a proxy is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// It is.
    Used,
    /// `proxy-url` is passed over.
    Ignored,
}

/// How a value that is not a boolean of JSON is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// As true.
    On,
    /// As false.
    Off,
    /// The client refuses.
    Refused,
}

/// What a scheme in upper case leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpperScheme {
    /// It is `https`.
    Fine,
    /// The CA is not used, since the client asks for `https://`.
    WithoutCa,
    /// The client refuses.
    Refused,
}

/// What white space around the URL leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerSpaces {
    /// It is dropped.
    Dropped,
    /// The client refuses.
    Refused,
}
