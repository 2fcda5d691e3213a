//! Completion for kubectl, which starts `kubectl_complete-certgraph` with the words after `kubectl certgraph`
//! (kubectl `pkg/cmd/plugin/plugin_completion.go`) and reads cobra's form: a candidate a line, then a directive.

use std::ffi::OsString;
use std::io::{self, Write};

use crate::programs;

/// cobra `completions.go`, `ShellCompDirectiveDefault`: the shell may offer file names, which most commands take.
const FILES_TOO: &str = ":0";

/// Commands of the plugin's own.
const OWN: [(&str, &str); 2] = [
    ("rbac", "The ClusterRole that reading a cluster needs"),
    (
        "save",
        "Write the cluster's objects without private keys, for a later diff",
    ),
];

/// Prints the candidates for the last word.
pub(crate) fn print(words: &[OsString]) -> u8 {
    let mut asked = vec![OsString::from("complete"), OsString::from("--")];
    asked.extend(words.iter().cloned());
    let mut text = programs::certgraph_says(&asked);
    if let [] | [_] = words {
        let begun = words
            .first()
            .and_then(|word| word.to_str())
            .unwrap_or_default();
        for (name, about) in OWN.iter().filter(|(name, _)| name.starts_with(begun)) {
            text.push_str(&format!("{name}\t{about}\n"));
        }
    }
    text.push_str(FILES_TOO);
    text.push('\n');
    u8::from(io::stdout().lock().write_all(text.as_bytes()).is_err()) * crate::UNREADABLE
}
