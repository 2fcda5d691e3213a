//! How far a long run has come: on a terminal alone, and past half a second.

use std::time::{Duration, Instant};

use certgraph::audit::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Runs that are over sooner show nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// A bar of bytes on standard error.
pub(crate) struct Bar {
    bar: ProgressBar,
    started: Instant,
    quiet: bool,
}

impl Bar {
    /// A bar that is not shown yet.
    pub(crate) fn new(quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes}  {eta}") {
            bar.set_style(style);
        }
        Self {
            bar,
            started: Instant::now(),
            quiet,
        }
    }

    /// Takes it off the screen.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn expect(&self, bytes: u64) {
        self.bar.inc_length(bytes);
    }

    fn advance(&self, bytes: u64) {
        // indicatif itself keeps quiet where standard error is no terminal.
        if self.bar.is_hidden() && !self.quiet && self.started.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(bytes);
    }
}
