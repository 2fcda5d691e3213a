//! The answers of a server that does not let a client in.

/// The server's answer to a client that it does not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 401.
    Unauthorized,
    /// 403, as `system:anonymous`.
    Anonymous,
}

impl Answer {
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::Anonymous => "no-credentials",
        }
    }
}
