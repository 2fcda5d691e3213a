//! From a part of a stream to its objects.

use super::fault::{ObjectFault, ObjectProblem};
use super::node::Node;
use super::object::Object;
use super::part::{Part, What};
use super::piece::{Context, Format, LARGEST, Stop, parse};
use crate::golang::GoRelease;
use crate::ground::location::Location;

/// By whose rules, and from where.
pub(super) struct Reading<'a> {
    pub(super) base: &'a Location,
    pub(super) release: GoRelease,
    pub(super) format: Format,
}

pub(super) type Give<'a> = &'a mut dyn FnMut(Result<Object, ObjectFault>);

impl Reading<'_> {
    pub(super) fn part(&self, text: &[u8], part: &Part, give: Give<'_>) {
        let line = part.start.line;
        match &part.what {
            What::Item { context, list } => {
                let list = list.as_deref();
                let mut give_item = |item: &Node<'_>| self.object(item, line, list, give);
                if let Err(stop) = self.item(text, context.as_ref(), &mut give_item) {
                    give(Err(self.malformed(stop.behind(part.start))));
                }
            }
            What::Root { items, gaps } => match parse(self.format, text) {
                Ok(documents) => {
                    for document in &documents {
                        self.root(document, line, *items, give);
                    }
                }
                Err(stop) => {
                    let stop = gaps.place(part.start, text, stop);
                    give(Err(self.malformed(stop)));
                }
            },
            What::TooLarge => {
                let problem = ObjectProblem::TooLarge { limit: LARGEST };
                give(Err(self.fault(line, problem)));
            }
        }
    }

    /// An item of a list; of YAML, which comes as a sequence of one.
    fn item(
        &self,
        text: &[u8],
        context: Option<&Context>,
        give: &mut dyn FnMut(&Node<'_>),
    ) -> Result<(), Stop> {
        let nothing = Stop { line: 1, column: 1 };
        match (parse(self.format, text), context) {
            (Ok(documents), _) => {
                let last = documents.last();
                let single = match self.format {
                    Format::Json => last,
                    Format::Yaml => last.and_then(|list| match list.as_list()? {
                        [only] => Some(only),
                        _ => None,
                    }),
                };
                give(single.ok_or(nothing)?);
            }
            // It may use an anchor of what stands before.
            (Err(stop), Some(context)) if text.contains(&b'*') => {
                let whole = context.before(text);
                let documents = parse(self.format, &whole).map_err(|_| stop)?;
                let last = documents.last();
                let last = last.and_then(|root| root.get("items")?.as_list()?.last());
                give(last.ok_or(nothing)?);
            }
            (Err(stop), _) => return Err(stop),
        }
        Ok(())
    }

    fn root(&self, root: &Node<'_>, line: u64, items: u64, give: Give<'_>) {
        // `jq .items` leaves a bare array.
        let listed = root.get("items").unwrap_or(root).as_list();
        let kind = root.get("kind").and_then(Node::as_text);
        let is_list = root.as_list().is_some() || kind.is_some_and(|kind| kind.ends_with("List"));
        if items > 0 || (is_list && listed.is_some()) {
            let mut left = items;
            let rest = root.at(&["metadata", "continue"]).and_then(Node::as_text);
            if rest.is_some_and(|rest| !rest.is_empty()) {
                give(Err(self.fault(line, ObjectProblem::Cut)));
            }
            for item in listed.into_iter().flatten() {
                // An item that was cut out, or, in YAML, nothing.
                if item.is_null() && left > 0 {
                    left -= 1;
                    continue;
                }
                self.object(item, line, kind, give);
            }
        } else if !root.is_null() {
            self.object(root, line, None, give);
        }
    }

    fn object(&self, value: &Node<'_>, line: u64, list: Option<&str>, give: Give<'_>) {
        let base = self.at(line);
        give(match value {
            Node::Map(_) if is_failure(value) => {
                let reason = value.get("reason").and_then(Node::as_text);
                Err(self.fault(
                    line,
                    ObjectProblem::Status {
                        reason: word(reason),
                    },
                ))
            }
            Node::Map(_) => Ok(Object::read(value, list, &base, self.release)),
            _ => Err(self.fault(line, ObjectProblem::NoObject)),
        });
    }

    fn at(&self, line: u64) -> Location {
        self.base
            .clone()
            .with_line(u32::try_from(line).unwrap_or(u32::MAX))
    }

    fn fault(&self, line: u64, problem: ObjectProblem) -> ObjectFault {
        let location = self.at(line);
        ObjectFault { location, problem }
    }

    fn malformed(&self, stop: Stop) -> ObjectFault {
        let problem = ObjectProblem::Malformed {
            format: self.format.name(),
            line: stop.line,
            column: stop.column,
        };
        self.fault(stop.line, problem)
    }
}

/// A Status that tells of a failure (apimachinery `meta/v1` Status).
fn is_failure(value: &Node<'_>) -> bool {
    let is = |key: &str, wanted: &str| value.get(key).and_then(Node::as_text) == Some(wanted);
    is("kind", "Status") && is("status", "Failure")
}

/// A reason is one word; anything else may be a value.
fn word(reason: Option<&str>) -> String {
    let is_word = |text: &&str| {
        (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    reason
        .filter(is_word)
        .unwrap_or("no reason given")
        .to_owned()
}
