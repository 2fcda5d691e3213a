//! A kubeconfig, as `explain` judges it.

use std::path::Path;
use std::sync::Arc;

use certgraph::connection::{Client, Server};
use certgraph::decode::kubeconfig::Flags;
use certgraph::explain::{Answering, ExplainOptions, Input, OtherClients, Surroundings, explain};
use certgraph::fix::{Evaluation, KubeconfigCase};
use certgraph::golang::GoRelease;
use certgraph::inventory::Inventory;
use certgraph::render::{json, text};
use certgraph::report::explain::{ConnectionReport, Explanation};
use certgraph::source::Files;
use certgraph::verify::SignatureCache;

use crate::{AT, check_json, check_text};

/// Nothing is known of who answers.
struct Nowhere;

impl Surroundings for Nowhere {
    fn servers(&self, _: &KubeconfigCase<'_>, _: &Client) -> Vec<Answering> {
        vec![Answering {
            server: Arc::new(Server::unknown()),
            node: None,
            startup_failures: Vec::new(),
        }]
    }
}

/// Its first contexts, in text and JSON.
pub fn run(bytes: &[u8]) {
    let Ok(input) = Input::from_bytes("kubeconfig".to_owned(), bytes, "/nowhere") else {
        return;
    };
    let (files, signatures) = (Files::new(), SignatureCache::default());
    let options = ExplainOptions {
        evaluation: Evaluation {
            files: &files,
            at: *AT,
            release: GoRelease::default(),
            kubectl_release: GoRelease::default(),
            signatures: &signatures,
        },
        directory: Path::new("/nowhere"),
        advise: false,
        others: OtherClients::default(),
    };
    let contexts = input.loaded.config.contexts.iter().take(2);
    let contexts = contexts
        .map(|context| Some(context.name.as_str()))
        .chain([None]);
    let mut connections = Vec::new();
    let mut inventory = Inventory::new();
    for context in contexts {
        let flags = Flags {
            context,
            ..Flags::default()
        };
        for found in explain(&input, &flags, &Nowhere, &options).connections {
            for (_, entry) in found.connection.inventory.iter() {
                inventory.add_entry(entry);
            }
            let report = ConnectionReport::of_kubeconfig(&found, &input, context, *AT);
            connections.push(report);
        }
    }
    let explanation = Explanation::of_kubeconfigs(connections, inventory, *AT);
    check_text(&text::explain::explain(
        &explanation,
        true,
        text::Style::default(),
    ));
    check_json(&json::explain::explain(&explanation));
}
