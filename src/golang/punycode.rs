//! Host names that are not ASCII, as net/http writes them (RFC 3492).
//!
//! Lower case stands in for the mapping of UTS #46: enough for names as people type them.

/// The name with each label that is not ASCII turned into `xn--…`; the name itself where that overflows.
pub(crate) fn to_ascii(name: &str) -> String {
    if name.is_ascii() {
        return name.to_owned();
    }
    let labels: Option<Vec<String>> = name
        .split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'])
        .map(|label| {
            if label.is_ascii() {
                Some(label.to_ascii_lowercase())
            } else {
                encode(&label.to_lowercase()).map(|code| format!("xn--{code}"))
            }
        })
        .collect();
    labels.map_or_else(|| name.to_owned(), |labels| labels.join("."))
}

/// RFC 3492 section 6.3.
fn encode(label: &str) -> Option<String> {
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(out.len()).ok()?;
    let total = u32::try_from(label.chars().count()).ok()?;
    if basic > 0 {
        out.push('-');
    }
    let (mut code, mut delta, mut bias, mut handled) = (128_u32, 0_u32, 72_u32, basic);
    while handled < total {
        let next = label.chars().map(u32::from).filter(|c| *c >= code).min()?;
        delta = delta.checked_add((next - code).checked_mul(handled.checked_add(1)?)?)?;
        code = next;
        for c in label.chars().map(u32::from) {
            if c < code {
                delta = delta.checked_add(1)?;
            }
            if c == code {
                push_integer(&mut out, delta, bias)?;
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.checked_add(1)?;
        code += 1;
    }
    Some(out)
}

fn push_integer(out: &mut String, mut value: u32, bias: u32) -> Option<()> {
    let mut k = 36;
    loop {
        let threshold = k.clamp(bias + 1, bias + 26) - bias;
        if value < threshold {
            out.push(digit(value)?);
            return Some(());
        }
        let step = 36 - threshold;
        out.push(digit(threshold + (value - threshold) % step)?);
        value = (value - threshold) / step;
        k += 36;
    }
}

fn digit(value: u32) -> Option<char> {
    match value {
        0..=25 => char::from_u32(u32::from(b'a') + value),
        26..=35 => char::from_u32(u32::from(b'0') + value - 26),
        _ => None,
    }
}

/// RFC 3492 section 6.1.
fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_go_writes() {
        for (name, wanted) in [
            ("api.example.com", "api.example.com"),
            ("API.example", "API.example"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("MÜNCHEN.de", "xn--mnchen-3ya.de"),
            ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
            ("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"),
        ] {
            assert_eq!(to_ascii(name), wanted);
        }
    }
}
