//! CA bundles and kubeconfigs, as clients other than kubectl read them.

use std::path::Path;

use certgraph::clients::kubeconfig::{Document, Sources, Surroundings, read};
use certgraph::clients::{BundleText, ClientName, sentences};
use certgraph::source::Files;

use crate::check_text;

/// By the rules of every client.
pub fn run(bytes: &[u8]) {
    let files = Files::new();
    let sources = Sources {
        documents: vec![Document::parse("kubeconfig", bytes)],
        absent: Vec::new(),
        list: None,
        context: None,
    };
    let surroundings = Surroundings {
        files: &files,
        directory: Path::new("/nowhere"),
        proxy_variable: true,
    };
    let bundle = BundleText::parse(bytes);
    for name in ClientName::ALL {
        let client = name.client();
        if let Err(fault) = read(&sources, client.config, &surroundings) {
            let _ = sentences::of_config(&fault);
        }
        if let Some(Err(fault)) = client.stack.map(|stack| bundle.read(&stack.bundle)) {
            check_text(&sentences::of_bundle(fault));
        }
    }
}
