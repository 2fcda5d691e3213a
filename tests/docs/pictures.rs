//! Pictures in the documents are what the program draws.

use std::fs;

use crate::command::{certgraph, root, words};
use crate::document::{documents, expect};

/// `<!-- picture: certgraph … -->` stands before a line `![text](file)`.
#[test]
fn every_picture_is_the_present_one() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some(command) = line.strip_prefix("<!-- picture: certgraph ") else {
                continue;
            };
            let command = command.strip_suffix(" -->").unwrap();
            let image = lines.next().unwrap();
            let file = image
                .split("](")
                .nth(1)
                .and_then(|rest| rest.strip_suffix(')'));
            let file = document.parent().unwrap().join(file.expect(image));
            let run = certgraph(root(), &words(command));
            assert_eq!(run.status, 0, "{command}: {}", run.output);
            if std::env::var_os("CERTGRAPH_UPDATE").is_some() && !file.exists() {
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(&file, "").unwrap();
            }
            wrong.extend(expect(&file, &run.output).err());
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 3);
}

/// `<!-- mermaid: certgraph … -->` stands before a block of Mermaid, which GitHub draws.
#[test]
fn every_flowchart_is_the_present_one() {
    let mut wrong = Vec::new();
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        let mut parts = text.split("\n<!-- mermaid: certgraph ");
        let mut wanted = parts.next().unwrap().to_owned();
        for part in parts {
            let (command, rest) = part.split_once(" -->\n```mermaid\n").unwrap();
            let after = rest.split_once("```\n").unwrap().1;
            let run = certgraph(root(), &words(command));
            assert_eq!(run.status, 0, "{command}: {}", run.output);
            wanted += &format!(
                "\n<!-- mermaid: certgraph {command} -->\n```mermaid\n{}```\n{after}",
                run.output
            );
        }
        wrong.extend(expect(&document, &wanted).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
