//! The name that was probably meant by one that is not there.

use std::cmp::Reverse;

/// Characters of a name that are compared; longer ones are cut, so that no input makes the comparison slow.
const COMPARED: usize = 80;
/// Slips that still count as near, however long the name is.
const FARTHEST: usize = 4;

/// How alike two names are; the smaller, the more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// Insertions, deletions and substitutions between them, few for their length.
    Slips(usize),
    /// One holds the other: the length that both share, the longer the better.
    Part(Reverse<usize>),
    /// Nothing that a person would see.
    None,
}

/// The name that is most like `text`, if one is like it at all; of equals the first.
pub fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let text = folded(text);
    names
        .into_iter()
        .map(|name| (likeness(&text, &folded(name)), name))
        .filter(|(likeness, _)| *likeness != Likeness::None)
        .min_by_key(|(likeness, _)| *likeness)
        .map(|(_, name)| name)
}

/// Sorts by the likeness of a name, the most like first; what is equally like keeps its order.
pub fn sort_by_likeness<T>(text: &str, items: &mut [T], name: impl Fn(&T) -> &str) {
    let text = folded(text);
    items.sort_by_cached_key(|item| likeness(&text, &folded(name(item))));
}

/// `; did you mean NAME?`, or nothing.
pub fn did_you_mean<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    nearest(text, names).map_or_else(String::new, |name| format!("; did you mean {name:?}?"))
}

/// A name without what people mix up: case, and which separator stands between words.
fn folded(name: &str) -> Vec<char> {
    let lower = name.chars().take(COMPARED).flat_map(char::to_lowercase);
    lower
        .map(|character| match character {
            '_' | ' ' | '.' => '-',
            other => other,
        })
        .collect()
}

fn likeness(text: &[char], name: &[char]) -> Likeness {
    if text.is_empty() || name.is_empty() {
        return Likeness::None;
    }
    let slips = distance(text, name);
    // A quarter of a name may be wrong, and of a short one a character or two.
    let allowed = (1 + text.len().max(name.len()) / 4).min(FARTHEST);
    if slips <= allowed && slips < text.len().min(name.len()) {
        return Likeness::Slips(slips);
    }
    let (short, long) = if text.len() < name.len() {
        (text, name)
    } else {
        (name, text)
    };
    if short.len() > 3 && long.windows(short.len()).any(|part| part == short) {
        return Likeness::Part(Reverse(short.len()));
    }
    Likeness::None
}

/// Insertions, deletions and substitutions (Levenshtein).
fn distance(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, a) in from.iter().enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(to) {
            let above = *cell;
            left = (diagonal + usize::from(a != b))
                .min(above + 1)
                .min(left + 1);
            diagonal = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_offered_wherever_it_stands() {
        let contexts = ["team-00", "team-01", "payments-staging", "kind-dev"];
        let near = |text| nearest(text, contexts);
        assert_eq!(near("payment-staging"), Some("payments-staging"));
        assert_eq!(near("kind-dve"), Some("kind-dev"));
        assert_eq!(near("KIND_DEV"), Some("kind-dev"));
        assert_eq!(near("staging"), Some("payments-staging"));
        assert_eq!(near("something else"), None);
        assert_eq!(near(""), None);
        assert_eq!(nearest("a", ["b"]), None);
        assert_eq!(
            did_you_mean("kind-dve", contexts),
            "; did you mean \"kind-dev\"?"
        );
    }

    #[test]
    fn others_keep_their_order() {
        let mut names = ["b", "a", "prod-eu", "prod-us"];
        sort_by_likeness("prd-us", &mut names, |name| name);
        assert_eq!(names, ["prod-us", "b", "a", "prod-eu"]);
    }

    #[test]
    fn distances() {
        let distance = |a: &str, b: &str| {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            distance(&chars(a), &chars(b))
        };
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
