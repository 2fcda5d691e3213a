//! Hostile names in every format of `graph`, read by parsers that are not ours: nothing is there that a benign name
//! would not have brought.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::support::{certgraph, unprintable};
use crate::twins::{FRAGMENTS, twins};

/// How often each thing is there.
type Parts = BTreeMap<String, usize>;

/// Reads a format.
type Reader = fn(&str) -> Parts;

#[test]
fn a_name_adds_nothing_to_a_picture() {
    let formats: [(&str, Reader); 4] = [
        ("svg", |text| markup(text, true)),
        ("html", |text| markup(&without_script(text), false)),
        ("mermaid", flowchart),
        ("json", graph),
    ];
    for fragment in FRAGMENTS {
        let (_folder, benign, hostile) = twins(fragment);
        for (format, parts) in formats {
            let [plain, odd] = [&benign, &hostile].map(|folder| drawn(folder, format));
            assert_eq!(unprintable(&odd), None, "{format} of {fragment:?}");
            assert_ne!(
                plain, odd,
                "{format} of {fragment:?}: the names are not there"
            );
            let (plain, odd) = (parts(&plain), parts(&odd));
            assert!(plain.values().sum::<usize>() > 15, "{format}: {plain:?}");
            assert_eq!(plain, odd, "{format} of {fragment:?}");
        }
    }
}

fn drawn(folder: &Path, format: &str) -> String {
    let arguments = [
        "graph",
        ".",
        "--at",
        "2026-06-01",
        "--fold",
        "never",
        "--format",
        format,
    ];
    let output = certgraph(folder, &arguments).output();
    assert_eq!(output.code, Some(0), "{}", output.all());
    output.stdout
}

/// Elements with their attributes, and with the values that decide what an element does.
fn markup(text: &str, strict: bool) -> Parts {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = strict;
    let mut parts = Parts::new();
    loop {
        let (kind, element) = match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(element) => ("start", element),
            quick_xml::events::Event::Empty(element) => ("empty", element),
            quick_xml::events::Event::Text(_) | quick_xml::events::Event::GeneralRef(_) => continue,
            quick_xml::events::Event::Eof => return parts,
            other => {
                let name = format!("{other:?}");
                *parts
                    .entry(name.split('(').next().unwrap().to_owned())
                    .or_default() += 1;
                continue;
            }
        };
        let mut part = format!("{kind} {}", element.name().as_ref());
        for attribute in element.html_attributes() {
            let attribute = attribute.unwrap();
            part += &format!(" {}", attribute.key.as_ref());
            if ["class", "id"].contains(&attribute.key.as_ref()) {
                part += &format!("={}", attribute.value);
            }
        }
        *parts.entry(part).or_default() += 1;
    }
}

/// The script and the style are the program's own, and no XML.
fn without_script(page: &str) -> String {
    let (start, rest) = page.split_once("<script>").unwrap();
    let (_, end) = rest.split_once("</script>").unwrap();
    format!("{start}{end}").replace("<!DOCTYPE html>", "")
}

/// Lines by what they are; any other line is not Mermaid that we write.
fn flowchart(text: &str) -> Parts {
    let mut parts = Parts::new();
    for line in text.lines() {
        *parts.entry(statement(line)).or_default() += 1;
    }
    parts
}

fn statement(line: &str) -> String {
    if ["---", "flowchart LR"].contains(&line) || line.starts_with("  classDef ") {
        return line.to_owned();
    }
    if let Some(title) = line.strip_prefix("title: \"") {
        assert!(is_text(title.strip_suffix('"').unwrap()), "{line}");
        return "title".to_owned();
    }
    let line = line.strip_prefix("  ").unwrap();
    let id = |text: &str| {
        let known = text.strip_prefix(['v', 'a', 'l']).unwrap_or("?");
        known.chars().all(|c| c.is_ascii_digit() || c == 'r')
    };
    for arrow in ["-.->", "-->", "-.-o"] {
        if let Some((from, to)) = line.split_once(&format!(" {arrow} ")) {
            assert!(id(from) && id(to), "{line}");
            return format!("edge {arrow}");
        }
    }
    for [open, close] in [["[[\"", "\"]]"], ["[\"", "\"]"]] {
        if let Some((own, rest)) = line.split_once(open) {
            let (label, class) = rest.split_once(close).unwrap();
            assert!(id(own) && label.split("<br/>").all(is_text), "{line}");
            return format!("node {open} {class}");
        }
    }
    panic!("no statement: {line}");
}

/// Letters, digits and harmless signs; all else as `#code;`.
fn is_text(label: &str) -> bool {
    let mut rest = label;
    while let Some((plain, code)) = rest.split_once('#') {
        let Some((digits, after)) = code.split_once(';') else {
            return false;
        };
        if !is_plain(plain) || digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
            return false;
        }
        rest = after;
    }
    is_plain(rest)
}

fn is_plain(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_alphanumeric() || !c.is_ascii() || " -.,:/".contains(c))
}

/// Nodes and edges by kind, and how deep each reaches.
fn graph(text: &str) -> Parts {
    let graph: Value = serde_json::from_str(text).unwrap();
    let mut parts = Parts::new();
    for (kind, nodes) in graph.as_object().unwrap() {
        for node in nodes.as_array().into_iter().flatten() {
            let fields: Vec<_> = node
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            let part = format!("{kind} {} {}", node["relation"], fields.join(" "));
            *parts.entry(part).or_default() += 1;
        }
    }
    parts
}
