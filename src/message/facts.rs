//! What a message says beside its words: times, names, identifiers, paths, sizes.

use super::template::Holes;
use crate::ground::time::Timestamp;

/// The variables of a message, typed where they are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    holes: Holes,
    /// The certificate that kube-apiserver names.
    pub ids: Option<Ids>,
}

/// `SN=…, SKID=…, AKID=…`, as kube-apiserver logs them: decimal, and upper-case hexadecimal with colons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ids {
    /// Serial number.
    pub serial: String,
    /// Subject key identifier; empty if there is none.
    pub subject_key: String,
    /// Authority key identifier; empty if there is none.
    pub authority_key: String,
}

/// `possibly because of … while trying to verify candidate authority certificate …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint<'a> {
    /// Go's error of the signature check.
    pub error: &'a str,
    /// The candidate's common name, else organization, else `serial:N`.
    pub candidate: &'a str,
}

impl Facts {
    pub(super) const fn new(holes: Holes) -> Self {
        Self { holes, ids: None }
    }

    fn get(&self, hole: &str) -> Option<&str> {
        self.holes
            .iter()
            .find(|(name, _)| *name == hole)
            .map(|(_, value)| value.as_str())
    }

    /// The time at which the program looked.
    pub fn now(&self) -> Option<Timestamp> {
        Timestamp::parse(self.get("now")?)
    }

    /// The end or begin of validity that was missed.
    pub fn limit(&self) -> Option<Timestamp> {
        Timestamp::parse(self.get("limit")?)
    }

    /// The candidate authority that was refused, and why.
    pub fn hint(&self) -> Option<Hint<'_>> {
        Some(Hint {
            error: self.get("hint")?,
            candidate: self.get("candidate")?,
        })
    }

    /// The server name that was asked for.
    pub fn wanted(&self) -> Option<&str> {
        self.get("wanted")
    }

    /// The names that the certificate has; empty if the message lists none.
    pub fn offered(&self) -> Vec<&str> {
        self.get("offered")
            .map(|list| list.split(", ").collect())
            .unwrap_or_default()
    }

    /// A file.
    pub fn path(&self) -> Option<&str> {
        self.get("path")
    }

    /// A name in a kubeconfig, or a common name.
    pub fn name(&self) -> Option<&str> {
        self.get("name").or_else(|| self.get("quoted"))
    }

    /// A number that tells where: the character of a field, the line of a file.
    pub fn position(&self) -> Option<&str> {
        self.get("position")
    }

    /// The size of a key.
    pub fn bits(&self) -> Option<u64> {
        self.get("bits")?.parse().ok()
    }

    /// What the message ends with: an error of its own, an algorithm, a name constraint.
    pub fn detail(&self) -> Option<&str> {
        self.get("detail")
    }

    /// Whether they tell one certificate from others: by identifiers, a date, names.
    pub(super) fn tells_certificate(&self) -> bool {
        self.ids.is_some()
            || self.limit().is_some()
            || self.get("offered").is_some()
            || self.hint().is_some()
    }

    /// Whether two messages say the same, whenever and by whom they were printed.
    pub fn same(&self, other: &Self) -> bool {
        self.lasting() == other.lasting()
    }

    /// Everything but who said it when, as one text to compare.
    pub(super) fn lasting(&self) -> String {
        let mut out = String::new();
        for (name, value) in &self.holes {
            if matches!(*name, "now" | "peer") {
                continue;
            }
            let at = Timestamp::parse(value).filter(|_| *name == "limit");
            let value = at.map_or_else(|| value.clone(), |at| at.to_string());
            out.push_str(&format!("{name}={value}\u{0}"));
        }
        out
    }
}
