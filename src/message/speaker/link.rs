//! The connection that a line speaks of.

use super::Speaker;
use super::side::Side;

/// Two ends of a connection, each as far as the line shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Who calls.
    pub client: Option<Speaker>,
    /// Who is called.
    pub server: Option<Speaker>,
}

impl Link {
    /// The program at one end.
    pub const fn at(&self, side: Side) -> Option<Speaker> {
        match side {
            Side::Client => self.client,
            Side::Server => self.server,
        }
    }

    /// Fills what is not known yet.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            client: self.client.or(other.client),
            server: self.server.or(other.server),
        }
    }

    /// The end in a sentence: its program, or its part where the program is not known.
    pub fn name(&self, side: Side) -> String {
        match (self.at(side), side) {
            (Some(speaker), _) => speaker.to_string(),
            (None, Side::Client) => "the client".to_owned(),
            (None, Side::Server) => "the server".to_owned(),
        }
    }

    /// `client → server`, where at least one of them is known.
    pub fn describe(&self) -> Option<String> {
        if *self == Self::default() {
            return None;
        }
        let bare = |side: Side, unknown: &str| {
            self.at(side)
                .map_or_else(|| unknown.to_owned(), |speaker| speaker.as_str().to_owned())
        };
        Some(format!(
            "{} → {}",
            bare(Side::Client, "client"),
            bare(Side::Server, "server")
        ))
    }
}
