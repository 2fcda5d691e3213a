//! Names of a kind: `system:node:worker-012` is like `system:node:worker-113`.

/// Hexadecimal digits from which a word is taken for a hash.
const HASH: usize = 6;

/// The name with numbers and hashes as `*`.
pub(super) fn pattern(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|c: char| c.is_alphanumeric() != first.is_alphanumeric())
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if is_hash(word) {
            out.push('*');
        } else {
            starred(word, &mut out);
        }
        rest = after;
    }
    out
}

fn is_hash(word: &str) -> bool {
    word.len() >= HASH
        && word.chars().all(|c| c.is_ascii_hexdigit())
        && word.chars().any(|c| c.is_ascii_digit())
}

fn starred(word: &str, out: &mut String) {
    let mut digits = false;
    for c in word.chars() {
        if !c.is_ascii_digit() {
            out.push(c);
        } else if !digits {
            out.push('*');
        }
        digits = c.is_ascii_digit();
    }
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn numbers_and_hashes_are_left_out() {
        assert_eq!(pattern("system:node:worker-012"), "system:node:worker-*");
        assert_eq!(pattern("ip-10-0-1-23.ec2"), "ip-*-*-*-*.ec*");
        assert_eq!(pattern("svc-7f9c4d2a.prod"), "svc-*.prod");
        assert_eq!(pattern("decade"), "decade");
        assert_eq!(pattern("bücher1日本2"), "bücher*日本*");
        assert_eq!(pattern(""), "");
    }
}
