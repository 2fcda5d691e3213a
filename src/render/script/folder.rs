//! A folder of scripts: what a file in it is called.

/// A file to write, by its path below the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptFile {
    /// `cp-1/1.1-trust.sh`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// A node that is the only one.
pub(super) const ALONE: &str = "node";

/// A folder's name of a node's: names come from files, and none leads out of the folder.
pub(super) fn folder_of(node: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') {
            c
        } else {
            '_'
        }
    };
    let mut rest = node.chars();
    let safe = |c: char| if c == '.' { '.' } else { plain(c) };
    let first = rest.next().map(plain);
    first.into_iter().chain(rest.map(safe)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_node_leads_out_of_the_folder() {
        assert_eq!(folder_of("cp-1.example"), "cp-1.example");
        assert_eq!(folder_of("../x"), "_._x");
        assert_eq!(folder_of("a/b c"), "a_b_c");
    }
}
