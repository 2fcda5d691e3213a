//! The time that a log puts before a line, as it stands there.

/// Bytes in which a time is looked for.
const HEAD: usize = 200;

/// The first time of day in a line with the date that belongs to it: of klog (`1128 11:45:25.549756`), RFC 3339, nginx
/// (`2026/11/28 09:23:22`), syslog (`Nov 28 09:23:22`) and the common log format (`28/Nov/2026:09:24:37.623`).
pub(super) fn stamp(line: &str) -> Option<&str> {
    let bytes = line.as_bytes();
    let end = bytes.len().min(HEAD);
    let head = bytes.get(..end)?;
    // The hour is no tail of a longer number, such as a year.
    let alone = |at: usize| at == 0 || !head.get(at - 1).is_some_and(u8::is_ascii_digit);
    let at = head
        .windows(8)
        .enumerate()
        .find_map(|(at, window)| (is_time(window) && alone(at)).then_some(at))?;
    let start = date(bytes.get(..at)?);
    let tail = bytes.get(at + 8..)?;
    let length = tail
        .iter()
        .position(|byte| !(byte.is_ascii_digit() || *byte == b'.'))
        .unwrap_or(tail.len());
    let zone = tail.get(length..).map_or(0, zone);
    line.get(start..at + 8 + length + zone)
}

/// `HH:MM:SS`.
fn is_time(window: &[u8]) -> bool {
    window.iter().enumerate().all(|(index, byte)| match index {
        2 | 5 => *byte == b':',
        _ => byte.is_ascii_digit(),
    })
}

/// Where the date before a time begins; at the time itself where there is none.
fn date(head: &[u8]) -> usize {
    let digits = |bytes: &[u8]| {
        bytes
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let Some((&last, before)) = head.split_last() else {
        return head.len();
    };
    let shaped = |shape: &[u8]| {
        before.len() >= shape.len()
            && before
                .iter()
                .rev()
                .zip(shape.iter().rev())
                .all(|(byte, like)| match like {
                    b'0' => byte.is_ascii_digit(),
                    b'a' => byte.is_ascii_alphabetic(),
                    _ => byte == like,
                })
    };
    let known: [&[u8]; 5] = [
        b"0000-00-00",
        b"0000/00/00",
        b"00/aaa/0000",
        b"aaa 00",
        b"aaa  0",
    ];
    if matches!(last, b'T' | b' ' | b':')
        && let Some(shape) = known.into_iter().find(|shape| shaped(shape))
    {
        return before.len() - shape.len();
    }
    // klog: a letter for the severity, month and day.
    if last == b' ' && digits(before) == 4 {
        return before.len() - 4;
    }
    head.len()
}

/// `Z` or `+01:00`.
fn zone(tail: &[u8]) -> usize {
    match tail {
        [b'Z', ..] => 1,
        [b'+' | b'-', a, b, b':', c, d, ..] if [a, b, c, d].into_iter().all(u8::is_ascii_digit) => {
            6
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::stamp;

    #[test]
    fn times_are_taken_as_they_stand() {
        for (line, time) in [
            (
                "E1128 11:45:25.549756    5549 run.go:72] x",
                "1128 11:45:25.549756",
            ),
            (
                "2026-11-28T09:23:22.1Z stderr F x",
                "2026-11-28T09:23:22.1Z",
            ),
            (
                "{\"ts\":\"2026-11-28T09:23:22+01:00\"}",
                "2026-11-28T09:23:22+01:00",
            ),
            ("2026/11/28 09:23:22 [info] 12#12: x", "2026/11/28 09:23:22"),
            ("Nov  8 09:23:22 node kubelet[1]: x", "Nov  8 09:23:22"),
            (
                "h: 1.2.3.4:5 [28/Nov/2026:09:24:37.623] f",
                "28/Nov/2026:09:24:37.623",
            ),
            ("at 09:24:37 x", "09:24:37"),
        ] {
            assert_eq!(stamp(line), Some(time), "{line}");
        }
        assert_eq!(stamp("serial 74:92:C5:1A"), None);
    }
}
