//! What `explain` says of a case, in the words of the tables.

use std::process::Command;

use serde_json::Value;

use crate::data::Case;
use crate::tree::Tree;

/// When the cases were recorded.
const AT: &str = "2026-11-28T12:35:00Z";

/// The verdict on the case's connection: `accept`, `warning`, `undetermined`, `reject`, or several that differ.
pub(crate) fn of(case: &Case) -> Result<String, String> {
    let tree = Tree::of(case);
    let output = Command::new(env!("CARGO_BIN_EXE_certgraph"))
        .args(&tree.arguments)
        .args(["--at", AT, "--format", "json"])
        .current_dir(tree.folder())
        .env_clear()
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).map_err(|error| {
        let words = String::from_utf8_lossy(&output.stderr);
        format!("no report: {error}: {words}")
    })?;
    let report = Report { report: &report };
    let by_kubeconfig = tree.arguments.iter().any(|word| word == "--control-plane");
    Ok(report.verdict(case, by_kubeconfig))
}

struct Report<'a> {
    report: &'a Value,
}

impl Report<'_> {
    fn verdict(&self, case: &Case, by_kubeconfig: bool) -> String {
        let text = case.connection.as_str();
        if by_kubeconfig {
            return self.together(&self.connections());
        }
        if text == "all" || text == "all clients → kube-apiserver" {
            let all = self.between(None, "kube-apiserver");
            let rejected = all.iter().all(|one| one["verdict"] == "reject");
            return if rejected {
                "reject".to_owned()
            } else {
                self.together(&all)
            };
        }
        if let Some(members) = text.strip_prefix("etcd cp-2 ") {
            return self.of_member(members);
        }
        let each = text.split(", ").map(|text| self.of(text));
        let mut each: Vec<String> = each.collect();
        each.dedup();
        each.join("/")
    }

    /// `CLIENT → SERVER`, or something that is no connection and that a finding about files tells.
    fn of(&self, text: &str) -> String {
        let found = text
            .split_once(" → ")
            .map(|(client, server)| (component(client), component(server)));
        let Some((client, server)) = found else {
            return self.of_files();
        };
        let mut all = self.between(Some(client), server);
        if client == "kubectl" {
            let own = |one: &&Value| {
                one["client"]["file"]
                    .as_str()
                    .is_some_and(|file| file.ends_with("/admin.conf"))
            };
            all.retain(own);
        }
        if all.is_empty() && client == "front-proxy" {
            all = self.between(Some(client), "kube-apiserver");
        }
        if all.is_empty() {
            return self.of_files();
        }
        let own = self.together(&all);
        if own == "accept" && server == "kube-apiserver" {
            self.of_files()
        } else {
            own
        }
    }

    /// The two directions between one member of etcd and the others.
    fn of_member(&self, text: &str) -> String {
        let all = self.between(Some("etcd"), "etcd");
        let side = |number: usize| -> Vec<&Value> {
            let is_it = |one: &&&Value| {
                let name = one["name"].as_str().unwrap_or_default();
                name.split(" → ")
                    .nth(number)
                    .is_some_and(|end| end.contains("cp-2"))
            };
            all.iter().filter(is_it).copied().collect()
        };
        let from = self.together(&side(0));
        let both = text.starts_with('↔');
        let to = self.together(&side(1));
        if both && from != to {
            format!("{from}/{to}")
        } else {
            from
        }
    }

    /// What the findings about files come to, and the connections of the program whose files they are.
    fn of_files(&self) -> String {
        let findings = list(&self.report["findings"]);
        let severe = |severity: &str| {
            findings
                .iter()
                .any(|finding| finding["severity"] == severity)
        };
        let manager =
            self.together(&self.between(Some("kube-controller-manager"), "kube-apiserver"));
        let all = self.together(&self.connections());
        if manager == "reject" || severe("error") {
            "reject".to_owned()
        } else if severe("warning") || all == "warning" {
            "warning".to_owned()
        } else {
            all
        }
    }

    fn connections(&self) -> Vec<&Value> {
        list(&self.report["connections"]).iter().collect()
    }

    fn between(&self, client: Option<&str>, server: &str) -> Vec<&Value> {
        let mut all = self.connections();
        all.retain(|one| {
            one["server"]["component"] == server
                && client.is_none_or(|client| one["client"]["component"] == client)
        });
        all
    }

    fn together(&self, connections: &[&Value]) -> String {
        let any = |verdict: &str| connections.iter().any(|one| one["verdict"] == verdict);
        let warned = || {
            let mut findings = connections.iter().flat_map(|one| list(&one["findings"]));
            findings.any(|finding| finding["severity"] == "warning")
        };
        let found = if connections.is_empty() {
            "none"
        } else if any("reject") {
            "reject"
        } else if any("undetermined") {
            "undetermined"
        } else if warned() {
            "warning"
        } else {
            "accept"
        };
        found.to_owned()
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A program of the tables as JSON spells it.
fn component(text: &str) -> &str {
    match text {
        "token webhook" => "token-webhook",
        "authorization webhook" => "authorization-webhook",
        "audit webhook" => "audit-webhook",
        "OIDC issuer" => "oidc-issuer",
        "egress proxy" => "egress-proxy",
        "aggregated API server" => "extension-apiserver",
        "pods" => "pod",
        other => other,
    }
}
