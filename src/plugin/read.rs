//! Reads the lists page by page, and writes each page on as soon as it is known whether the next one follows.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, Write};

use serde::Deserialize;

use crate::arguments::Arguments;
use crate::lists::{LISTS, List};
use crate::page::Page;
use crate::{UNDETERMINED, UNREADABLE, programs, save, say};

/// What became of reading.
#[derive(Default)]
struct Outcome {
    /// Lists, by kubectl's name of the resource, that were refused or cut.
    incomplete: Vec<String>,
    /// Lists that were read to their end.
    whole: usize,
    /// Whoever reads takes no more: it has ended.
    closed: bool,
}

/// Reads the cluster into `certgraph COMMAND … -`, and gives the exit code.
///
/// What is refused never reads as "all well": an accepted result becomes undetermined.
pub(crate) fn into_certgraph(arguments: &Arguments) -> u8 {
    let own = (arguments.command() == Some("explain".as_ref())).then(|| own_connection(arguments));
    let mut words = arguments.certgraph.clone();
    words.push(OsString::from("-"));
    let mut child = match programs::certgraph_reading(&words) {
        Ok(child) => child,
        Err(why) => {
            say(&why);
            return UNREADABLE;
        }
    };
    let outcome = child
        .stdin
        .take()
        .map_or_else(Outcome::default, |mut pipe| {
            read(arguments, |page, cut| {
                pipe.write_all(&page.written(cut).map_err(io::Error::other)?)
            })
        });
    let code = match child.wait() {
        Ok(status) => programs::code(status),
        Err(error) => {
            say(&format!("error: {error}"));
            UNREADABLE
        }
    };
    tell(&outcome);
    let code = if code == 0 && !outcome.incomplete.is_empty() {
        UNDETERMINED
    } else {
        code
    };
    own.map_or(code, |own| worse(own, code))
}

/// The connection that kubectl itself makes: certgraph reads the kubeconfig, and says what this cluster's client has to say.
fn own_connection(arguments: &Arguments) -> u8 {
    let mut words = arguments.certgraph.clone();
    words.extend(arguments.connection.iter().cloned());
    programs::certgraph_alone(&words)
}

/// Of two exit codes the one that counts: wrong usage, then 1, 3, 4 and 0 (`docs/usage.md`).
fn worse(one: u8, other: u8) -> u8 {
    [2, 1, 3, 4]
        .into_iter()
        .find(|code| [one, other].contains(code))
        .unwrap_or_default()
}

/// Writes the cluster's objects, without private keys, to standard output.
pub(crate) fn save(arguments: &Arguments) -> u8 {
    let mut out = io::stdout().lock();
    let outcome = read(arguments, |page, _| {
        out.write_all(&save::without_keys(page).map_err(io::Error::other)?)
    });
    tell(&outcome);
    match (outcome.whole, outcome.incomplete.is_empty()) {
        (0, _) => UNREADABLE,
        (_, true) => 0,
        (_, false) => UNDETERMINED,
    }
}

fn tell(outcome: &Outcome) {
    if !outcome.incomplete.is_empty() && !outcome.closed {
        say(&format!(
            "the result is incomplete, these could not be read: {}",
            outcome.incomplete.join(", ")
        ));
    }
}

fn read(arguments: &Arguments, mut sink: impl FnMut(&Page<'_>, bool) -> io::Result<()>) -> Outcome {
    let mut outcome = Outcome::default();
    let groups = match groups(&arguments.kubectl) {
        Ok(groups) => groups,
        Err(why) => {
            say(&format!("the cluster's API groups: {why}"));
            outcome.incomplete.push("all of the cluster".to_owned());
            return outcome;
        }
    };
    for list in LISTS
        .iter()
        .filter(|list| list.always || groups.contains(list.group))
    {
        let read = pages(list, arguments, &mut sink);
        match read {
            Ok(()) => outcome.whole += 1,
            Err(Stop::Refused(why)) => {
                say(&format!("{}: {why}", list.name()));
                outcome.incomplete.push(list.name());
            }
            Err(Stop::Closed) => {
                outcome.closed = true;
                outcome.incomplete.push(list.name());
                break;
            }
        }
    }
    outcome
}

/// Why a list was not read to its end.
enum Stop {
    /// By the cluster, or by kubectl.
    Refused(String),
    /// By whoever reads the pages.
    Closed,
}

/// Reads one list. A page is passed on once the next one has come, or is known not to come: only then is it known whether
/// the list is cut behind it.
fn pages(
    list: &List,
    arguments: &Arguments,
    sink: &mut impl FnMut(&Page<'_>, bool) -> io::Result<()>,
) -> Result<(), Stop> {
    let ask = |token: Option<&str>| {
        let path = list.path(arguments.namespace.as_deref(), token);
        programs::get(&arguments.kubectl, &path).map_err(Stop::Refused)
    };
    let mut answer = ask(None)?;
    loop {
        let page = Page::parse(&answer).map_err(Stop::Refused)?;
        let Some(token) = page.token() else {
            return sink(&page, false).map_err(|_| Stop::Closed);
        };
        let next = ask(Some(token));
        sink(&page, next.is_err()).map_err(|_| Stop::Closed)?;
        answer = next?;
    }
}

#[derive(Deserialize)]
struct Groups {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
}

/// The API groups that this cluster serves.
fn groups(options: &[OsString]) -> Result<BTreeSet<String>, String> {
    let answer = programs::get(options, "/apis")?;
    let groups: Groups = serde_json::from_slice(&answer)
        .map_err(|error| format!("the answer of /apis is not what an API server gives: {error}"))?;
    Ok(groups.groups.into_iter().map(|group| group.name).collect())
}
