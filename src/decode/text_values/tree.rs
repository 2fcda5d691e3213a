//! The strings of JSON and YAML.

use super::value::{SHORTEST, Value};
use crate::decode::objects::{Format, Map, Node, parse};
use crate::ground::secret::Secret;

/// Walks a text of JSON values, one or one after the other. False where it is not JSON to the end.
pub(super) fn json(text: &[u8], give: &mut dyn FnMut(Value)) -> bool {
    let values = serde_json::Deserializer::from_slice(text).into_iter::<Node<'_>>();
    let Ok(values) = values.collect::<Result<Vec<_>, _>>() else {
        return false;
    };
    documents(&values, give);
    true
}

/// Walks the documents of YAML. False where it is none, or words alone: any words are YAML.
pub(super) fn yaml(text: &[u8], give: &mut dyn FnMut(Value)) -> bool {
    let Ok(values) = parse(Format::Yaml, text) else {
        return false;
    };
    if !values.iter().any(Node::has_children) {
        return false;
    }
    documents(&values, give);
    true
}

fn documents(values: &[Node<'_>], give: &mut dyn FnMut(Value)) {
    for (index, value) in values.iter().enumerate() {
        let start = match values.len() {
            1 => String::new(),
            _ => format!("[{index}]"),
        };
        below(value, start, give);
    }
}

/// What is left of a list or a map.
enum Rest<'n> {
    Items(usize, &'n [Node<'n>]),
    Fields(Box<dyn Iterator<Item = (&'n str, &'n Node<'n>)> + 'n>),
}

/// Every string below a value, in its order, without recursion.
fn below(root: &Node<'_>, start: String, give: &mut dyn FnMut(Value)) {
    let mut path = start;
    // How long the path is outside of each.
    let mut open: Vec<(usize, Rest<'_>)> = Vec::new();
    let mut next = Some(root);
    loop {
        match next.take() {
            Some(Node::Text(text)) => {
                let text = text.as_bytes();
                if text.len() >= SHORTEST {
                    give(Value {
                        path: path.trim_start_matches('.').to_owned(),
                        line: None,
                        text: Secret::new(text.to_vec()),
                    });
                }
            }
            Some(Node::List(items)) => open.push((path.len(), Rest::Items(0, items))),
            Some(Node::Map(fields)) => open.push((path.len(), Rest::Fields(fields_of(fields)))),
            Some(Node::Null | Node::Bool(_) | Node::Number(_)) | None => {}
        }
        let Some((outside, rest)) = open.last_mut() else {
            return;
        };
        path.truncate(*outside);
        match rest {
            Rest::Items(index, [item, more @ ..]) => {
                path.push_str(&format!("[{index}]"));
                next = Some(item);
                *rest = Rest::Items(*index + 1, more);
            }
            Rest::Items(_, []) => {
                open.pop();
            }
            Rest::Fields(fields) => match fields.next() {
                Some((key, field)) => {
                    path.push_str(&super::string::step(key));
                    next = Some(field);
                }
                None => {
                    open.pop();
                }
            },
        }
    }
}

fn fields_of<'n>(fields: &'n Map<'n>) -> Box<dyn Iterator<Item = (&'n str, &'n Node<'n>)> + 'n> {
    Box::new(fields.iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(walk: fn(&[u8], &mut dyn FnMut(Value)) -> bool, text: &str) -> Option<Vec<String>> {
        let mut found = Vec::new();
        walk(text.as_bytes(), &mut |value| found.push(value.path)).then_some(found)
    }

    #[test]
    fn each_long_string_has_its_path() {
        let long = "A".repeat(SHORTEST);
        let text = format!(
            r#"{{"a": ["{long}", {{"b.c": "{long}"}}, [[], "{long}"]], "d": null, "e": {{"f": "{long}"}}, "g": "short"}}"#
        );
        let wanted = ["a[0]", "a[1][\"b.c\"]", "a[2][1]", "e.f"].map(str::to_owned);
        assert_eq!(paths(json, &text), Some(wanted.to_vec()));
        assert_eq!(paths(yaml, &text), Some(wanted.to_vec()));
        let two = format!("{{\"a\": \"{long}\"}}\n[\"{long}\"]");
        let wanted = ["[0].a", "[1][0]"].map(str::to_owned);
        assert_eq!(paths(json, &two), Some(wanted.to_vec()));
    }

    #[test]
    fn what_is_another_syntax_is_left_to_others() {
        assert_eq!(paths(json, "{\"a\": "), None);
        assert_eq!(paths(yaml, "just words"), None);
        assert_eq!(paths(yaml, "a = {"), None);
        assert_eq!(paths(json, &"[".repeat(100_000)), None);
    }
}
