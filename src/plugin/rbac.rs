//! The rights that reading needs, as a ClusterRole to apply.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::lists::LISTS;

/// Prints the ClusterRole.
pub(crate) fn print() -> u8 {
    u8::from(io::stdout().lock().write_all(role().as_bytes()).is_err()) * crate::UNREADABLE
}

/// `list` on each resource of [`LISTS`], and nothing else. `/apis` needs no rule: `system:discovery` grants it.
fn role() -> String {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for list in &LISTS {
        groups.entry(list.group).or_default().push(list.resource);
    }
    let mut text = String::from(
        "# Everything that kubectl certgraph asks for: lists, and never a change.\n\
         # Listing Secrets shows private keys to whoever holds this role.\n\
         apiVersion: rbac.authorization.k8s.io/v1\n\
         kind: ClusterRole\n\
         metadata:\n  name: certgraph\nrules:\n",
    );
    for (group, resources) in groups {
        text.push_str(&format!(
            "- apiGroups: [\"{group}\"]\n  resources: [{}]\n  verbs: [list]\n",
            resources.join(", ")
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_lists_and_does_nothing_else() {
        let role = role();
        for list in &LISTS {
            assert!(role.contains(list.resource), "{}", list.resource);
        }
        assert_eq!(
            role.matches("verbs:").count(),
            role.matches("verbs: [list]").count()
        );
    }
}
