//! PEM by every set of rules.

use certgraph::decode::{bundle, pem};
use certgraph::ground::location::Location;

use crate::releases;

/// What stands in blocks stands in the text, in order.
pub fn run(bytes: &[u8]) {
    let place = Location::file("bundle");
    for release in releases() {
        let mut last = 0;
        for block in pem::blocks(bytes, release.into()) {
            assert!(block.number > last);
            last = block.number;
            let _ = (block.label_text(), block.span());
        }
        let _ = bundle::chain(bytes, &place, release);
        let _ = bundle::lenient(bytes, &place, release);
        let _ = bundle::strict(bytes, &place, release);
    }
}
