//! Key stores with a password, PKCS#7.

use certgraph::decode::pkcs7;
use certgraph::ground::secret::Secret;

use crate::targets::input;

/// By the password of the fixtures, and by none.
pub fn run(bytes: &[u8]) {
    let _ = pkcs7::certificates(bytes);
    input::run_with(bytes, &[Secret::new(b"changeit".to_vec())]);
    input::run(bytes);
}
