//! The colours of pictures. Only what someone must act on has a colour, and never alone: marks and words say the same.

use crate::report::Urgency;
use crate::report::picture::{Authority, Rank};

pub(super) const INK: &str = "#1F2328";
pub(super) const GREY: &str = "#57606A";
pub(super) const FRAME: &str = "#8C959F";
pub(super) const VERIFIER: &str = "#F6F8FA";
pub(super) const ZEBRA: &str = "#FAFBFC";
pub(super) const TRUST: &str = "#0072B2";
pub(super) const REJECT: &str = "#B23A0A";

/// How a box or a row is filled.
#[derive(Clone, Copy)]
pub(super) struct Paint {
    pub(super) fill: &'static str,
    pub(super) border: &'static str,
    pub(super) ink: &'static str,
    /// Of detail.
    pub(super) faint: &'static str,
    /// Its class in SVG and HTML.
    pub(super) class: &'static str,
}

/// What someone must act on.
pub(super) const fn urgent(urgency: Urgency) -> Option<Paint> {
    match urgency {
        Urgency::Expired | Urgency::Early => Some(Paint {
            fill: "#B23A0A",
            border: "#6B2000",
            ink: "#FFFFFF",
            faint: "#FFFFFF",
            class: "expired",
        }),
        Urgency::Week => Some(Paint {
            fill: "#E8853B",
            border: "#8A3B00",
            ink: INK,
            faint: INK,
            class: "week",
        }),
        Urgency::Month => Some(Paint {
            fill: "#F6C445",
            border: "#9A6700",
            ink: INK,
            faint: INK,
            class: "month",
        }),
        Urgency::Fine => None,
    }
}

/// A CA.
pub(super) fn authority(authority: &Authority) -> Paint {
    if let Some(paint) = urgent(authority.urgency) {
        return paint;
    }
    let (fill, border, class) = match (authority.trusted, authority.rank) {
        (_, Rank::Missing) => ("#FFFFFF", FRAME, "missing"),
        (false, _) => ("#E7DAF2", "#6F3A9C", "untrusted"),
        (true, Rank::Root) => ("#DDEBF5", TRUST, "root"),
        (true, Rank::Intermediate | Rank::Leaf) => ("#EFF5FA", TRUST, "intermediate"),
    };
    Paint {
        fill,
        border,
        ink: INK,
        faint: GREY,
        class,
    }
}

/// The sign of what someone must act on.
pub(super) const fn sign(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Expired | Urgency::Early => "✗",
        Urgency::Week | Urgency::Month => "▲",
        Urgency::Fine => "",
    }
}
