//! What a server answers to HTTP requests.

use certgraph::source::endpoint::fuzzing;

/// Whole, and byte by byte: what is complete is complete however it comes.
pub fn run(bytes: &[u8]) {
    let whole = fuzzing::answer(bytes, true);
    if let Some(body) = whole {
        assert!(body <= bytes.len());
    }
    let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
    if let Some(body) = fuzzing::answer(half, false) {
        assert_eq!(fuzzing::answer(bytes, false), Some(body));
    }
}
