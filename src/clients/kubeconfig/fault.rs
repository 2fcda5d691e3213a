//! Why a client gives up on a kubeconfig before it connects.

/// What a client refuses in a kubeconfig. It names fields and files, and never a value that may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigFault {
    /// It is not YAML that the client reads.
    Yaml(YamlFault),
    /// Several files are named, and the client knows no lists: it looks for a file of that name.
    ListNotKnown {
        /// `$KUBECONFIG`.
        list: String,
    },
    /// A file of the list is not there.
    FileAbsent {
        /// The file.
        path: String,
    },
    /// A file of the list is empty.
    FileEmpty {
        /// The file.
        path: String,
    },
    /// The same name twice.
    NameTwice {
        /// What has the name: `cluster`, `user` or `context`.
        kind: EntryKind,
        /// The name.
        name: String,
    },
    /// No context is current.
    NoCurrentContext,
    /// No context, cluster or user has the name that is looked for.
    NotThere {
        /// What is looked for.
        kind: EntryKind,
        /// The name.
        name: String,
    },
    /// The context names no user.
    NoUser,
    /// The cluster has no `server`.
    NoServer,
    /// A field is of another type than the client takes.
    WrongType {
        /// The field.
        field: &'static str,
    },
    /// A field is not base64 for the client.
    BadBase64 {
        /// The field.
        field: &'static str,
        /// What is wrong.
        fault: Base64Fault,
    },
    /// A field is given both as a file and inline.
    FileAndData {
        /// The field of the file.
        field: &'static str,
    },
    /// `*-data` is empty.
    EmptyData {
        /// The field.
        field: &'static str,
    },
    /// What a field holds is not ASCII.
    NotAscii {
        /// The field.
        field: &'static str,
        /// The first byte that is not.
        byte: u8,
        /// 0-based.
        offset: usize,
    },
    /// A file that a field names is not there, or cannot be read.
    NamedFileAbsent {
        /// The field.
        field: &'static str,
        /// The file as the client looks for it.
        path: String,
    },
    /// A token has a line end, which no header can hold.
    TokenWithLineEnd,
    /// The server's URL is none for the client.
    BadServer,
    /// A plugin of a version that the client does not know.
    ExecVersion {
        /// The version.
        version: String,
    },
    /// v1 without `interactiveMode`.
    ExecWithoutMode,
    /// A plugin that is not where the client looks.
    ExecAbsent {
        /// The command as it is written.
        command: String,
    },
    /// The client knows no `auth-provider`.
    AuthProvider,
    /// The `id-token` is not a JWT.
    NotAJwt,
    /// Groups are to be impersonated and no user is.
    GroupsWithoutUser,
    /// A CA beside `insecure-skip-tls-verify`.
    InsecureWithCa,
}

/// What a YAML reader refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YamlFault {
    /// It does not parse.
    Malformed,
    /// A key twice in one mapping.
    DuplicateKey,
    /// A second document.
    SecondDocument,
    /// `!!binary`.
    Tag,
}

/// The lists of a kubeconfig.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// `clusters`.
    Cluster,
    /// `users`.
    User,
    /// `contexts`.
    Context,
}

impl EntryKind {
    /// `cluster`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::User => "user",
            Self::Context => "context",
        }
    }
}

/// What is wrong with base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base64Fault {
    /// A character that base64 does not have.
    Symbol {
        /// The byte.
        byte: u8,
        /// 0-based.
        offset: usize,
    },
    /// The padding is missing or wrong.
    Padding,
}

impl ConfigFault {
    /// The stable name; those that kubectl knows as well are named as certgraph's findings are.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Yaml(_) => "malformed-kubeconfig",
            Self::ListNotKnown { .. } | Self::FileAbsent { .. } | Self::FileEmpty { .. } => {
                "kubeconfig-list"
            }
            Self::NameTwice { .. } => "duplicate-name",
            Self::NoCurrentContext
            | Self::NotThere {
                kind: EntryKind::Context,
                ..
            } => "unknown-context",
            Self::NotThere {
                kind: EntryKind::Cluster,
                ..
            } => "unknown-cluster",
            Self::NotThere {
                kind: EntryKind::User,
                ..
            }
            | Self::NoUser => "unknown-user",
            Self::NoServer => "no-server",
            Self::WrongType { .. } => "wrong-field-type",
            Self::BadBase64 { .. } | Self::NotAscii { .. } => "bad-base64",
            Self::FileAndData { .. } => "both-file-and-data",
            Self::EmptyData { .. } => "empty-data",
            Self::NamedFileAbsent { .. } => "unreadable-file",
            Self::TokenWithLineEnd => "token-with-line-end",
            Self::BadServer => "invalid-server-url",
            Self::ExecVersion { .. } | Self::ExecWithoutMode | Self::ExecAbsent { .. } => {
                "invalid-exec"
            }
            Self::AuthProvider | Self::NotAJwt => "unavailable-auth-provider",
            Self::GroupsWithoutUser => "impersonation-without-user",
            Self::InsecureWithCa => "ca-with-insecure",
        }
    }
}
