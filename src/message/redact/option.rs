//! Passwords behind options of one letter.

use super::span::Spans;
use super::value::{is_path, value};

/// Options of one letter that take a password, by the command before them.
const OPTIONS: [(&[&str], &str); 6] = [
    (&["curl", "wget", "http"], "-u"),
    (&["curl"], "-U"),
    (&["curl", "http", "https"], "--user"),
    (&["curl"], "--proxy-user"),
    (
        &[
            "sshpass",
            "mysql",
            "mysqldump",
            "mysqladmin",
            "docker",
            "podman",
            "helm",
            "az",
            "oc",
            "rancher",
            "mongo",
            "mongosh",
            "redis",
            "argocd",
            "nerdctl",
            "skopeo",
            "keytool",
        ],
        "-p",
    ),
    (&["redis-cli", "keytool"], "-a"),
];

pub(super) fn find(line: &str, spans: &mut Spans) {
    for (commands, option) in OPTIONS {
        if !commands.iter().any(|command| line.contains(command)) {
            continue;
        }
        for (at, _) in line.match_indices(option) {
            let alone = line.get(..at).is_some_and(|before| {
                before.is_empty() || before.ends_with([' ', '\t', '"', '\''])
            });
            let behind = at + option.len();
            let Some(rest) = line.get(behind..).filter(|_| alone) else {
                continue;
            };
            // `-pSECRET` is one word with its option; `--user-agent` is another option.
            let glued = option.len() == 2 && rest.starts_with(|c: char| c.is_ascii_alphanumeric());
            if !glued && !rest.starts_with([' ', '=']) {
                continue;
            }
            let from = behind + usize::from(rest.starts_with('='));
            if let Some(found) = value(line, from).filter(|found| {
                line.get(found.start..found.end)
                    .is_some_and(|text| !text.starts_with('-') && !is_path(text))
            }) {
                spans.add(found.start, found.end);
            }
        }
    }
}
