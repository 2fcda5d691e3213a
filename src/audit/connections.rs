//! Until when each connection works, and which certificate ends it.

use std::borrow::Cow;

use crate::clients::ClientVerdict;
use crate::connection::{Authentication, Connection};
use crate::finding::{Code, Problem};
use crate::ground::time::Timestamp;
use crate::verify::Verdict;
use crate::x509::{CertificateRef, Fingerprint};

/// A connection, and when it stops.
#[derive(Clone, Debug)]
pub struct ConnectionEnd {
    /// What people call it: the context, or `CLIENT → SERVER`.
    pub name: String,
    /// What tells it from others of its file in another copy of the same files.
    pub place: String,
    /// The program that connects.
    pub client: &'static str,
    /// Whom the server takes it for, as far as is known.
    pub user: Option<String>,
    /// The file that it is configured in.
    pub file: String,
    /// The program that is connected to.
    pub server: &'static str,
    /// The server's URL.
    pub url: String,
    /// Whether it works.
    pub verdict: Verdict,
    /// When it stops.
    pub end: End,
    /// What other clients make of it; empty unless they were asked for.
    pub clients: Vec<ClientVerdict>,
    /// That it does not work is known, and does not count.
    pub ignored: bool,
}

/// When a connection stops working.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It works until then. Several paths count: it ends when the last one does.
    Until(Through),
    /// It cannot be told whether it works; not after then, in any case.
    AtMost(Through),
    /// It has stopped already, by a date alone.
    Stopped(Through),
    /// It does not work, for another reason: the code and the sentence, which is the same in each run.
    Broken(Code, String),
    /// No certificate ends it, or none that is here.
    Unknown,
}

/// A date, and the certificate that makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Through {
    /// When.
    pub time: Timestamp,
    /// Which certificate.
    pub certificate: Fingerprint,
    /// Its name.
    pub name: String,
    /// Its file, as given.
    pub file: Option<String>,
}

impl End {
    /// The date and its certificate, where there is one.
    pub const fn through(&self) -> Option<&Through> {
        match self {
            Self::Until(through) | Self::AtMost(through) | Self::Stopped(through) => Some(through),
            Self::Broken(..) | Self::Unknown => None,
        }
    }
}

impl ConnectionEnd {
    /// What there is to say of a connection.
    pub(super) fn of(connection: &Connection, clients: Vec<ClientVerdict>, at: Timestamp) -> Self {
        let leaf = connection.client_presents.chain.first();
        let named = leaf.and_then(|leaf| leaf.certificate.subject.common_name());
        let identity = connection.identity.as_ref();
        Self {
            name: connection.name.clone(),
            place: connection
                .place
                .as_ref()
                .unwrap_or(&connection.name)
                .clone(),
            client: connection.client.component.as_str(),
            user: identity
                .map(|identity| identity.user.clone())
                .or_else(|| named.map(Cow::into_owned))
                .or_else(|| connection.client.user.clone()),
            file: connection.client.file.clone(),
            server: connection.server.component.as_str(),
            url: connection.server.url.clone(),
            verdict: connection.verdict,
            end: end(connection, at),
            clients,
            ignored: false,
        }
    }

    /// Soonest end first; what has none comes last.
    pub(super) fn order(&self) -> (bool, Option<Timestamp>, &str, &str, &str) {
        let time = self.end.through().map(|through| through.time);
        (time.is_none(), time, &self.name, &self.file, self.client)
    }

    /// Whether one of the other clients that were asked for refuses it.
    pub fn is_refused_by_others(&self) -> bool {
        self.clients
            .iter()
            .any(|client| client.verdict == Verdict::Reject)
    }

    /// Whether it does not work for certain, for kubectl or for one of the other clients.
    pub fn is_broken(&self) -> bool {
        self.verdict == Verdict::Reject
            || matches!(self.end, End::Stopped(_))
            || self.is_refused_by_others()
    }

    /// `kubectl as kubernetes-admin`.
    pub fn who(&self) -> String {
        match &self.user {
            Some(user) => format!("{} as {user}", self.client),
            None => self.client.to_owned(),
        }
    }
}

fn end(connection: &Connection, at: Timestamp) -> End {
    let through = |certificate: &CertificateRef| Through {
        time: certificate.not_after.at,
        certificate: certificate.fingerprint,
        name: certificate.display_name(),
        file: connection
            .inventory
            .locations(certificate.fingerprint)
            .first()
            .map(|place| place.file.to_string()),
    };
    match connection.verdict {
        Verdict::Accept => connection
            .works_until
            .as_ref()
            .map_or(End::Unknown, |until| {
                End::Until(through(&until.certificate))
            }),
        Verdict::Undetermined => bound(connection)
            .as_ref()
            .map_or(End::Unknown, |certificate| {
                if certificate.not_after.at < at {
                    End::Stopped(through(certificate))
                } else {
                    End::AtMost(through(certificate))
                }
            }),
        Verdict::Reject => {
            let over = connection
                .findings
                .iter()
                .filter(|finding| matches!(finding.problem, Problem::Expired { .. }))
                .filter_map(|finding| finding.certificate.as_ref())
                .min_by_key(|certificate| (certificate.not_after.at, certificate.fingerprint));
            let first = connection.findings.first();
            match (over, first) {
                (Some(certificate), Some(first))
                    if matches!(first.problem, Problem::Expired { .. }) =>
                {
                    End::Stopped(through(certificate))
                }
                (_, Some(first)) => End::Broken(first.problem.code(), first.problem.lasting()),
                (_, None) => End::Unknown,
            }
        }
    }
}

/// What is presented ends the connection in any case, and so does the last of the CAs that one side trusts.
fn bound(connection: &Connection) -> Option<CertificateRef> {
    let by_certificate = connection.authentication == Authentication::Certificate;
    let client = connection.client_presents.chain.first();
    let leaves = [
        connection.server_presents.chain.first(),
        client.filter(|_| by_certificate),
    ];
    let last_anchor = |anchors: &[crate::inventory::Placed]| {
        anchors
            .iter()
            .map(|anchor| &anchor.certificate)
            .max_by_key(|anchor| (anchor.not_after.at, anchor.fingerprint))
            .cloned()
    };
    let anchors = [&connection.client_verifies, &connection.server_verifies]
        .map(|judgement| last_anchor(&judgement.anchors));
    leaves
        .into_iter()
        .flatten()
        .map(|placed| placed.certificate.clone())
        .chain(anchors.into_iter().flatten())
        .min_by_key(|certificate| (certificate.not_after.at, certificate.fingerprint))
}
