//! Text on its way to a terminal, to markup, DOT, Mermaid and a shell.

use certgraph::golang::go_quote;
use certgraph::ground::shell;
use certgraph::render::escape;

use crate::check_text;

/// Nothing of it acts there.
pub fn run(bytes: &[u8]) {
    check_text(&go_quote(bytes));
    let text = String::from_utf8_lossy(bytes);
    let on_terminal = escape::terminal(&text);
    check_text(&on_terminal);
    let markup = escape::markup(&text);
    check_text(&markup);
    assert!(!markup.contains(['<', '>', '"', '\'']), "{markup}");
    let dot = escape::dot(&text);
    check_text(&dot);
    let mermaid = escape::mermaid(&text);
    check_text(&mermaid);
    assert!(!mermaid.contains(['"', '\n', '<']), "{mermaid}");
    if let Some(quoted) = shell::quote(&text) {
        check_text(&quoted);
    }
}
