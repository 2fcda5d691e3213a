//! Exit codes, as `docs/usage.md` promises them.

use std::fmt;
use std::process::ExitCode;

use certgraph::verify::Verdict;

use super::terminal;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// Accepted; or nothing at or above the threshold.
    Accepted,
    /// Rejected; or a finding at or above the threshold.
    Rejected,
    /// Wrong usage.
    Usage,
    /// An input could not be read or understood at all.
    Unreadable,
    /// Evidence is missing.
    Undetermined,
}

impl ExitStatus {
    /// The worse of two, for several connections or inputs: 1, then 3, then 4, then 0.
    pub(crate) fn worse(self, other: Self) -> Self {
        let rank = |status: Self| match status {
            Self::Accepted => 0,
            Self::Undetermined => 1,
            Self::Unreadable => 2,
            Self::Rejected => 3,
            Self::Usage => 4,
        };
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
    }
}

/// The worst of what was met so far.
#[derive(Default)]
pub(crate) struct Worst(Option<ExitStatus>);

impl Worst {
    pub(crate) fn add(&mut self, found: ExitStatus) {
        self.0 = Some(self.0.map_or(found, |known| known.worse(found)));
    }

    /// Nothing was met: there was nothing to read.
    pub(crate) fn or_unreadable(&self) -> ExitStatus {
        self.0.unwrap_or(ExitStatus::Unreadable)
    }
}

/// An error that ends the run: it is said, and the status goes up by `?`.
pub(crate) trait OrExit<T> {
    /// The value.
    ///
    /// # Errors
    /// `status`, once the error was said.
    fn or_exit(self, status: ExitStatus) -> Result<T, ExitStatus>;
}

impl<T, E: fmt::Display> OrExit<T> for Result<T, E> {
    fn or_exit(self, status: ExitStatus) -> Result<T, ExitStatus> {
        self.map_err(|why| {
            terminal::error(&why.to_string());
            status
        })
    }
}

impl From<Result<Self, Self>> for ExitStatus {
    /// However the run ended, early or not.
    fn from(ended: Result<Self, Self>) -> Self {
        ended.unwrap_or_else(|early| early)
    }
}

impl From<Verdict> for ExitStatus {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Accept => Self::Accepted,
            Verdict::Reject => Self::Rejected,
            Verdict::Undetermined => Self::Undetermined,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Accepted => 0,
            ExitStatus::Rejected => 1,
            ExitStatus::Usage => 2,
            ExitStatus::Unreadable => 3,
            ExitStatus::Undetermined => 4,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_wins() {
        let all = [
            ExitStatus::Accepted,
            ExitStatus::Undetermined,
            ExitStatus::Unreadable,
            ExitStatus::Rejected,
        ];
        for (index, better) in all.iter().enumerate() {
            for worse in &all[index..] {
                assert_eq!(better.worse(*worse), *worse);
                assert_eq!(worse.worse(*better), *worse);
            }
        }
    }
}
