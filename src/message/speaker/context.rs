//! What all marks of a line come to.

use super::clue::Clue;
use super::link::Link;
use super::side::Side;
use super::{Speaker, url};
use crate::programs::Program;

/// Who prints a line, at which end of which connection, as far as the line shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The program that printed it.
    pub speaker: Option<Speaker>,
    /// The speaker's end.
    pub side: Option<Side>,
    /// The connection.
    pub link: Link,
}

impl Context {
    /// Reads the marks; `clues` are those of the line, in the order of the table.
    pub(crate) fn new(line: &str, clues: &[&'static Clue]) -> Self {
        let tag = tag(line);
        let mut context = Self {
            speaker: tag,
            ..Self::default()
        };
        for clue in clues {
            context.add(clue);
        }
        let called = url::called(line);
        if (called.server.is_some() || url::is_request(line)) && context.side.is_none() {
            context.side = Some(Side::Client);
        }
        // A server's log names the caller's port, and a URL in it is the caller's business.
        if context.side != Some(Side::Server) {
            context.link = context.link.or(called);
        }
        context.agree()
    }

    /// Takes over what a clue shows, unless it shows another connection than those before it: kubectl repeats what
    /// kube-apiserver said of a third.
    fn add(&mut self, clue: &Clue) {
        self.speaker = self.speaker.or(clue.speaker);
        let differs = |one: Option<Speaker>, other: Option<Speaker>| {
            one.is_some() && other.is_some() && one != other
        };
        if (self.side.is_some() && clue.side.is_some() && self.side != clue.side)
            || differs(self.link.client, clue.client)
            || differs(self.link.server, clue.server)
        {
            return;
        }
        self.side = self.side.or(clue.side);
        self.link = self.link.or(Link {
            client: clue.client,
            server: clue.server,
        });
    }

    /// The speaker is at its own end; who repeats another's words is not.
    fn agree(mut self) -> Self {
        let Some(side) = self.side else {
            return self;
        };
        match (self.link.at(side), self.speaker) {
            // The tag of a journal knows better than a phrase that several programs print.
            (Some(there), Some(speaker)) if there != speaker && is_generic(there) => {
                self.link = self.link.with(side, speaker);
            }
            (None, Some(speaker)) => self.link = self.link.with(side, speaker),
            (Some(there), None) => self.speaker = Some(there),
            _ => {}
        }
        self
    }
}

/// Whether clues name it for want of a better one.
fn is_generic(speaker: Speaker) -> bool {
    matches!(
        speaker,
        Speaker::Cluster(Program::Kubectl | Program::KubeApiserver)
            | Speaker::Other(super::Software::ClientGo)
    )
}

/// `kubelet[25413]:`, as syslog and journald write before a line, `etcdctl: `, as programs begin their own, and
/// `[pod/etcd-cp-1/etcd]`, as `kubectl logs --prefix` does.
fn tag(line: &str) -> Option<Speaker> {
    let end = (0..=TAG.min(line.len()))
        .rev()
        .find(|&end| line.is_char_boundary(end))?;
    let head = line.get(..end)?;
    let named = || Speaker::of_name(head.split_once(": ")?.0);
    let pod = || {
        let (path, _) = head.strip_prefix("[pod/")?.split_once(']')?;
        Speaker::of_name(path.rsplit('/').next()?)
    };
    let process = || {
        let (before, behind) = head.split_once('[')?;
        let (digits, _) = behind.split_once("]:")?;
        let is_pid = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let name = before.rsplit([' ', '/']).next()?;
        // A snap's service is NAME.daemon.
        let bare = name.split_once('.').map_or(name, |(bare, _)| bare);
        Speaker::of_name(bare).filter(|_| is_pid)
    };
    // `Dec 11 14:22:30 cp-1 kubelet: `, or with one word for the time: what syslog writes where it knows no process id.
    let syslog = || {
        let words: Vec<_> = head.split_once(": ")?.0.split_whitespace().collect();
        let ([_, _, time, _, name] | [time, _, name]) = words.as_slice() else {
            return None;
        };
        Speaker::of_name(name).filter(|_| time.matches(':').count() == 2)
    };
    named().or_else(pod).or_else(process).or_else(syslog)
}

/// Bytes in which a tag stands.
const TAG: usize = 120;

impl Link {
    const fn with(mut self, side: Side, speaker: Speaker) -> Self {
        match side {
            Side::Client => self.client = Some(speaker),
            Side::Server => self.server = Some(speaker),
        }
        self
    }
}
