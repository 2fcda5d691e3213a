//! Programs that still hold what a file was.

use super::model::Program;
use super::restart::Due;

/// A program that still holds what a file was, and what makes it read the file again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stale {
    /// A restart; and the settings that it reads only then.
    Restart(Program, Vec<&'static str>),
    /// So many seconds.
    Wait(Program, u16),
}

impl Stale {
    pub(super) const fn program(&self) -> Program {
        match self {
            Self::Restart(program, _) | Self::Wait(program, _) => *program,
        }
    }

    /// The restart that it needs; none where time brings it.
    pub(super) fn due(&self) -> Option<Due> {
        match self {
            Self::Restart(program, reads) => Some(Due {
                program: program.name,
                reads: reads.clone(),
            }),
            Self::Wait(..) => None,
        }
    }

    /// The node that it runs on.
    pub(super) const fn node(&self) -> Option<usize> {
        self.program().node
    }
}

/// A restart brings what time would, too.
pub(super) fn joined(known: Option<Stale>, now: Stale) -> Stale {
    match (known, now) {
        (Some(Stale::Restart(program, mut reads)), Stale::Restart(_, more)) => {
            reads.extend(more);
            reads.sort_unstable();
            reads.dedup();
            Stale::Restart(program, reads)
        }
        (Some(Stale::Wait(program, one)), Stale::Wait(_, other)) => {
            Stale::Wait(program, one.max(other))
        }
        (Some(restart @ Stale::Restart(..)), Stale::Wait(..))
        | (Some(Stale::Wait(..)) | None, restart) => restart,
    }
}
