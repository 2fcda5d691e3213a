//! All rules together.

use super::span::Spans;
use super::{key, name, option, prefix, scheme, shape, url};

/// The bytes of a line that are secret by themselves.
pub(super) fn secrets(line: &str) -> Spans {
    let mut spans = Spans::default();
    key::find(line, &mut spans);
    name::find(line, &mut spans);
    option::find(line, &mut spans);
    scheme::find(line, &mut spans);
    url::find(line, &mut spans);
    prefix::find(line, &mut spans);
    shape::find(line, &mut spans);
    spans
}
