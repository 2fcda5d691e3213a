//! What a live server answered to the credentials.

use super::identity::Identity;
use crate::finding::NetworkFault;

/// What became of the credentials.
#[derive(Clone, Debug)]
pub enum Attempt {
    /// Nothing was sent, and why.
    NotMade(String),
    /// The connection broke.
    Broken {
        /// How.
        fault: NetworkFault,
        /// Whether the server had been shown the client certificate by then.
        presented: bool,
    },
    /// The server answered.
    Answered(Answers),
}

/// The server's answers.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// What was sent.
    pub sent: Sent,
    /// Each answer, in the order of the requests.
    pub replies: Vec<Reply>,
    /// Whom the server sees.
    pub identity: Option<Identity>,
    /// Whom the client certificate names.
    pub predicted: Option<Identity>,
}

/// Credentials that went out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The client certificate: the server asked for it.
    pub certificate: bool,
    /// The token.
    pub token: bool,
}

/// One answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// `GET /version`.
    pub request: String,
    /// Its HTTP status.
    pub status: u16,
    /// `Server`, which kube-apiserver never sends.
    pub server: Option<String>,
    /// `Location`.
    pub location: Option<String>,
    /// What the body is.
    pub body: Body,
}

/// What the body of an answer is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    #[default]
    Empty,
    /// The version of a Kubernetes API server.
    Version(String),
    /// A Kubernetes `Status`.
    Status {
        /// Its reason, such as `Forbidden`.
        reason: String,
        /// Its message.
        message: String,
    },
    /// Another JSON document.
    Json {
        /// Whether it is an object of an API server: it has a `kind`.
        kubernetes: bool,
    },
    /// A page in HTML.
    Page {
        /// Its title.
        title: Option<String>,
        /// The text as client-go would quote it.
        text: String,
    },
    /// Text, or bytes that are none (`plain` false).
    Text {
        /// Whether its `Content-Type` is text, or none.
        plain: bool,
        /// The text as client-go would quote it.
        text: String,
    },
}

impl Body {
    /// In a few words; empty where there are none.
    pub fn says(&self) -> String {
        let said = match self {
            Self::Version(version) => version.as_str(),
            Self::Status { message, .. } => message,
            Self::Page { title, .. } => title.as_deref().unwrap_or("a page in HTML"),
            Self::Text { text, .. } => text.lines().next().unwrap_or_default(),
            Self::Empty | Self::Json { .. } => "",
        };
        said.chars().take(200).collect()
    }

    /// Whether a Kubernetes API server, or something that behaves as one, wrote it.
    pub const fn is_kubernetes(&self) -> bool {
        matches!(
            self,
            Self::Version(_) | Self::Status { .. } | Self::Json { kubernetes: true }
        )
    }
}

impl Sent {
    /// In words.
    pub const fn name(self) -> &'static str {
        match (self.certificate, self.token) {
            (true, true) => "the client certificate and the token",
            (true, false) => "the client certificate",
            (false, true) => "the token",
            (false, false) => "no credentials",
        }
    }
}

impl Answers {
    /// Whether the credentials are refused.
    pub fn unauthorized(&self) -> bool {
        self.identity.is_none() && self.replies.iter().any(|reply| reply.status == 401)
    }

    /// Whether the server takes the client for nobody.
    pub fn is_anonymous(&self) -> bool {
        self.identity
            .as_ref()
            .is_some_and(|identity| identity.user == "system:anonymous")
    }

    /// The answer that decides what kubectl prints: it asks for `/api` before all else.
    pub fn decisive(&self) -> Option<&Reply> {
        let api = |reply: &&Reply| reply.request.ends_with("/api");
        let asked = self.replies.iter().find(api);
        asked.or_else(|| self.replies.first())
    }
}
