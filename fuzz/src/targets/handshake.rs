//! What a TLS server sends.

use certgraph::source::endpoint::fuzzing;

/// Nothing that comes without the keys of the connection proves anything.
pub fn run(bytes: &[u8]) {
    let observed = fuzzing::handshake(bytes);
    assert!(observed.fault.is_some());
    if let Some(fault) = &observed.fault {
        // Renderers escape it; it has to be made without a panic.
        let _ = fault.to_string();
    }
}
