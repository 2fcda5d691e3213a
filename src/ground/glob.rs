//! Patterns of paths, as ignore files have them.

/// `*` is any run of characters but `/`, `**` any run, `?` one character but `/`. A pattern without `/` is compared with
/// the last part of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(Vec<char>);

impl Glob {
    /// A pattern.
    pub fn new(pattern: &str) -> Self {
        Self(pattern.chars().collect())
    }

    /// Whether a path is one of those meant.
    pub fn matches(&self, path: &str) -> bool {
        let whole = path.strip_prefix("./").unwrap_or(path);
        let text = if self.0.contains(&'/') {
            whole
        } else {
            whole.rsplit('/').next().unwrap_or(whole)
        };
        let text: Vec<char> = text.chars().collect();
        // Of each place in the pattern whether the text up to here leads to it: linear in the product, whatever the stars.
        let mut reached = self.open(vec![true], self.0.len() + 1);
        for c in text {
            let mut next = vec![false; self.0.len() + 1];
            for (place, wanted) in self.0.iter().enumerate() {
                if reached.get(place) != Some(&true) {
                    continue;
                }
                let star = *wanted == '*';
                let deep =
                    star && (self.is_star(place + 1) || place > 0 && self.is_star(place - 1));
                let (stays, goes) = match wanted {
                    '*' => (c != '/' || deep, false),
                    '?' => (false, c != '/'),
                    other => (false, c == *other),
                };
                for (place, is) in [(place, stays), (place + 1, goes)] {
                    if let Some(known) = next.get_mut(place) {
                        *known |= is;
                    }
                }
            }
            reached = self.open(next, self.0.len() + 1);
        }
        reached.last() == Some(&true)
    }

    /// A star stands for nothing too.
    fn open(&self, mut reached: Vec<bool>, length: usize) -> Vec<bool> {
        reached.resize(length, false);
        for place in 0..self.0.len() {
            if reached.get(place) == Some(&true)
                && self.is_star(place)
                && let Some(behind) = reached.get_mut(place + 1)
            {
                *behind = true;
            }
        }
        reached
    }

    fn is_star(&self, place: usize) -> bool {
        self.0.get(place) == Some(&'*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stop_at_slashes_and_two_do_not() {
        for (pattern, path, wanted) in [
            ("*.pem", "a/b/c.pem", true),
            ("*.pem", "a/b.pem/c", false),
            ("a/*.pem", "a/b.pem", true),
            ("a/*.pem", "./a/b.pem", true),
            ("a/*.pem", "a/b/c.pem", false),
            ("a/**/c.pem", "a/b/b/c.pem", true),
            ("a/**", "a/b/c", true),
            ("a/**", "b/a/c", false),
            ("**/old/**", "x/old/y/z", true),
            (
                "kubelet-client-20??-*.pem",
                "pki/kubelet-client-2025-12-19.pem",
                true,
            ),
            ("a?c", "a/c", false),
            ("", "", true),
            ("*", "", true),
            ("staging/*", "staging/web-tls", true),
        ] {
            assert_eq!(Glob::new(pattern).matches(path), wanted, "{pattern} {path}");
        }
    }

    #[test]
    fn many_stars_take_no_longer() {
        let pattern = "*a".repeat(200) + "b";
        assert!(!Glob::new(&pattern).matches(&"a".repeat(2_000)));
    }
}
