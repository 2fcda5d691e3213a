//! A part of a stream that is parsed by itself.

use std::ops::Range;
use std::sync::Arc;

use super::piece::{Context, Gaps, Stop};

/// A piece, whose text stands in the batch's.
pub(super) struct Part {
    pub(super) text: Range<usize>,
    pub(super) start: Stop,
    pub(super) what: What,
}

pub(super) enum What {
    Item {
        context: Option<Context>,
        list: Option<Arc<str>>,
    },
    Root {
        items: u64,
        gaps: Gaps,
    },
    TooLarge,
}
