//! Our answer against Go's.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::data::DataSet;

/// The two answers to one case.
pub(crate) struct Comparison {
    pub(crate) ours: Value,
    pub(crate) go: Value,
}

/// A difference, as it stands in the list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Difference {
    data: String,
    go: String,
    id: String,
    field: String,
    expected: Value,
    actual: Value,
    /// Why it stays; of no account when two differences are compared.
    #[serde(default)]
    reason: Reason,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
struct Reason(String);

impl PartialEq for Reason {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Reason {}

/// The list of differences that remain.
pub(crate) fn expected() -> Vec<Difference> {
    let list: Vec<Difference> =
        serde_json::from_str(include_str!("../../fixtures/conformance/differences.json"))
            .expect("a list of differences");
    for difference in &list {
        assert!(!difference.reason.0.is_empty(), "no reason: {difference}");
    }
    list
}

impl Comparison {
    /// `mesh` of `gen1-00001-mesh`, `rfc5280` of `rfc5280::nc::…`.
    pub(crate) fn family(&self) -> String {
        let id = self.ours["id"].as_str().unwrap_or_default();
        match id.split_once("::") {
            Some((family, _)) => family.to_owned(),
            None => id.splitn(3, '-').last().unwrap_or_default().to_owned(),
        }
    }

    /// Field by field.
    pub(crate) fn differences(&self, set: &DataSet) -> Vec<Difference> {
        let verdict = match self.go["verdict"].as_str() {
            Some("ok") => "accept",
            _ => "reject",
        };
        let fields = [
            ("id", self.go["id"].clone(), self.ours["id"].clone()),
            ("verdict", json!(verdict), self.ours["verdict"].clone()),
            (
                "error",
                self.go["error"].clone(),
                self.ours["error"].clone(),
            ),
            (
                "error_type",
                self.go["error_type"].clone(),
                self.ours["error_type"].clone(),
            ),
            (
                "chains",
                chains(&self.go["chains"]),
                chains(&self.ours["chains"]),
            ),
            (
                "codes",
                json!(verdict == "reject"),
                json!(
                    self.ours["codes"]
                        .as_array()
                        .is_some_and(|codes| !codes.is_empty())
                ),
            ),
        ];
        fields
            .into_iter()
            .filter(|(_, expected, actual)| expected != actual)
            .map(|(field, expected, actual)| Difference {
                data: set.name.to_owned(),
                go: set.release.to_owned(),
                id: self.ours["id"].as_str().unwrap_or_default().to_owned(),
                field: field.to_owned(),
                expected,
                actual,
                reason: Reason::default(),
            })
            .collect()
    }
}

/// As a set: the order is Go's business.
fn chains(list: &Value) -> Value {
    let set: BTreeSet<String> = list
        .as_array()
        .into_iter()
        .flatten()
        .map(Value::to_string)
        .collect();
    json!(set)
}

impl Difference {
    /// Whether it is of a data set that was looked at.
    pub(crate) fn is_of(&self, present: &[(&str, &str)]) -> bool {
        present.contains(&(self.data.as_str(), self.go.as_str()))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} (Go {}, {}): {} should be {}, is {}",
            self.id, self.go, self.data, self.field, self.expected, self.actual
        )
    }
}
