//! A change to the lines of a kubeconfig that kubectl does not load.

/// A change to the lines of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextEdit {
    pub(crate) file: String,
    pub(crate) change: TextChange,
}

/// What is changed. Lines count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextChange {
    /// These lines go.
    Delete { first: usize, last: usize },
    /// Blanks stand for each tab.
    Tabs(usize),
    /// The value in this line becomes text.
    Quote(usize),
    /// `apiVersion: v1`, `kind: Config`.
    Version,
}

impl TextChange {
    pub(crate) fn apply(self, text: &str) -> String {
        let mut new = String::with_capacity(text.len());
        for (index, line) in text.split_inclusive('\n').enumerate() {
            match self {
                Self::Delete { first, last } if (first..=last).contains(&(index + 1)) => {}
                Self::Quote(number) if number == index + 1 => new.push_str(&quoted(line)),
                Self::Version if line.starts_with("apiVersion:") => {
                    new.push_str("apiVersion: v1\n");
                }
                Self::Version if line.starts_with("kind:") => new.push_str("kind: Config\n"),
                Self::Tabs(width) => new.push_str(&line.replace('\t', &" ".repeat(width))),
                Self::Delete { .. } | Self::Quote(_) | Self::Version => new.push_str(line),
            }
        }
        new
    }

    pub(crate) fn script(self) -> String {
        match self {
            Self::Delete { first, last } if first == last => format!("'{first}d'"),
            Self::Delete { first, last } => format!("'{first},{last}d'"),
            Self::Tabs(width) => format!("'s/\\t/{}/g'", " ".repeat(width)),
            Self::Quote(line) => format!("'{line}s/: *\\([^ ]*\\) *$/: \"\\1\"/'"),
            Self::Version => {
                "'s/^apiVersion:.*/apiVersion: v1/; s/^kind:.*/kind: Config/'".to_owned()
            }
        }
    }
}

fn quoted(line: &str) -> String {
    let bare = line.trim_end();
    match bare.rsplit_once(": ") {
        Some((field, value)) if !value.trim_start().contains(' ') => {
            format!("{field}: \"{}\"\n", value.trim_start())
        }
        Some(_) | None => line.to_owned(),
    }
}
