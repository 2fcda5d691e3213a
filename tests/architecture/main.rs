//! The house in order: which layer and which file uses which, where external crates and the file system are touched, and
//! how long files and functions are.
//!
//! `docs/design.md` has the table of layers and crates that these tests hold.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test reads the sources, and fails where it cannot"
)]

mod crates;
mod functions;
mod imports;
mod layers;
mod recursion;
mod rust_version;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use imports::Imports;
use source::Source;

#[test]
fn a_file_uses_only_what_stands_before_it() {
    let sources = source::all();
    let imports = Imports::of(&sources);
    let mut wrong = Vec::new();
    for (user, used) in imports.uses.iter().enumerate() {
        let refusals = used
            .iter()
            .filter_map(|used| layers::refusal(&sources[user], &sources[*used]));
        wrong.extend(refusals);
    }
    assert_none(&wrong);
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let sources = source::all();
    let circles = Imports::of(&sources).circles();
    let circles = circles.iter().map(|circle| {
        let files = circle.iter().map(|file| sources[*file].path.as_str());
        files.collect::<Vec<_>>().join(", ")
    });
    assert_none(&circles.collect::<Vec<_>>());
}

#[test]
fn every_external_crate_has_its_home() {
    let dependencies = crates::dependencies();
    let homes = crates::homes();
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for source in source::all() {
        for name in crates::named(&source, &dependencies) {
            let home = homes.get(&source.layer);
            if !home.is_some_and(|home| home.contains(&name)) {
                wrong.push(format!("{} uses {name}", source.path));
            }
            used.entry(source.layer.clone()).or_default().insert(name);
        }
    }
    for (layer, home) in &homes {
        let empty = BTreeSet::new();
        let idle = home.difference(used.get(layer).unwrap_or(&empty));
        wrong.extend(idle.map(|name| format!("{layer} does not use {name}")));
    }
    let housed: BTreeSet<&String> = homes.values().flatten().collect();
    let homeless = dependencies.iter().filter(|name| !housed.contains(name));
    wrong.extend(homeless.map(|name| format!("{name} has no home")));
    assert_none(&wrong);
}

/// Layers that may touch the file system. The plugin is a program of its own, which looks for another beside it.
const FILES: [&str; 2] = ["source", "plugin"];

#[test]
fn the_file_system_is_behind_one_layer() {
    const TOUCHES: [&str; 15] = [
        " std::fs",
        "(std::fs",
        " fs::",
        "(fs::",
        " File::",
        "(File::",
        ".canonicalize()",
        ".exists()",
        ".is_dir()",
        ".is_file()",
        ".is_symlink()",
        ".metadata()",
        ".read_dir()",
        ".read_link()",
        ".symlink_metadata()",
    ];
    let sources = source::all();
    let others = sources
        .iter()
        .filter(|source| !FILES.contains(&source.layer.as_str()));
    let wrong = others.flat_map(|source| {
        lines_with(source, |line| {
            TOUCHES.iter().any(|touch| line.contains(touch))
        })
    });
    assert_none(&wrong.collect::<Vec<_>>());
}

/// Functions that may be longer: each is a table, one arm a case.
const TABLES: [&str; 4] = [
    // One sentence a problem.
    "src/finding/message.rs: fmt",
    // The fixes of each code.
    "src/fix/propose/kubeconfig.rs: by_code",
    // The facts of each problem, as JSON has them.
    "src/render/json/evidence.rs: evidence",
    // The document of a rotation, field by field.
    "src/render/json/rotation.rs: document",
];

#[test]
fn functions_have_at_most_a_hundred_lines() {
    let mut long = Vec::new();
    for source in source::all() {
        for (name, line, length) in functions::functions(&source.code) {
            let known = format!("{}: {name}", source.path);
            let known = known.as_str();
            if length > 100 && !TABLES.contains(&known) {
                long.push(format!("{}:{line}: {name} has {length} lines", source.path));
            }
        }
    }
    assert_none(&long);
}

#[test]
fn files_hold_one_idea() {
    let sources = source::all();
    let long = sources.iter().filter(|source| source.length() > 400);
    let long = long.map(|source| format!("{}: {} lines", source.path, source.length()));
    assert_none(&long.collect::<Vec<_>>());
    let mut lengths: Vec<_> = sources.iter().map(Source::length).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= 150, "the median file has {median} lines");
}

#[test]
fn nothing_is_decided_by_the_text_of_an_error() {
    const TEXTS: [&str; 8] = [
        "err", "error", "fault", "go", "message", "problem", "reason", "why",
    ];
    let decides = |line: &str| {
        TEXTS.iter().any(|text| {
            ["", ".to_string()"].iter().any(|made| {
                ["contains", "starts_with", "ends_with"].iter().any(|asks| {
                    let call = format!("{text}{made}.{asks}(\"");
                    let at = line.find(&call);
                    at.is_some_and(|at| {
                        !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
                    })
                })
            })
        })
    };
    let sources = source::all();
    let wrong = sources
        .iter()
        .flat_map(|source| lines_with(source, decides));
    assert_none(&wrong.collect::<Vec<_>>());
}

#[test]
fn nothing_recurses_as_far_as_an_input_says() {
    let sources: Vec<_> = source::all()
        .into_iter()
        .map(|source| {
            let path = source.path.trim_start_matches("src/").to_owned();
            (path, source.code)
        })
        .collect();
    let (unbounded, stale) = recursion::unbounded(&recursion::recursive(&sources));
    assert!(
        unbounded.is_empty(),
        "call themselves, and nothing here says what bounds that:\n{}",
        unbounded.join("\n")
    );
    assert!(
        stale.is_empty(),
        "do not call themselves:\n{}",
        stale.join("\n")
    );
}

/// The lines of a file that are such, each with its place.
fn lines_with(source: &Source, is_such: impl Fn(&str) -> bool) -> Vec<String> {
    let lines = source.code.lines().zip(1..);
    lines
        .filter(|(line, _)| is_such(line))
        .map(|(line, number)| format!("{}:{number}: {}", source.path, line.trim()))
        .collect()
}

#[track_caller]
fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
