//! How wide text is on a terminal, and where it is cut or broken.

use unicode_width::UnicodeWidthStr as _;

/// The start of `text` in at most `columns` columns, ended with `…` where something was cut.
pub(super) fn truncate(text: &str, columns: usize) -> String {
    if self::columns(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        let mut next = out.clone();
        next.push(c);
        if next.width() + 1 > columns {
            break;
        }
        out = next;
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

/// How wide a text is that was escaped before.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.width()
    }
}

/// As much of a word as has room.
fn fitting(word: &str, room: usize) -> String {
    if word.is_ascii() {
        return word.get(..room).unwrap_or(word).to_owned();
    }
    let mut head = String::new();
    for c in word.chars() {
        if head.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) > room {
            break;
        }
        head.push(c);
    }
    head
}

/// Breaks at blanks; a word longer than the room is broken where the room ends, so that nothing is lost.
pub(super) fn break_lines(text: &str, room: usize) -> Vec<String> {
    if columns(text) <= room && !text.starts_with(' ') {
        return vec![text.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut word = word.to_owned();
        while let Some(current) = lines.last_mut() {
            let gap = usize::from(!current.is_empty());
            if columns(current) + gap + columns(&word) <= room {
                if gap == 1 {
                    current.push(' ');
                }
                current.push_str(&word);
                break;
            }
            if current.is_empty() {
                let head = fitting(&word, room);
                if head.is_empty() {
                    current.push_str(&word);
                    break;
                }
                word = word.split_off(head.len());
                current.push_str(&head);
            }
            lines.push(String::new());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_by_columns() {
        assert_eq!(truncate("日本語テキスト", 7), "日本語…");
        assert_eq!(truncate("short", 7), "short");
    }
}
