//! A kubeconfig, as `explain` judges it.

use certgraph::assemble::client;
use certgraph::connection::Server;
use certgraph::decode::kubeconfig::{Flags, load_bytes};
use certgraph::fix::Advice;
use certgraph::golang::GoRelease;
use certgraph::handshake::connect;
use certgraph::render::{json, text};
use certgraph::report::explain::{ConnectionReport, Explanation};
use certgraph::source::Files;
use certgraph::verify::SignatureCache;

use crate::{AT, check_json, check_text};

/// Its first contexts, in text and JSON.
pub fn run(bytes: &[u8]) {
    let release = GoRelease::default();
    let loaded = load_bytes("kubeconfig", bytes, "/nowhere");
    let files = Files::new();
    let signatures = SignatureCache::default();
    let contexts = loaded.config.contexts.iter().take(2);
    let contexts: Vec<_> = contexts.map(|context| context.name.clone()).collect();
    let contexts = contexts.iter().map(|name| Some(name.as_str())).chain([None]);
    let mut connections = Vec::new();
    let mut inventory = certgraph::inventory::Inventory::new();
    for context in contexts {
        let flags = Flags {
            context,
            cluster: None,
            user: None,
        };
        let client = client(&loaded, &flags, "kubeconfig", &files, release, release);
        let connection = connect(&client, &Server::unknown(), *AT, release, &signatures);
        for (_, entry) in connection.inventory.iter() {
            inventory.add_entry(entry);
        }
        let advice = Advice::default();
        connections.push(ConnectionReport::new(&connection, &advice, *AT, Vec::new()));
    }
    let explanation = Explanation {
        at: *AT,
        connections,
        inventory,
        findings: Vec::new(),
        fix: None,
        components: false,
        next: Vec::new(),
    };
    check_text(&text::explain::explain(&explanation, true, text::Style::default()));
    check_json(&json::explain::explain(&explanation));
}
