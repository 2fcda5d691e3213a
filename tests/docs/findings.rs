//! Codes, pages and fixtures: each has the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use certgraph::finding::Code;

use crate::command::{Scene, node_codes, nodes, root, stock_codes, stocks};
use crate::document::expect;

/// Codes that no fixture produces, and why.
const WITHOUT_FIXTURE: &[(&str, &str)] = &[(
    "distrusted-key",
    "no certificate can lead to a key on Go's list without its private key, which nobody here has",
)];

/// Whether a live server produces it: `tests/live` plays that server, and holds the page's example.
fn is_live(code: Code) -> bool {
    let marker = format!("<!-- live: {code} -->");
    code.page().contains(&marker)
}

/// The sections of a page; the last one may be absent.
const SECTIONS: [&str; 5] = [
    "What it means",
    "What you see",
    "Example",
    "How to fix it",
    "Other software",
];

#[test]
fn every_page_has_its_code() {
    let slugs: BTreeSet<_> = Code::ALL
        .iter()
        .map(|code| code.slug().to_owned())
        .collect();
    assert_eq!(slugs.len(), Code::ALL.len(), "slugs are unique");
    let pages: BTreeSet<_> = fs::read_dir(root().join("docs/findings"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .map(|name| name.trim_end_matches(".md").to_owned())
        .collect();
    assert_eq!(pages, slugs);
}

#[test]
fn every_page_says_what_the_registry_says() {
    for code in Code::ALL {
        let page = code.page();
        let title = format!("# {code}\n\n");
        assert!(page.starts_with(&title), "{code}: title");
        for (row, value) in [
            ("severity", code.severity().as_str()),
            ("rule", code.clause()),
        ] {
            let line = format!("\n| {row} | {value} |\n");
            assert!(page.contains(&line), "{code}: {row} is {value}");
        }
        let sections: Vec<_> = page
            .lines()
            .filter_map(|line| line.strip_prefix("## "))
            .collect();
        assert!(
            sections == SECTIONS || sections == SECTIONS[..4],
            "{code}: {sections:?}"
        );
        // What a distribution says of its own certificates is for it to say.
        assert!(
            page.contains("\nDocumentation: [") && page.contains("](https://"),
            "{code}: links"
        );
        for line in page.lines() {
            let trailing = line != line.trim_end();
            assert!(!trailing, "{code}: blanks at the end of {line:?}");
        }
    }
}

#[test]
fn every_example_shows_its_finding() {
    let mut known = BTreeMap::new();
    for code in Code::ALL {
        let example = code
            .page()
            .lines()
            .find_map(|line| line.strip_prefix("<!-- example: "))
            .and_then(|rest| rest.strip_suffix(" -->"))
            .filter(|named| {
                ["faults/", "audit/", "control-plane/"]
                    .iter()
                    .any(|folder| named.starts_with(folder))
            });
        let excused =
            is_live(*code) || WITHOUT_FIXTURE.iter().any(|(slug, _)| *slug == code.slug());
        match example {
            None => assert!(excused, "{code}: an example from fixtures"),
            Some(fault) => {
                let codes = known
                    .entry(fault)
                    .or_insert_with(|| match fault.split_once('/') {
                        Some(("audit", stock)) => stock_codes(stock),
                        Some(("control-plane", node)) => node_codes(node),
                        Some((_, fault)) => Scene::read(fault).codes(),
                        None => Vec::new(),
                    });
                assert!(
                    codes.iter().any(|found| found == code.slug()),
                    "{code}: {codes:?}"
                );
            }
        }
    }
}

#[test]
fn every_code_has_a_fixture() {
    let mut produced = BTreeSet::new();
    for fault in Scene::all() {
        produced.extend(Scene::read(&fault).codes());
    }
    for stock in stocks() {
        produced.extend(stock_codes(&stock));
    }
    for node in nodes() {
        produced.extend(node_codes(&node));
    }
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !is_live(**code))
        .map(|code| code.slug())
        .filter(|slug| !produced.contains(*slug))
        .collect();
    let excused: Vec<_> = WITHOUT_FIXTURE.iter().map(|(slug, _)| *slug).collect();
    assert_eq!(
        missing, excused,
        "and an excuse that is no longer needed goes"
    );
}

#[test]
fn the_index_is_the_registry() {
    let path = root().join("docs/findings/README.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, _) = text.split_once("| code |").unwrap();
    let mut wanted = format!("{before}| code | severity | summary |\n| --- | --- | --- |\n");
    for code in Code::ALL {
        wanted += &format!(
            "| [{code}]({code}.md) | {} | {} |\n",
            code.severity().as_str(),
            code.summary()
        );
    }
    expect(&path, &wanted).unwrap_or_else(|wrong| panic!("{wrong}"));
}

#[test]
fn every_fault_is_described() {
    let text = fs::read_to_string(root().join("fixtures/README.md")).unwrap();
    let table = text.split("| fault |").nth(1).unwrap();
    let described: Vec<_> = table
        .lines()
        .skip(2)
        .map_while(|row| row.strip_prefix("| `"))
        .map(|row| row.split('`').next().unwrap().to_owned())
        .collect();
    assert_eq!(described, Scene::all());
}
