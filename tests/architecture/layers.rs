//! The order of the layers, and of the folders inside the large ones.

use crate::source::Source;

/// A layer uses only what stands before it.
const LAYERS: [&str; 28] = [
    "ground",
    "golang",
    "programs",
    "x509",
    "source",
    "decode",
    "finding",
    "inventory",
    "graph",
    "verify",
    "connection",
    "assemble",
    "handshake",
    "live",
    "clients",
    "fix",
    "explain",
    "survey",
    "audit",
    "diff",
    "rotation",
    "message",
    "report",
    "render",
    "library",
    "lib",
    "cli",
    "plugin",
];

/// Inside a folder, each part uses only what stands before it; a part is a file or a folder.
const FOLDERS: [(&str, &[&str]); 7] = [
    ("src/x509", &["model", "crypto", "parse", "words"]),
    (
        "src/decode/objects",
        &["fault", "piece", "part", "reading", "batch", "stream"],
    ),
    (
        "src/rotation",
        &["model", "action", "simulation", "walk", "plan"],
    ),
    ("src/survey", &["model", "order", "gather"]),
    (
        "src/source/endpoint",
        &["model", "exchange", "session", "reach", "observe"],
    ),
    ("src/audit", &["row", "stock", "model", "intake"]),
    ("src/fix", &["model", "simulation", "propose", "search"]),
];

/// Why one file may not use another; none where it may.
pub(crate) fn refusal(own: &Source, used: &Source) -> Option<String> {
    let (user, other) = (layer(&own.layer), layer(&used.layer));
    let wrong = if own.layer == used.layer {
        FOLDERS.iter().any(|(folder, parts)| {
            let rank = |source: &Source| {
                let below = source.path.strip_prefix(folder)?.strip_prefix('/')?;
                let part = below.split('/').next()?.trim_end_matches(".rs");
                parts.iter().position(|name| *name == part)
            };
            rank(own)
                .zip(rank(used))
                .is_some_and(|(own, used)| used > own)
        })
    } else {
        user < other
    };
    wrong.then(|| format!("{} uses {}", own.path, used.path))
}

fn layer(name: &str) -> usize {
    let rank = LAYERS.iter().position(|layer| *layer == name);
    rank.unwrap_or_else(|| panic!("{name} has no place among the layers"))
}
