//! What programs read is what its schema says.

use std::fs;

use serde_json::{Value, json};

use crate::command::{certgraph, root};

/// Every folder of fixtures that holds certificates.
fn fixtures() -> Vec<String> {
    let mut folders = vec!["ack".to_owned(), "hostile".to_owned()];
    for group in ["audit", "control-plane", "faults", "kubeadm", "pictures"] {
        let entries = fs::read_dir(root().join("fixtures").join(group)).unwrap();
        let folders_of = entries
            .map(|entry| entry.unwrap())
            .filter(|of| of.path().is_dir());
        folders.extend(folders_of.map(|of| format!("{group}/{}", of.file_name().display())));
    }
    folders
}

/// The schema for a test: what it does not name is an error here, though readers are to pass over it.
fn closed(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.get("type") == Some(&json!("object")) {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
            fields.values_mut().for_each(closed);
        }
        Value::Array(items) => items.iter_mut().for_each(closed),
        _ => {}
    }
}

#[test]
fn graphs_are_what_their_schema_says() {
    let text = fs::read(root().join("docs/schemas/graph.v1.json")).unwrap();
    let mut schema: Value = serde_json::from_slice(&text).unwrap();
    closed(&mut schema);
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    let mut relations = Vec::new();
    for folder in fixtures() {
        let input = format!("fixtures/{folder}");
        let arguments = ["graph", &input, "--at", "2026-06-01", "--format", "json"];
        let printed = certgraph(root(), &arguments.map(str::to_owned)).output;
        let mut graph: Value = serde_json::from_str(&printed).unwrap();
        let wrong: Vec<_> = schema
            .iter_errors(&graph)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{folder}: {wrong:#?}");
        let edges = graph["edges"].as_array().unwrap().iter();
        relations.extend(edges.map(|edge| edge["relation"].to_string()));
        // And it can tell.
        graph["certificates"][0]["id"] = json!("one");
        assert!(!schema.is_valid(&graph), "{folder}");
    }
    relations.sort();
    relations.dedup();
    assert_eq!(relations.len(), 4, "{relations:?}");
}
