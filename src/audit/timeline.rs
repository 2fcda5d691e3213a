//! What stops when, in order.

use std::collections::BTreeMap;

use super::{Audit, ConnectionEnd};
use crate::ground::time::Timestamp;
use crate::verify::Verdict;
use crate::x509::Fingerprint;

/// A certificate ends, and with it connections.
pub struct Event<'a> {
    /// When.
    pub time: Timestamp,
    /// The certificate.
    pub certificate: Fingerprint,
    /// Its name.
    pub name: &'a str,
    /// Its first place, or the file that the connection has it from.
    pub file: Option<String>,
    /// What stops, or can work no longer than until then.
    pub stops: Vec<&'a ConnectionEnd>,
    /// Whether it is certain of one of them that it works until then.
    pub certain: bool,
}

/// Every end of a connection, soonest first.
pub fn timeline(audit: &Audit) -> Vec<Event<'_>> {
    let mut events: BTreeMap<(Timestamp, Fingerprint), Event<'_>> = BTreeMap::new();
    for connection in &audit.connections {
        let Some(through) = connection.end.through() else {
            continue;
        };
        let event = events
            .entry((through.time, through.certificate))
            .or_insert_with(|| Event {
                time: through.time,
                certificate: through.certificate,
                name: &through.name,
                file: through.file.clone(),
                stops: Vec::new(),
                certain: false,
            });
        event.certain |= connection.verdict != Verdict::Undetermined;
        event.stops.push(connection);
    }
    events.into_values().collect()
}
