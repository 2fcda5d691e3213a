//! Private keys, and pairs of certificate and key.

use certgraph::decode::key_pair::key_pair;
use certgraph::decode::private_key;
use certgraph::ground::location::Location;
use certgraph::ground::secret::Secret;

use crate::releases;

/// A key by itself, and as both halves of a pair.
pub fn run(bytes: &[u8]) {
    let key = Secret::new(bytes.to_vec());
    let place = Location::file("key");
    for release in releases() {
        if let Err(error) = private_key::parse(&key, release) {
            let _ = error.go_text(release);
        }
        let _ = key_pair((bytes, &place), (&key, &place), release);
    }
}
