//! What an audit finds: nothing is broken by it yet. Facts, code and sentence of each.

use std::fmt;

use super::Code;
use crate::ground::time::{DAY, Remaining, Timestamp};

/// A fact about certificates as a stock, apart from any connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hygiene {
    /// It ends within the time that was asked for.
    ExpiresSoon {
        /// The end of validity.
        not_after: Timestamp,
        /// When it is looked at.
        at: Timestamp,
    },
    /// An expired CA stands beside others in a bundle: nobody needs it there any more.
    ExpiredBundleEntry {
        /// The end of validity.
        not_after: Timestamp,
        /// When it is looked at.
        at: Timestamp,
    },
    /// Certificates end after the CA that issued them, and stop working with it.
    OutlivesIssuer {
        /// The CA's name.
        issuer: String,
        /// The end of the CA.
        issuer_ends: Timestamp,
        /// The last end of its certificates.
        latest: Timestamp,
        /// How many outlive it.
        count: usize,
    },
    /// CAs of one name and different keys.
    SameNameCas {
        /// The name, RFC 4514.
        name: String,
        /// How many keys there are.
        keys: usize,
    },
    /// No party here trusts a root CA.
    UntrustedCa {
        /// Its name.
        name: String,
    },
    /// RSA keys that are still accepted, but not for long.
    ShortKey {
        /// The size.
        bits: usize,
        /// How many certificates have such a key.
        count: usize,
    },
    /// One key in certificates of different names.
    SharedKey {
        /// The names.
        names: Vec<String>,
    },
    /// Leaves that last so long that no renewal ever touches them.
    LongLifetime {
        /// The issuer's name.
        issuer: String,
        /// The longest, in days.
        days: i64,
        /// How many there are.
        count: usize,
    },
    /// A certificate of cert-manager is not signed by the CA that its issuer has now.
    IssuedByFormerCa {
        /// The certificate's name.
        certificate: String,
        /// `Issuer web/ca`.
        issuer: String,
        /// The name of its CA.
        ca: String,
    },
    /// cert-manager should have renewed a certificate, and has not.
    RenewalOverdue {
        /// When it was due.
        renewal: Timestamp,
        /// When it is looked at.
        at: Timestamp,
    },
    /// Nobody has approved or denied a certificate request.
    RequestPending {
        /// Whom it is addressed to.
        signer: String,
        /// Since when.
        since: Timestamp,
        /// When it is looked at.
        at: Timestamp,
    },
    /// An Ingress or a Gateway serves names that its certificate does not have.
    HostNotCovered {
        /// The names.
        hosts: Vec<String>,
        /// The certificate's name.
        certificate: String,
        /// Namespace and name of the Secret.
        secret: String,
    },
}

/// Names that a sentence lists before it counts.
const LISTED: usize = 4;

