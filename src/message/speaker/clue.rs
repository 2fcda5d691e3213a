//! Marks in a line that show who speaks.

use super::Speaker;
use super::side::Side;

/// A piece of text and what it shows. Texts hold no quote, backslash, `=`, `<`, `>` or `&`: these look different in each
/// wrapping of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clue {
    /// Looked for as it is, anywhere in the line.
    pub(crate) text: &'static str,
    /// Who prints such a line.
    pub(crate) speaker: Option<Speaker>,
    /// At which end of the connection the speaker is.
    pub(crate) side: Option<Side>,
    /// Who calls.
    pub(crate) client: Option<Speaker>,
    /// Who is called.
    pub(crate) server: Option<Speaker>,
}

/// A clue that shows nothing yet.
pub(super) const fn clue(text: &'static str) -> Clue {
    Clue {
        text,
        speaker: None,
        side: None,
        client: None,
        server: None,
    }
}

impl Clue {
    /// Printed by `speaker`.
    pub(super) const fn by(mut self, speaker: Speaker) -> Self {
        self.speaker = Some(speaker);
        self
    }

    /// Printed by `speaker`, which is the client of the connection.
    pub(super) const fn client(mut self, speaker: Speaker) -> Self {
        self.speaker = Some(speaker);
        self.client = Some(speaker);
        self.side = Some(Side::Client);
        self
    }

    /// Printed by `speaker`, which is the server of the connection.
    pub(super) const fn server(mut self, speaker: Speaker) -> Self {
        self.speaker = Some(speaker);
        self.server = Some(speaker);
        self.side = Some(Side::Server);
        self
    }

    /// Printed at one end, by a program that is not told.
    pub(super) const fn at(mut self, side: Side) -> Self {
        self.side = Some(side);
        self
    }

    /// Who is called.
    pub(super) const fn calls(mut self, server: Speaker) -> Self {
        self.server = Some(server);
        self
    }

    /// Who calls.
    pub(super) const fn called_by(mut self, client: Speaker) -> Self {
        self.client = Some(client);
        self
    }
}
