//! Instants, zones of certificate dates and time left. There is no clock here: time is an input.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

/// An instant, to the nanosecond: Go compares validity at that precision (crypto/x509 `isValid`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// 0 to 999,999,999, counted forward from `seconds`.
    pub nanos: u32,
}

impl From<SystemTime> for Timestamp {
    /// An instant of the system's clock; one before 1970 counts as 1970.
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            nanos: since.subsec_nanos(),
        }
    }
}

/// The years 1 to 9999, which dates are printed of.
const CALENDAR: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// Seconds of a day.
pub const DAY: i64 = 86_400;

impl Timestamp {
    /// An instant on a whole second.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self { seconds, nanos: 0 }
    }

    /// The instant of a date and time in UTC. The fields must form a real date; `second` is 0 to 59.
    pub fn from_civil(
        year: i64,
        month: u32,
        day: u32,
        hour: u32,
        minute: u32,
        second: u32,
    ) -> Self {
        let seconds = days_from_civil(year, month, day) * DAY
            + i64::from(hour) * 3600
            + i64::from(minute) * 60
            + i64::from(second);
        Self::from_seconds(seconds)
    }

    /// Reads what `--at` takes: RFC 3339, a date or a date and time (UTC where they name no zone), `@SECONDS` since 1970 as
    /// date(1) has it, or `+90d` and `-3d` counted from `now`.
    ///
    /// # Errors
    /// It is none of these.
    pub fn parse_at(text: &str, now: Self) -> Result<Self, NoInstant> {
        let duration = |text: &str| parse_duration(text).map_err(|_| NoInstant);
        if let Some(rest) = text.strip_prefix('+') {
            return Ok(now.plus(duration(rest)?));
        }
        if let Some(rest) = text.strip_prefix('-') {
            return Ok(now.plus(-duration(rest)?));
        }
        if let Some(rest) = text.strip_prefix('@') {
            let seconds = rest.parse().ok();
            let seconds = seconds.filter(|seconds| CALENDAR.contains(seconds));
            return seconds.map(Self::from_seconds).ok_or(NoInstant);
        }
        ["", "Z", ":00Z"]
            .iter()
            .find_map(|rest| Self::parse(&format!("{text}{rest}")))
            .ok_or(NoInstant)
    }

    /// Reads RFC 3339 (with fraction and offset) or a bare date, taken as midnight UTC.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(date_time) = text.strip_suffix('Z').filter(|rest| rest.contains('T')) {
            return Self::from_date_time(date_time.parse().ok()?);
        }
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            let nanos = instant.as_nanosecond();
            let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).ok()?;
            let nanos = u32::try_from(nanos.rem_euclid(1_000_000_000)).ok()?;
            return Some(Self { seconds, nanos });
        }
        let date: Date = text.parse().ok()?;
        // `Date` also reads the date of a longer text; only a bare date may stand alone.
        if text.len() != 10 {
            return None;
        }
        Self::from_date_time(date.at(0, 0, 0, 0))
    }

    fn from_date_time(at: DateTime) -> Option<Self> {
        let field = |value: i8| u32::try_from(value).ok();
        let whole = Self::from_civil(
            i64::from(at.year()),
            field(at.month())?,
            field(at.day())?,
            field(at.hour())?,
            field(at.minute())?,
            field(at.second())?,
        );
        Some(Self {
            nanos: u32::try_from(at.subsec_nanosecond()).ok()?,
            ..whole
        })
    }

    /// The instant `seconds` later (or earlier, when negative).
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self {
            seconds: self.seconds.saturating_add(seconds),
            nanos: self.nanos,
        }
    }

    /// Whole seconds from `self` to `later`; negative when `later` is earlier.
    pub const fn seconds_until(self, later: Self) -> i64 {
        later.seconds.saturating_sub(self.seconds)
    }

    /// `2026-11-12`, in UTC.
    pub fn date(self) -> String {
        self.civil(0).date().to_string()
    }

    /// `2026-11-12 17:56:17 UTC`.
    pub fn human(self) -> String {
        let at = self.civil(0);
        format!(
            "{} {:02}:{:02}:{:02} UTC",
            at.date(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }

    /// RFC 3339 without fraction, in the zone `offset_seconds` east of UTC, as Go's `time.RFC3339` prints it.
    pub fn rfc3339(self, offset_seconds: i32) -> String {
        let at = self.civil(offset_seconds);
        let mut text = format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        );
        if offset_seconds == 0 {
            text.push('Z');
        } else {
            let sign = if offset_seconds < 0 { '-' } else { '+' };
            let minutes = offset_seconds.abs() / 60;
            text.push_str(&format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60));
        }
        text
    }

    fn civil(self, offset_seconds: i32) -> DateTime {
        // Not `jiff::Timestamp`: it ends a day before 9999-12-31T23:59:59Z, the date of "never" (RFC 5280 §4.1.2.5).
        let shifted = self.seconds.saturating_add(i64::from(offset_seconds));
        let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
        epoch.saturating_add(SignedDuration::from_secs(shifted))
    }
}

