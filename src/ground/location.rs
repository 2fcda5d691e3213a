//! Where a thing came from: file, field, PEM block, line.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::ground::path::Shown as _;

/// A place in an input. Ordered by file, line, field and block, which is the order of every listing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The path as it was given or found; `-` is standard input.
    pub file: Arc<str>,
    /// 1-based line of the field or of the PEM block's `BEGIN`, in `file`.
    pub line: Option<u32>,
    /// The field inside the file, such as `clusters[0].cluster.certificate-authority-data`.
    pub field: Option<Arc<str>>,
    /// 1-based number of the PEM block in the field or file; none for bare DER.
    pub block: Option<u32>,
}

impl Location {
    /// A whole file.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self {
            file: path.into(),
            line: None,
            field: None,
            block: None,
        }
    }

    /// A whole file, by its path.
    pub fn of_path(path: impl AsRef<Path>) -> Self {
        Self::file(path.as_ref().shown().to_string())
    }

    /// The same place, narrowed to a field.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<Arc<str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same place, narrowed to a line.
    #[must_use]
    pub fn with_line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// The same place, narrowed to a PEM block.
    #[must_use]
    pub fn with_block(mut self, block: u32) -> Self {
        self.block = Some(block);
        self
    }

    /// Whether this is `other` or a field somewhere below it.
    pub fn is_inside(&self, other: &Self) -> bool {
        let (Some(own), Some(outer)) = (&self.field, &other.field) else {
            return false;
        };
        let rest = own.strip_prefix(&**outer);
        self.file == other.file
            && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }

    /// `FILE:LINE` or `FILE`, the form that editors and terminals open.
    pub fn short(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.file),
            None => self.file.to_string(),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())?;
        if let Some(field) = &self.field {
            write!(f, ", {field}")?;
        }
        if let Some(block) = self.block {
            write!(f, ", certificate {block}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_file_line_field_and_block() {
        let place = Location::file("a.yaml")
            .with_field("users[0].user.client-certificate-data")
            .with_line(14)
            .with_block(2);
        assert_eq!(
            place.to_string(),
            "a.yaml:14, users[0].user.client-certificate-data, certificate 2"
        );
        assert_eq!(Location::file("-").to_string(), "-");
    }
}
