//! Tables without borders, by comfy-table. The width is passed in; nothing looks at the terminal.

use comfy_table::{ContentArrangement, Table, presets};
use unicode_width::UnicodeWidthStr as _;

use super::escape;

/// Lines of a table whose cells may hold anything: they are escaped here.
pub fn table(header: &[&str], rows: &[Vec<String>], width: usize) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table.set_delimiter(BREAK);
    table.set_header(header.iter().map(|cell| breakable(cell)));
    for row in rows {
        let cells = row.iter().map(|cell| escape::terminal(cell));
        table.add_row(cells.map(|cell| breakable(&cell)));
    }
    table
        .lines()
        .map(|line| line.replace(BREAK, "").trim_end().to_owned())
        .collect()
}

/// Where a cell may be broken, of no width. It stands in no cell by itself: there it is escaped.
const BREAK: char = '\u{200b}';

/// The width above which a word is mostly wider than its column.
const LONG: usize = 20;

/// A cell that is broken behind blanks, and in long words behind hyphens: half of a component's name is none.
fn breakable(cell: &str) -> String {
    let words = cell.split_inclusive(' ').map(|word| {
        if word.trim_end().width() > LONG {
            let parts: Vec<_> = word.split_inclusive('-').collect();
            parts.join(&BREAK.to_string())
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(&BREAK.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_escaped_and_lines_fit() {
        let rows = vec![vec![
            "\u{1b}[2J".to_owned(),
            "a long text that needs more than one line of the table".to_owned(),
        ]];
        let lines = table(&["A", "B"], &rows, 40);
        assert!(lines.iter().all(|line| line.width() <= 40), "{lines:?}");
        assert!(!lines.concat().contains('\u{1b}'));
    }

    #[test]
    fn long_words_are_broken_behind_hyphens_and_short_ones_are_not() {
        let cells = ["kube-controller-manager cp-1", "kubectl (super-admin.conf)"];
        let rows = cells.map(|cell| vec![cell.to_owned(), "-".repeat(9)]);
        let lines = table(&["A", "B"], &rows, 36);
        let wanted = [
            " A                   B",
            " kube-controller-    ---------",
            " manager cp-1",
            " kubectl             ---------",
            " (super-admin.conf)",
        ];
        assert_eq!(lines, wanted);
    }
}
