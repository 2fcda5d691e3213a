//! The release of a program, as tags of images and `/version` spell it.

use std::fmt;

/// `1.37.2` of Kubernetes, `3.7.3` of etcd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// `1`.
    pub major: u16,
    /// `37`.
    pub minor: u16,
    /// `2`; none where only the minor release is known.
    pub patch: Option<u16>,
}

impl Release {
    /// Reads `1.37`, `v1.37.2`, `3.6.4-0`, `v1.37.2+k3s1`; none where it is no such text.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let text = text.split(['-', '+']).next()?;
        let mut parts = text.split('.').map(|part| part.parse::<u16>().ok());
        let (major, minor) = (parts.next()??, parts.next()??);
        let patch = match parts.next() {
            Some(patch) => Some(patch?),
            None => None,
        };
        parts.next().is_none().then_some(Self {
            major,
            minor,
            patch,
        })
    }

    /// Whether it is of this minor release or a later one.
    pub fn is_since(self, since: (u16, u16)) -> bool {
        (self.major, self.minor) >= since
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        match self.patch {
            Some(patch) => write!(f, ".{patch}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_releases_with_marks_around_them() {
        let parse = |text| Release::parse(text).map(|release| release.to_string());
        assert_eq!(parse("v1.37.2").as_deref(), Some("1.37.2"));
        assert_eq!(parse("3.6.4-0").as_deref(), Some("3.6.4"));
        assert_eq!(parse("v1.33.4+k3s1").as_deref(), Some("1.33.4"));
        assert_eq!(parse("1.36").as_deref(), Some("1.36"));
        for text in ["latest", "1", "v1.x", "1.2.3.4", ""] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert!(Release::parse("3.7.1").unwrap().is_since((3, 7)));
        assert!(!Release::parse("1.34").unwrap().is_since((1, 35)));
    }
}
