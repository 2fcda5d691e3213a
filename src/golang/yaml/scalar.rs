//! What kubectl takes an unquoted YAML word for: `resolve.go` of sigs.k8s.io/yaml/goyaml.v2, which is YAML 1.1
//! with exceptions (no base-60 numbers; timestamps stay text).

/// The type and value of a scalar.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Integer(Integer),
    Float(f64),
    /// Looks like a timestamp: text, unless a tag asks otherwise.
    Timestamp,
    Text,
}

/// A whole number; beyond 64 bits only the fact that it is one matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Integer {
    Signed(i64),
    Unsigned(u64),
    Big,
}

/// Resolves an unquoted scalar without a tag.
pub(super) fn resolve(text: &str) -> Scalar {
    let Some(&first) = text.as_bytes().first() else {
        return Scalar::Null;
    };
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Scalar::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Scalar::Bool(false);
        }
        "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        ".nan" | ".NaN" | ".NAN" => return Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Scalar::Float(f64::INFINITY);
        }
        "-.inf" | "-.Inf" | "-.INF" => return Scalar::Float(f64::NEG_INFINITY),
        _ => {}
    }
    match first {
        b'.' => float(text).map_or(Scalar::Text, Scalar::Float),
        b'0'..=b'9' | b'+' | b'-' => number(text),
        _ => Scalar::Text,
    }
}

fn number(text: &str) -> Scalar {
    if is_timestamp(text) {
        return Scalar::Timestamp;
    }
    let plain = text.replace('_', "");
    let whole = integer(&plain);
    match whole {
        Some(Integer::Big) | None => {}
        Some(whole) => return Scalar::Integer(whole),
    }
    if let Some(value) = float(&plain) {
        return Scalar::Float(value);
    }
    whole.map_or(Scalar::Text, Scalar::Integer)
}

/// `strconv.ParseInt(s, 0, 64)`, then `ParseUint`, then `big.Int`.
fn integer(text: &str) -> Option<Integer> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let signed = digits.len() < text.len();
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.get(..2) {
        Some("0x") => (16, lower.get(2..)?),
        Some("0b") => (2, lower.get(2..)?),
        Some("0o") => (8, lower.get(2..)?),
        _ if lower.len() > 1 && lower.starts_with('0') => (8, lower.get(1..)?),
        _ => (10, lower.as_str()),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let Ok(magnitude) = u64::from_str_radix(digits, radix) else {
        // A sign makes ParseUint fail with a syntax error, and big.Int is not tried.
        return (!signed).then_some(Integer::Big);
    };
    if negative {
        return 0_i64.checked_sub_unsigned(magnitude).map(Integer::Signed);
    }
    match i64::try_from(magnitude) {
        Ok(value) => Some(Integer::Signed(value)),
        Err(_) if signed => None,
        Err(_) => Some(Integer::Unsigned(magnitude)),
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, and in range.
fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    if let Some(exponent) = exponent {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if exponent.is_empty() || !digits(exponent) {
            return None;
        }
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// The layouts of `allowedTimestampFormats`, by shape.
fn is_timestamp(text: &str) -> bool {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let (Some(year), Some(month), Some(day), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    if year.len() != 4
        || !ranged(year, 0, 9999)
        || !ranged(month, 1, 12)
        || !ranged(day, 1, 31)
        || !day_exists(year, month, day)
    {
        return false;
    }
    let Some(time) = time else { return true };
    let spaced = text.as_bytes().get(date.len()) == Some(&b' ');
    let (clock, zone) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, ""),
    };
    let mut parts = clock.split(':');
    let (Some(hour), Some(minute), Some(second), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (second, fraction) = match second.split_once(['.', ',']) {
        Some((second, fraction)) => (second, Some(fraction)),
        None => (second, None),
    };
    let zone_fits = if spaced {
        zone.is_empty()
    } else {
        zone == "Z"
            || zone.get(1..).is_some_and(|zone| {
                zone.len() == 5
                    && zone
                        .split_once(':')
                        .is_some_and(|(h, m)| ranged(h, 0, 24) && ranged(m, 0, 60))
            })
    };
    ranged(hour, 0, 23)
        && ranged(minute, 0, 59)
        && ranged(second, 0, 59)
        && fraction.is_none_or(|f| !f.is_empty() && f.bytes().all(|b| b.is_ascii_digit()))
        && zone_fits
}

fn ranged(text: &str, low: u32, high: u32) -> bool {
    !text.is_empty()
        && text.len() <= 4
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (high > 99 || text.len() <= 2)
        && text
            .parse::<u32>()
            .is_ok_and(|value| value >= low && value <= high)
}

fn day_exists(year: &str, month: &str, day: &str) -> bool {
    let (Ok(year), Ok(month), Ok(day)) = (
        year.parse::<u32>(),
        month.parse::<u32>(),
        day.parse::<u32>(),
    ) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    day <= match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_words_of_yaml_1_1() {
        for (text, wanted) in [
            ("", Scalar::Null),
            ("~", Scalar::Null),
            ("y", Scalar::Bool(true)),
            ("Off", Scalar::Bool(false)),
            ("yEs", Scalar::Text),
            ("<<", Scalar::Text),
            (".inf", Scalar::Float(f64::INFINITY)),
            ("2020-01-01", Scalar::Timestamp),
            ("2020-02-30", Scalar::Text),
            ("2020-1-1T1:2:3Z", Scalar::Timestamp),
            ("2020-1-1 1:2:3.5", Scalar::Timestamp),
            ("1:20", Scalar::Text),
        ] {
            assert_eq!(resolve(text), wanted, "{text}");
        }
    }

    #[test]
    fn knows_numbers_as_go_does() {
        let signed = |value| Scalar::Integer(Integer::Signed(value));
        for (text, wanted) in [
            ("0777", signed(511)),
            ("0o17", signed(15)),
            ("-0x1F", signed(-31)),
            ("0b11", signed(3)),
            ("1_000", signed(1000)),
            ("+5", signed(5)),
            ("089", Scalar::Float(89.0)),
            ("1e3", Scalar::Float(1000.0)),
            ("1.", Scalar::Float(1.0)),
            (".5", Scalar::Float(0.5)),
            ("1e999", Scalar::Text),
            ("-", Scalar::Text),
            ("0x", Scalar::Text),
            ("9223372036854775807", signed(i64::MAX)),
            (
                "18446744073709551615",
                Scalar::Integer(Integer::Unsigned(u64::MAX)),
            ),
            ("0xfffffffffffffffff", Scalar::Integer(Integer::Big)),
            ("1.2.3", Scalar::Text),
        ] {
            assert_eq!(resolve(text), wanted, "{text}");
        }
    }
}
