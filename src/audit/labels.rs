//! Names and values that somebody gives an audit: of which cluster, of which node.

use std::fmt;

/// Labels by their names, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels(Vec<(String, String)>);

/// Why a label cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LabelError {
    /// It is no `NAME=VALUE`.
    NoValue(String),
    /// A name that Prometheus and SQL do not take.
    Name(String),
    /// A name that is a column, or a label of a metric, already.
    Taken(String),
    /// A name that is given twice.
    Twice(String),
    /// The value would end a line.
    Control(String),
}

impl fmt::Display for LabelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoValue(text) => {
                write!(f, "{text}: a label is NAME=VALUE, such as cluster=prod-eu")
            }
            Self::Name(name) => write!(
                f,
                "{name}: a label's name begins with a letter, and has letters, digits and _ alone"
            ),
            Self::Taken(name) => write!(
                f,
                "{name}: certgraph writes a column or a label of that name itself"
            ),
            Self::Twice(name) => write!(f, "{name}: this label is given twice"),
            Self::Control(name) => write!(
                f,
                "{name}: the value has a line end or another control character in it"
            ),
        }
    }
}

impl Labels {
    /// From what was typed; `taken` are names that are in use.
    ///
    /// # Errors
    /// The first that is no label.
    pub fn parse(texts: &[String], taken: &[&str]) -> Result<Self, LabelError> {
        let mut labels = Self::default();
        for text in texts {
            let Some((name, value)) = text.split_once('=') else {
                return Err(LabelError::NoValue(text.clone()));
            };
            let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
            let rest = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let name = name.to_owned();
            if !begins || !name.chars().all(rest) {
                return Err(LabelError::Name(name));
            }
            if taken.contains(&name.as_str()) {
                return Err(LabelError::Taken(name));
            }
            if value.chars().any(char::is_control) {
                return Err(LabelError::Control(name));
            }
            if labels.0.iter().any(|(known, _)| *known == name) {
                return Err(LabelError::Twice(name));
            }
            labels.0.push((name, value.to_owned()));
        }
        Ok(labels)
    }

    /// As they were given.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(texts: &[&str]) -> Result<Labels, LabelError> {
        let texts: Vec<_> = texts.iter().map(|text| (*text).to_owned()).collect();
        Labels::parse(&texts, &["sha256"])
    }

    #[test]
    fn a_label_has_a_name_that_every_format_takes() {
        let labels = parse(&["cluster=prod=eu", "node_1="]).unwrap();
        let all: Vec<_> = labels.iter().collect();
        assert_eq!(all, [("cluster", "prod=eu"), ("node_1", "")]);
        let owned = |name: &str| name.to_owned();
        assert_eq!(parse(&["prod"]), Err(LabelError::NoValue(owned("prod"))));
        for name in ["", "1a", "a-b", "_a", "ä"] {
            let wanted = Err(LabelError::Name(owned(name)));
            assert_eq!(parse(&[&format!("{name}=x")]), wanted, "{name}");
        }
        assert_eq!(
            parse(&["sha256=x"]),
            Err(LabelError::Taken(owned("sha256")))
        );
        assert_eq!(parse(&["a=1", "a=2"]), Err(LabelError::Twice(owned("a"))));
        assert_eq!(parse(&["a=1\n2"]), Err(LabelError::Control(owned("a"))));
    }
}
