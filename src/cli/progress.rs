//! How far a long run has come: on a terminal alone, and past half a second.

use std::io::{self, IsTerminal as _};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use certgraph::audit::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Runs that are over sooner show nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the time moves on, while one large file is read.
const TICK: Duration = Duration::from_millis(100);

/// On standard error: the time so far, and a bar of bytes where it is known how many there are.
pub(crate) struct Bar {
    bar: ProgressBar,
    /// Shows the bar when it is time, unless it is told before that all is over.
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Bar {
    /// A bar that is not shown yet.
    pub(crate) fn new(quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        style(&bar, "{spinner} reading, {elapsed}");
        let shown = !quiet && io::stderr().is_terminal();
        Self {
            waiting: shown.then(|| wait(bar.clone())).flatten(),
            bar,
        }
    }

    /// Takes it off the screen.
    pub(crate) fn finish(self) {
        if let Some((over, thread)) = self.waiting {
            drop(over);
            // It may be showing the bar at this moment.
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}

/// A thread of its own, since what takes long need not be what is counted.
fn wait(bar: ProgressBar) -> Option<(Sender<()>, JoinHandle<()>)> {
    let (over, ended) = mpsc::channel();
    let thread = thread::Builder::new().spawn(move || {
        if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(TICK);
        }
    });
    thread.ok().map(|thread| (over, thread))
}

fn style(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}

impl Progress for Bar {
    fn expect(&self, bytes: u64) {
        if bytes > 0 {
            style(&self.bar, "{bar:40} {bytes}/{total_bytes}  {eta}");
        }
        self.bar.inc_length(bytes);
    }

    fn advance(&self, bytes: u64) {
        self.bar.inc(bytes);
    }
}
