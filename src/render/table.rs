//! Tables without borders, by comfy-table. The width is passed in; nothing looks at the terminal.

use comfy_table::{ContentArrangement, Table, presets};

use super::escape;

/// Lines of a table whose cells may hold anything: they are escaped here.
pub fn table(header: &[&str], rows: &[Vec<String>], width: usize) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table.set_header(header.iter().copied());
    for row in rows {
        table.add_row(row.iter().map(|cell| escape::terminal(cell)));
    }
    table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

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
}
