//! No function calls itself as often as an input or a server says: a stack ends, and the process with it. Where one calls
//! itself at all, directly or by others of its file, it is named here with what bounds it.

use std::collections::{BTreeMap, BTreeSet};

/// File, function, and what bounds its depth. A function stands here only if the bound holds for every input.
const BOUNDED: &[(&str, &str, &str)] = &[
    (
        "cli/exit.rs",
        "from",
        "another type's: the code is made from a number",
    ),
    ("cli/output.rs", "print", "a closure of that name"),
    ("cli/output.rs", "write", "the closure `print`"),
    ("cli/probe.rs", "in_parallel", "the closure `run`"),
    ("cli/probe.rs", "run", "the closure `run`"),
    (
        "decode/certificates/mod.rs",
        "find_with",
        "UTF-16 that was decoded has half the bytes",
    ),
    (
        "decode/certificates/mod.rs",
        "in_utf16",
        "UTF-16 that was decoded has half the bytes",
    ),
    ("decode/certificates/text.rs", "string", "DEEPEST"),
    ("decode/certificates/text.rs", "strings_within", "DEEPEST"),
    (
        "decode/keystore/java/sealed.rs",
        "descriptions",
        "twice: a field's own value is no array, and only arrays have descriptions",
    ),
    (
        "decode/keystore/java/sealed.rs",
        "fields",
        "twice: a field's own value is no array, and only arrays have descriptions",
    ),
    (
        "decode/keystore/java/sealed.rs",
        "value",
        "twice: a field's own value is no array, and only arrays have descriptions",
    ),
    ("decode/keystore/pkcs12/safe.rs", "bags_of", "DEEPEST"),
    ("decode/kubeconfig/entries.rs", "empty", "another type's"),
    (
        "decode/objects/field.rs",
        "field",
        "the depth to which serde_json (128) and serde-saphyr (64) parse",
    ),
    (
        "decode/objects/field.rs",
        "value",
        "the depth to which serde_json (128) and serde-saphyr (64) parse",
    ),
    ("golang/yaml/parse.rs", "block_list", "MAX_DEPTH"),
    ("golang/yaml/parse.rs", "block_map", "MAX_DEPTH"),
    ("golang/yaml/parse.rs", "flow_list", "MAX_DEPTH"),
    ("golang/yaml/parse.rs", "flow_map", "MAX_DEPTH"),
    ("golang/yaml/parse.rs", "key", "MAX_DEPTH"),
    ("golang/yaml/parse.rs", "node", "MAX_DEPTH"),
    ("golang/yaml/parse.rs", "node_unless", "MAX_DEPTH"),
    ("golang/yaml/parse.rs", "pair", "MAX_DEPTH"),
    ("golang/yaml/parse.rs", "unindented_list", "MAX_DEPTH"),
    ("golang/yaml/parse.rs", "value", "MAX_DEPTH"),
    (
        "handshake/live/network_messages.rs",
        "inner",
        "a proxy's fault is one of the network, and no proxy stands before a proxy",
    ),
    (
        "handshake/live/network_messages.rs",
        "is_certain",
        "a proxy's fault is one of the network, and no proxy stands before a proxy",
    ),
    (
        "render/json/network.rs",
        "network",
        "a proxy's fault is one of the network, and no proxy stands before a proxy",
    ),
    ("survey/control_plane/host.rs", "led", "LINKS"),
    ("verify/explore.rs", "extend", "LONGEST"),
    (
        "verify/go.rs",
        "build",
        "SIGNATURE_CHECKS: each level costs one",
    ),
];

/// A function of a file, or a method of one of its types.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Function {
    is_method: bool,
    name: String,
}

/// Functions that can reach themselves within a file: `(file, function)`.
pub(crate) fn recursive(sources: &[(String, String)]) -> BTreeSet<(String, String)> {
    sources
        .iter()
        .flat_map(|(file, code)| {
            // Braces that open nothing.
            let calls = calls(&code.replace("'{'", "").replace("'}'", ""));
            let functions: Vec<_> = calls.keys().cloned().collect();
            functions
                .into_iter()
                .filter(move |function| reaches_itself(&calls, function))
                .map(|function| (file.clone(), function.name))
        })
        .collect()
}

/// Each function of a file, with those of the same file that it calls: functions by their bare name, methods on `self` and
/// `Self`. A call on anything else is one of another type.
fn calls(code: &str) -> BTreeMap<Function, BTreeSet<Function>> {
    let mut bodies: BTreeMap<Function, String> = BTreeMap::new();
    for (start, _) in code.match_indices("fn ") {
        let line = code[..start].rfind('\n').map_or(0, |end| end + 1);
        let before = &code[line..start];
        let is_word = before.is_empty() || before.ends_with([' ', '(']);
        let name: String = code[start + 3..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        if is_word && !name.is_empty() {
            let is_method = before.starts_with(' ');
            let function = Function { is_method, name };
            bodies
                .entry(function)
                .or_default()
                .push_str(body(&code[start..]));
        }
    }
    let functions: Vec<_> = bodies.keys().cloned().collect();
    bodies
        .iter()
        .map(|(function, body)| {
            let called = functions.iter().filter(|called| is_called(body, called));
            (function.clone(), called.cloned().collect())
        })
        .collect()
}

/// From a signature, what stands in its braces; nothing of a declaration.
fn body(code: &str) -> &str {
    let Some(open) = code.find(['{', ';']) else {
        return "";
    };
    let mut depth = 0_usize;
    for (index, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return &code[open..open + index];
        }
    }
    &code[open..]
}

fn is_called(body: &str, function: &Function) -> bool {
    let call = format!("{}(", function.name);
    body.match_indices(&call).any(|(at, _)| {
        let before = &body[..at];
        if function.is_method {
            return before.ends_with("self.") || before.ends_with("Self::");
        }
        let is_rest = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':');
        !before.ends_with(is_rest) && !before.ends_with("fn ")
    })
}

fn reaches_itself(calls: &BTreeMap<Function, BTreeSet<Function>>, from: &Function) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Function> = calls[from].iter().collect();
    while let Some(next) = open.pop() {
        if next == from {
            return true;
        }
        if seen.insert(next) {
            open.extend(&calls[next]);
        }
    }
    false
}

/// What of `found` has no bound, and which bounds are of nothing.
pub(crate) fn unbounded(found: &BTreeSet<(String, String)>) -> (Vec<String>, Vec<String>) {
    let known: BTreeSet<_> = BOUNDED
        .iter()
        .map(|(file, function, _)| ((*file).to_owned(), (*function).to_owned()))
        .collect();
    let name = |(file, function): &(String, String)| format!("{file}: {function}");
    (
        found.difference(&known).map(name).collect(),
        known.difference(found).map(name).collect(),
    )
}

#[test]
fn a_function_that_reaches_itself_is_seen() {
    let code = "\
fn one() { two(); }
pub(crate) fn two(x: u8) { if x { one() } }
fn three() { other.three(); X::three(); self.four() }
fn seven() { my_seven(); }
impl X {
    fn four(&self) { five(); Self::four() }
    fn five(&self) { five(); }
    fn six();
}";
    let found = recursive(&[("file".to_owned(), code.to_owned())]);
    let names: Vec<_> = found.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["four", "one", "two"]);
}
