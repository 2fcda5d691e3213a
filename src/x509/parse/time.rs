//! UTCTime and GeneralizedTime as Go's cryptobyte reads them: `time.Parse`, then the same text when printed again.

use crate::golang::der::{Reader, tag};
use crate::ground::time::{CertificateTime, Timestamp};

/// Reads the next element, which must be a time.
///
/// # Errors
/// Go's text (parser.go `readASN1Time`).
pub(in crate::x509) fn read(reader: &mut Reader<'_>) -> Result<CertificateTime, &'static str> {
    if reader.next_is(tag::UTC_TIME) {
        let content = reader.content_of(tag::UTC_TIME);
        return content
            .and_then(|content| utc_time(content.bytes()))
            .ok_or("x509: malformed UTCTime");
    }
    if reader.next_is(tag::GENERALIZED_TIME) {
        let content = reader.content_of(tag::GENERALIZED_TIME);
        return content
            .and_then(|content| generalized_time(content.bytes()))
            .ok_or("x509: malformed GeneralizedTime");
    }
    Err("x509: unsupported time format")
}

/// `YYMMDDhhmm[ss]` and a zone; RFC 5280 §4.1.2.5.1 sets the century.
fn utc_time(text: &[u8]) -> Option<CertificateTime> {
    let (year, rest) = number(text, 2)?;
    let year = if year >= 50 { 1900 + year } else { 2000 + year };
    // Without seconds is not DER, but Go takes it.
    let with_seconds = rest.get(8).is_some_and(u8::is_ascii_digit);
    instant(year, rest, with_seconds)
}

/// `YYYYMMDDhhmmss` and a zone, without fraction (RFC 5280 §4.1.2.5.2).
fn generalized_time(text: &[u8]) -> Option<CertificateTime> {
    let (year, rest) = number(text, 4)?;
    instant(year, rest, true)
}

fn instant(year: u32, rest: &[u8], with_seconds: bool) -> Option<CertificateTime> {
    let (month, rest) = number(rest, 2)?;
    let (day, rest) = number(rest, 2)?;
    let (hour, rest) = number(rest, 2)?;
    let (minute, rest) = number(rest, 2)?;
    let (second, rest) = if with_seconds {
        number(rest, 2)?
    } else {
        (0, rest)
    };
    let offset_seconds = zone(rest)?;
    if day < 1 || day > days_in(month, year)? || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let local = Timestamp::from_civil(i64::from(year), month, day, hour, minute, second);
    Some(CertificateTime {
        at: local.plus(-i64::from(offset_seconds)),
        offset_seconds,
    })
}

/// `Z`, or hours and minutes east of UTC. Zero is printed as `Z` again, so that `+0000` is refused.
fn zone(text: &[u8]) -> Option<i32> {
    let (sign, digits) = match text {
        b"Z" => return Some(0),
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hours, digits) = number(digits, 2)?;
    let (minutes, digits) = number(digits, 2)?;
    // Go takes 24 hours; 60 minutes would be printed as one hour.
    if hours > 24 || minutes > 59 || hours + minutes == 0 || !digits.is_empty() {
        return None;
    }
    let seconds = i32::try_from((hours * 60 + minutes) * 60).ok()?;
    Some(sign * seconds)
}

/// The first `count` digits as a number, and what follows.
fn number(text: &[u8], count: usize) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_at_checked(count)?;
    let mut value = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u32::from(digit - b'0');
    }
    Some((value, rest))
}

/// `None` for a month that does not exist.
const fn days_in(month: u32, year: u32) -> Option<u32> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            Some(29)
        }
        2 => Some(28),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<String> {
        utc_time(text.as_bytes()).map(CertificateTime::rfc3339)
    }

    fn generalized(text: &str) -> Option<String> {
        generalized_time(text.as_bytes()).map(CertificateTime::rfc3339)
    }

    #[test]
    fn utc_time_has_a_century_and_may_lack_seconds() {
        assert_eq!(
            utc("500101000000Z").as_deref(),
            Some("1950-01-01T00:00:00Z")
        );
        assert_eq!(
            utc("491231235959Z").as_deref(),
            Some("2049-12-31T23:59:59Z")
        );
        assert_eq!(utc("2601020304Z").as_deref(), Some("2026-01-02T03:04:00Z"));
        assert_eq!(
            utc("2601020304+0130").as_deref(),
            Some("2026-01-02T03:04:00+01:30")
        );
        assert_eq!(
            utc("520229000000Z").as_deref(),
            Some("1952-02-29T00:00:00Z")
        );
    }

    #[test]
    fn zones_must_print_as_they_were_written() {
        assert_eq!(
            utc("260102030405-0100").as_deref(),
            Some("2026-01-02T03:04:05-01:00")
        );
        assert_eq!(
            utc("260102030405+2400").as_deref(),
            Some("2026-01-02T03:04:05+24:00")
        );
        for refused in [
            "+0000", "-0000", "+0060", "+2500", "+01", "+01:00", "", "z", "ZZ", "+0100Z",
        ] {
            assert_eq!(utc(&format!("260102030405{refused}")), None, "{refused}");
        }
    }

    #[test]
    fn dates_must_exist() {
        for refused in [
            "260230000000Z",
            "261301000000Z",
            "260001000000Z",
            "260100000000Z",
            "260101240000Z",
            "260101006000Z",
            "260101000060Z",
            "260101000000.5Z",
            "2601010000",
            "26010100000Z",
            "+60101000000Z",
        ] {
            assert_eq!(utc(refused), None, "{refused}");
        }
        assert_eq!(
            generalized("20240229000000Z").as_deref(),
            Some("2024-02-29T00:00:00Z")
        );
        assert_eq!(generalized("21000229000000Z"), None);
    }

    #[test]
    fn generalized_time_has_seconds_and_any_year() {
        assert_eq!(
            generalized("99991231235959Z").as_deref(),
            Some("9999-12-31T23:59:59Z")
        );
        assert_eq!(
            generalized("00000101000000Z").as_deref(),
            Some("0000-01-01T00:00:00Z")
        );
        assert_eq!(generalized("202601020304Z"), None);
        assert_eq!(generalized("20260102030405.5Z"), None);
    }
}