/// RFC 3339 in UTC, without fraction.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339(0))
    }
}

/// A date of a certificate: the instant, and the zone it was written in, which Go repeats in its messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateTime {
    /// The instant.
    pub at: Timestamp,
    /// Seconds east of UTC; zero for `Z`.
    pub offset_seconds: i32,
}

impl CertificateTime {
    /// As Go prints it: RFC 3339 in the certificate's own zone.
    pub fn rfc3339(self) -> String {
        self.at.rfc3339(self.offset_seconds)
    }
}

/// More than is left of anything but a certificate that never ends: five thousand years.
const ENDLESS: i64 = 5_000 * 365 * DAY;
const NO_EXPIRY: &str = "no expiry";

/// Time between now and an end: `9y 2m`, `212d`, `31h`; `-2d` once it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remaining(pub i64);

impl Remaining {
    /// From `at` to `end`.
    pub const fn between(at: Timestamp, end: Timestamp) -> Self {
        Self(at.seconds_until(end))
    }

    /// Whether the end is the one that means none, 9999-12-31 (RFC 5280 §4.1.2.5); nothing else lies so far ahead.
    pub const fn is_endless(self) -> bool {
        self.0 >= ENDLESS
    }

    /// In words, without sign: `11 days`, `31 hours`, `9 years`; `no expiry` where it never ends.
    pub fn words(self) -> String {
        if self.is_endless() {
            return NO_EXPIRY.to_owned();
        }
        let seconds = self.0.saturating_abs();
        let (count, unit) = if seconds >= 2 * 365 * DAY {
            (seconds / (365 * DAY), "year")
        } else if seconds >= 2 * DAY {
            (seconds / DAY, "day")
        } else if seconds >= 2 * 3600 {
            (seconds / 3600, "hour")
        } else if seconds >= 120 {
            (seconds / 60, "minute")
        } else {
            (seconds, "second")
        };
        format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

impl fmt::Display for Remaining {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_endless() {
            return f.write_str(NO_EXPIRY);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        let seconds = self.0.saturating_abs();
        let days = seconds / DAY;
        if days >= 730 {
            let (years, months) = (days / 365, days % 365 / 30);
            // Twelve thirty-day months fall five days short of a year.
            let months = months.min(11);
            if months == 0 {
                write!(f, "{sign}{years}y")
            } else {
                write!(f, "{sign}{years}y {months}m")
            }
        } else if seconds >= 2 * DAY {
            write!(f, "{sign}{days}d")
        } else if seconds >= 3600 {
            write!(f, "{sign}{}h", seconds / 3600)
        } else if seconds >= 60 {
            write!(f, "{sign}{}min", seconds / 60)
        } else {
            write!(f, "{sign}{seconds}s")
        }
    }
}

/// Reads `90d`, `12h` or `2w` (also `30m`, `45s`, `1y`) as seconds.
///
/// # Errors
/// It is none of these.
pub fn parse_duration(text: &str) -> Result<i64, NoDuration> {
    let split = text.find(|c: char| !c.is_ascii_digit()).ok_or(NoDuration)?;
    let (digits, unit) = text.split_at(split);
    let count: i64 = digits.parse().map_err(|_| NoDuration)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => DAY,
        "w" => 7 * DAY,
        "y" => 365 * DAY,
        _ => return Err(NoDuration),
    };
    count
        .checked_mul(seconds)
        .filter(|total| *total < 10_000 * 365 * DAY)
        .ok_or(NoDuration)
}

/// A text is no instant; displays what is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoInstant;

/// A text is no duration; displays what is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDuration;

impl fmt::Display for NoInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "expected RFC 3339 (2026-11-23T18:00:00Z), a date (2026-11-23), seconds since 1970 (@1795456800), \
             or a time from now (+90d, -3d; units s, m, h, d, w, y)",
        )
    }
}

