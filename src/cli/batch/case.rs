//! One case, as it stands in a line. Certificates stay as raw JSON until it is known that they are new.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use certgraph::finding::Purpose;
use certgraph::ground::time::Timestamp;

/// A case; fields beyond these are ignored.
#[derive(Deserialize)]
pub(super) struct Case<'a> {
    /// Given back as it is.
    #[serde(borrow)]
    pub id: Option<&'a RawValue>,
    pub kind: Kind,
    /// A list of PEM texts, or null.
    #[serde(borrow)]
    pub roots: Option<&'a RawValue>,
    #[serde(borrow)]
    pub intermediates: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    pub leaf: &'a RawValue,
    #[serde(borrow)]
    pub time: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub name: Option<Name<'a>>,
}

/// The part of a case that every object may have.
#[derive(Deserialize)]
pub(super) struct Identified<'a> {
    #[serde(borrow)]
    pub id: Option<&'a RawValue>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Server,
    Client,
}

#[derive(Deserialize)]
pub(super) struct Name<'a> {
    kind: NameKind,
    #[serde(borrow)]
    value: Cow<'a, str>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum NameKind {
    Dns,
    Ip,
}

impl Case<'_> {
    pub(super) fn purpose(&self) -> Purpose {
        match self.kind {
            Kind::Server => Purpose::ServerAuth,
            Kind::Client => Purpose::ClientAuth,
        }
    }

    /// The server name as client-go gives it to crypto/tls: an IPv6 address in brackets. A client has none.
    pub(super) fn server_name(&self) -> Option<String> {
        let (Kind::Server, Some(name)) = (self.kind, &self.name) else {
            return None;
        };
        let value = &*name.value;
        let address = match value.split_once('%') {
            Some((address, zone)) if !zone.is_empty() => address,
            _ => value,
        };
        if matches!(name.kind, NameKind::Ip) && address.parse::<std::net::Ipv6Addr>().is_ok() {
            return Some(format!("[{value}]"));
        }
        Some(value.to_owned())
    }
}

/// Go's zero time, which its `VerifyOptions` take for "now".
pub(super) const GO_ZERO: &str = "0001-01-01T00:00:00Z";

/// An instant and the zone it is written in, which Go's messages repeat.
pub(super) fn time(text: &str) -> Option<(Timestamp, i32)> {
    let at = Timestamp::parse(text)?;
    Some((at, offset_seconds(text).unwrap_or_default()))
}

/// Of `+hh:mm` or `-hh:mm` at the end.
fn offset_seconds(text: &str) -> Option<i32> {
    let start = text.len().checked_sub(6)?;
    let zone = text.get(start..)?;
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    match zone.get(..1)? {
        "+" => Some(seconds),
        "-" if text.contains('T') => Some(-seconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_kept() {
        assert_eq!(offset_seconds("2026-01-01T00:00:00Z"), None);
        assert_eq!(offset_seconds("2026-01-01T00:00:00+02:30"), Some(9000));
        assert_eq!(offset_seconds("2026-01-01T00:00:00-01:00"), Some(-3600));
        assert_eq!(offset_seconds("2026-01-01"), None);
    }

    #[test]
    fn addresses_are_bracketed_when_they_hold_colons() {
        let name = |kind, value| {
            let line = format!(
                r#"{{"kind":"server","leaf":"","name":{{"kind":"{kind}","value":"{value}"}}}}"#
            );
            let case: Case<'_> = serde_json::from_str(&line).unwrap();
            case.server_name().unwrap()
        };
        assert_eq!(name("ip", "::1"), "[::1]");
        assert_eq!(name("ip", "fe80::1%eth0"), "[fe80::1%eth0]");
        assert_eq!(name("ip", "fe80::1%"), "fe80::1%");
        assert_eq!(name("ip", "10.0.0.1"), "10.0.0.1");
        assert_eq!(name("dns", "::1"), "::1");
    }
}
