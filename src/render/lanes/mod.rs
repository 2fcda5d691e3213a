//! The layout of three lanes, which all drawn formats share: texts cut to equal columns, and where each box stands.

mod columns;
mod legend;
mod metrics;
mod place;
mod route;
mod settle;

pub(super) use columns::{Columns, Sizes};
pub(super) use legend::{Swatch, swatches};
pub(super) use metrics::Font;
pub(super) use place::{COLUMN, Layout, PADDING, ROW, Rect, number};
pub(super) use route::Routes;

/// How the lanes follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// As one reads.
    #[default]
    LeftToRight,
    /// From top to bottom.
    TopToBottom,
}