impl fmt::Display for NoDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a number and a unit, s, m, h, d, w or y: 90d, 12h, 2w")
    }
}

impl std::error::Error for NoInstant {}
impl std::error::Error for NoDuration {}

/// Days from 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date
/// algorithms"); certificates by the million are dated with it.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = i64::from((month + 9) % 12);
    let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_prints() {
        for text in [
            "2026-11-23T18:02:12Z",
            "1970-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "0001-01-01T00:00:00Z",
        ] {
            let at = Timestamp::parse(text);
            assert_eq!(at.map(|at| at.to_string()).as_deref(), Some(text));
        }
        assert_eq!(
            Timestamp::parse("2019-06-01"),
            Timestamp::parse("2019-06-01T00:00:00Z")
        );
        assert_eq!(Timestamp::parse("2019-06-01T00:00"), None);
        assert_eq!(Timestamp::parse("soon"), None);
        assert_eq!(
            Timestamp::parse("2019-06-01T00:00:00.5+02:00").map(|at| at.nanos),
            Some(500_000_000)
        );
    }

    #[test]
    fn a_time_may_be_counted() {
        let now = Timestamp::parse("2026-11-23T18:02:12Z").unwrap();
        for (text, meant) in [
            ("+1d", "2026-11-24T18:02:12Z"),
            ("-2w", "2026-11-09T18:02:12Z"),
            ("@0", "1970-01-01T00:00:00Z"),
            ("@253402300799", "9999-12-31T23:59:59Z"),
            ("2027-01-01", "2027-01-01T00:00:00Z"),
            ("2027-01-01T12:00", "2027-01-01T12:00:00Z"),
            ("2027-01-01T12:00:30", "2027-01-01T12:00:30Z"),
            ("2027-01-01T12:00:30+01:00", "2027-01-01T11:00:30Z"),
        ] {
            let at = Timestamp::parse_at(text, now).map(|at| at.to_string());
            assert_eq!(at.as_deref(), Ok(meant), "{text}");
        }
        for text in [
            "",
            "-",
            "+",
            "3d",
            "-3",
            "@",
            "@1e3",
            "@253402300800",
            "soon",
            "+99999999999999999y",
        ] {
            assert!(Timestamp::parse_at(text, now).is_err(), "{text}");
        }
    }

    #[test]
    fn agrees_with_the_calendar_library() {
        for days in (-800_000..3_000_000).step_by(997) {
            let date = jiff::civil::date(1970, 1, 1);
            let Ok(date) = date.checked_add(jiff::Span::new().days(days)) else {
                continue;
            };
            let (month, day) = (
                u32::try_from(date.month()).unwrap(),
                u32::try_from(date.day()).unwrap(),
            );
            assert_eq!(
                days_from_civil(i64::from(date.year()), month, day),
                days,
                "{date}"
            );
        }
    }

    #[test]
    fn prints_other_zones_as_go_does() {
        let at = Timestamp::parse("2026-11-23T18:02:12Z").unwrap();
        assert_eq!(at.rfc3339(3600), "2026-11-23T19:02:12+01:00");
        assert_eq!(at.rfc3339(-5400), "2026-11-23T16:32:12-01:30");
    }

    #[test]
    fn time_left_reads_as_people_say_it() {
        let cases = [
            (212 * DAY, "212d"),
            (-2 * DAY, "-2d"),
            (31 * 3600, "31h"),
            (9 * 365 * DAY + 70 * DAY, "9y 2m"),
            (90, "1min"),
            (0, "0s"),
        ];
        for (seconds, text) in cases {
            assert_eq!(Remaining(seconds).to_string(), text);
        }
        assert_eq!(Remaining(-11 * DAY).words(), "11 days");
    }

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(parse_duration("2w"), Ok(14 * DAY));
        assert!(parse_duration("90").is_err());
        assert!(parse_duration("d").is_err());
        assert!(parse_duration("99999999999999999999d").is_err());
    }

    #[test]
    fn the_last_date_is_no_end() {
        let at = Timestamp::parse("2026-11-28T12:00:00Z").unwrap();
        let left = |text: &str| Remaining::between(at, Timestamp::parse(text).unwrap());
        let never = left("9999-12-31T23:59:59Z");
        assert!(never.is_endless());
        assert_eq!(
            (never.to_string(), never.words()),
            ("no expiry".into(), "no expiry".into())
        );
        assert!(!left("2126-01-01T00:00:00Z").is_endless());
    }
}
