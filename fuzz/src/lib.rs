//! What the fuzz targets have in common. Each target is a function over bytes, so that a find can be run again by a test.

mod go;
pub mod targets;

use std::sync::LazyLock;

use certgraph::golang::GoRelease;
use certgraph::ground::time::Timestamp;
use certgraph::render::escape::is_unprintable;

/// When: the fixtures are valid then.
pub static AT: LazyLock<Timestamp> =
    LazyLock::new(|| Timestamp::parse("2026-06-01").expect("a date"));

/// Every set of rules that a run may follow.
pub fn releases() -> impl Iterator<Item = GoRelease> {
    ["1.20", "1.22", "1.24", "1.26"]
        .into_iter()
        .filter_map(GoRelease::parse)
}

/// What is printed acts on no terminal.
///
/// # Panics
/// If it would.
pub fn check_text(text: &str) {
    let raw = text.chars().find(|c| *c != '\n' && is_unprintable(*c));
    assert_eq!(raw, None, "{text}");
}

/// What is printed is JSON without control characters.
///
/// # Panics
/// If it is not.
pub fn check_json(text: &str) {
    check_text(text);
    assert!(serde_json::from_str::<serde_json::Value>(text).is_ok(), "{text}");
}
