//! What an HTTP or SOCKS proxy answers.

use certgraph::source::endpoint::fuzzing;

/// The first byte chooses the proxy's kind.
pub fn run(bytes: &[u8]) {
    let Some((kind, answer)) = bytes.split_first() else {
        return;
    };
    if let Some(fault) = fuzzing::proxy(kind % 2 == 0, answer) {
        assert!(fault.len() < 1000, "{fault}");
    }
}
