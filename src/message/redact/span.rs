//! Pieces of a line that have to go.

/// What stands in a secret's place.
pub(super) const ELIDED: &str = "[…]";

/// Ranges of bytes, in any order and overlapping.
#[derive(Debug, Default)]
pub(super) struct Spans(Vec<(usize, usize)>);

impl Spans {
    pub(super) fn add(&mut self, start: usize, end: usize) {
        if start < end {
            self.0.push((start, end));
        }
    }

    /// The line with one mark for each run of bytes that goes.
    pub(super) fn cut(mut self, line: &str) -> String {
        if self.0.is_empty() {
            return line.to_owned();
        }
        self.0.sort_unstable();
        let mut out = String::with_capacity(line.len());
        let mut at = 0;
        for (start, end) in self.0 {
            if end <= at {
                continue;
            }
            let kept = line.get(at..start.max(at)).unwrap_or_default();
            out.push_str(kept);
            if !kept.is_empty() || at == 0 {
                out.push_str(ELIDED);
            }
            at = end;
        }
        out.push_str(line.get(at..).unwrap_or_default());
        out
    }
}