fn listed(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(LISTED).map(String::as_str).collect();
    match names.len().saturating_sub(LISTED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

impl Hygiene {
    /// Its code.
    pub const fn code(&self) -> Code {
        match self {
            Self::ExpiresSoon { .. } => Code::ExpiresSoon,
            Self::ExpiredBundleEntry { .. } => Code::ExpiredBundleEntry,
            Self::OutlivesIssuer { .. } => Code::OutlivesIssuer,
            Self::SameNameCas { .. } => Code::SameNameCas,
            Self::UntrustedCa { .. } => Code::UntrustedCa,
            Self::ShortKey { .. } => Code::ShortKey,
            Self::SharedKey { .. } => Code::SharedKey,
            Self::LongLifetime { .. } => Code::LongLifetime,
            Self::IssuedByFormerCa { .. } => Code::IssuedByFormerCa,
            Self::RenewalOverdue { .. } => Code::RenewalOverdue,
            Self::RequestPending { .. } => Code::RequestPending,
            Self::HostNotCovered { .. } => Code::HostNotCovered,
        }
    }

    /// A clause for a first line.
    pub(super) fn headline(&self) -> String {
        match self {
            Self::ExpiresSoon { not_after, at } => {
                format!("expires in {}", Remaining::between(*at, *not_after).words())
            }
            Self::ExpiredBundleEntry { .. } => "a bundle holds an expired CA".to_owned(),
            Self::OutlivesIssuer { .. } => "certificates outlive their CA".to_owned(),
            Self::SameNameCas { .. } => "CAs of one name have different keys".to_owned(),
            Self::UntrustedCa { .. } => "nobody here trusts a CA".to_owned(),
            Self::ShortKey { bits, .. } => format!("RSA keys of {bits} bits"),
            Self::SharedKey { .. } => "one key serves several names".to_owned(),
            Self::LongLifetime { .. } => "leaves last too long to be renewed".to_owned(),
            Self::IssuedByFormerCa { .. } => "a certificate is signed by a former CA".to_owned(),
            Self::RenewalOverdue { .. } => "a renewal is overdue".to_owned(),
            Self::RequestPending { .. } => "a certificate request is pending".to_owned(),
            Self::HostNotCovered { .. } => "a served host is not in its certificate".to_owned(),
        }
    }
}

impl fmt::Display for Hygiene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExpiresSoon { not_after, at } => {
                let left = Remaining::between(*at, *not_after).words();
                write!(f, "expires {}, in {left}", not_after.human())
            }
            Self::ExpiredBundleEntry { not_after, at } => {
                let over = Remaining::between(*not_after, *at).words();
                write!(
                    f,
                    "this CA of a bundle expired {}, {over} ago: nothing that it issued is accepted any more",
                    not_after.human()
                )
            }
            Self::OutlivesIssuer {
                issuer,
                issuer_ends,
                latest,
                count,
            } => write!(
                f,
                "{}, until {}: nothing works with it after the CA {issuer} ends, {}",
                plural(
                    *count,
                    "certificate outlives its CA",
                    "certificates outlive their CA"
                ),
                latest.date(),
                issuer_ends.date()
            ),
            Self::SameNameCas { name, keys } => {
                write!(f, "{keys} CAs are named {name} and have different keys")
            }
            Self::UntrustedCa { name } => {
                write!(f, "nothing in these files trusts the CA {name}")
            }
            Self::ShortKey { bits, count } => write!(
                f,
                "{} an RSA key of {bits} bits, and fewer than 2048 are refused by more and more software",
                plural(*count, "certificate has", "certificates have")
            ),
            Self::SharedKey { names } => {
                let count = names.len();
                write!(
                    f,
                    "one key serves certificates of {count} names: {}",
                    listed(names)
                )
            }
            Self::LongLifetime {
                issuer,
                days,
                count,
            } => {
                let leaves = plural(*count, "leaf was", "leaves were");
                let time = if Remaining(days.saturating_mul(DAY)).is_endless() {
                    "with no expiry".to_owned()
                } else {
                    format!("for up to {days} days")
                };
                write!(
                    f,
                    "{leaves} issued by {issuer} {time}; such certificates tend never to be renewed"
                )
            }
            Self::IssuedByFormerCa { .. }
            | Self::RenewalOverdue { .. }
            | Self::RequestPending { .. }
            | Self::HostNotCovered { .. } => self.of_object(f),
        }
    }
}

impl Hygiene {
    /// The sentences about what Kubernetes objects say.
    fn of_object(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IssuedByFormerCa {
                certificate,
                issuer,
                ca,
            } => write!(
                f,
                "{certificate} is not signed by {ca}, the CA that {issuer} has now: who trusts that CA refuses the certificate"
            ),
            Self::RenewalOverdue { renewal, at } => {
                let over = Remaining::between(*renewal, *at).words();
                write!(
                    f,
                    "cert-manager should have renewed this certificate {}, {over} ago",
                    renewal.human()
                )
            }
            Self::RequestPending { signer, since, at } => {
                let over = Remaining::between(*since, *at).words();
                write!(
                    f,
                    "nobody has approved or denied this certificate request to {signer} for {over}"
                )
            }
            Self::HostNotCovered {
                hosts,
                certificate,
                secret,
            } => {
                let verb = if hosts.len() == 1 { "is" } else { "are" };
                write!(
                    f,
                    "{} {verb} served with {certificate} of Secret {secret}, which does not name {}",
                    listed(hosts),
                    if hosts.len() == 1 { "it" } else { "them" }
                )
            }
            _ => Ok(()),
        }
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
