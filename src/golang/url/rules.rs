//! Where Go releases take other URLs.

use crate::golang::release::{Change, GoRelease};

/// What changed between Go releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UrlRules {
    /// Whose hosts may have one colon alone, where they have no brackets.
    colons: Colons,
    /// What stands in brackets must be an IPv6 address.
    checked_brackets: bool,
    /// And none that holds an IPv4 address.
    no_mapped_addresses: bool,
    /// Nothing may stand before the brackets.
    brackets_first: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colons {
    /// Nobody's: the last colon is that of the port.
    Free,
    /// Everybody's but those of PostgreSQL.
    Strict,
    /// Those of http and https.
    StrictOfWeb,
}

impl UrlRules {
    /// Go 1.24.7 and earlier.
    pub const LENIENT: Self = Self::of(GoRelease::GO_1_24);
    /// Go 1.27.
    pub const STRICT: Self = Self::of(GoRelease::GO_1_27);

    /// The rules of a Go release.
    pub const fn of(release: GoRelease) -> Self {
        let colons = if release.has(Change::UrlColonsOfWebAlone) {
            Colons::StrictOfWeb
        } else if release.has(Change::UrlStrictColons) {
            Colons::Strict
        } else {
            Colons::Free
        };
        Self {
            colons,
            checked_brackets: release.has(Change::UrlBracketsHoldIpv6),
            no_mapped_addresses: release.has(Change::UrlMappedAddressesRefused),
            brackets_first: release.has(Change::UrlBracketsComeFirst),
        }
    }

    /// Whether the host of a URL of this scheme has its port after the first colon.
    pub(crate) fn has_strict_colons(self, scheme: &str) -> bool {
        match self.colons {
            Colons::Free => false,
            Colons::Strict => !matches!(scheme, "postgres" | "postgresql"),
            Colons::StrictOfWeb => matches!(scheme, "http" | "https"),
        }
    }

    /// Whether nothing may stand before the brackets of a host.
    pub(crate) const fn has_brackets_first(self) -> bool {
        self.brackets_first
    }

    /// Whether what stands in brackets must be an IPv6 address.
    pub(crate) const fn checks_brackets(self) -> bool {
        self.checked_brackets
    }

    /// Whether it may not be one that holds an IPv4 address.
    pub(crate) const fn refuses_mapped(self) -> bool {
        self.no_mapped_addresses
    }
}
