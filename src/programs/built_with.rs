//! Which Go built a release of Kubernetes or etcd.
//!
//! Kubernetes by the builder image that was in force on the day of a patch (kubernetes/release
//! `images/k8s-cloud-builder/variants.yaml`), etcd by its changelogs and `.go-version`. A patch that stands between two of a
//! table has the Go of the one before it; one without a number, that of the last.

use super::release::Release;
use crate::golang::GoRelease;

/// From this patch on, this Go.
type Since = (u16, GoRelease);

const fn since(patch: u16, minor: u8, go_patch: u8) -> Since {
    (patch, GoRelease::new(minor, go_patch))
}

/// Minor releases of Kubernetes 1, with their patches.
const KUBERNETES: [(u16, &[Since]); 7] = [
    // Its patches are not listed: the line as it began.
    (32, &[since(0, 23, 3)]),
    (
        33,
        &[
            since(0, 24, 2),
            since(2, 24, 4),
            since(4, 24, 5),
            since(5, 24, 6),
            since(6, 24, 9),
            since(7, 24, 11),
            since(8, 24, 12),
            since(9, 24, 13),
            since(11, 25, 9),
            since(13, 25, 11),
        ],
    ),
    (
        34,
        &[
            since(0, 24, 6),
            since(2, 24, 9),
            since(3, 24, 11),
            since(4, 24, 12),
            since(5, 24, 13),
            since(7, 25, 9),
            since(9, 25, 11),
            since(10, 25, 12),
        ],
    ),
    (
        35,
        &[
            since(0, 25, 5),
            since(1, 25, 6),
            since(2, 25, 7),
            since(4, 25, 9),
            since(6, 25, 11),
            since(7, 25, 12),
        ],
    ),
    (36, &[since(0, 26, 2), since(2, 26, 4), since(3, 26, 5)]),
    (37, &[since(0, 26, 5)]),
    (38, &[since(0, 27, 1)]),
];

/// Minor releases of etcd 3, with their patches.
const ETCD: [(u16, &[Since]); 3] = [
    (
        5,
        &[
            since(21, 23, 7),
            since(23, 24, 7),
            since(24, 24, 9),
            since(26, 24, 11),
            since(28, 25, 8),
            since(30, 25, 9),
            since(33, 25, 12),
        ],
    ),
    (
        6,
        &[
            since(0, 23, 9),
            since(4, 23, 11),
            since(5, 24, 7),
            since(6, 24, 10),
            since(8, 24, 13),
            since(10, 25, 8),
            since(12, 25, 10),
            since(14, 25, 12),
        ],
    ),
    (7, &[since(0, 26, 5)]),
];

/// The Go that built a release of Kubernetes, whichever of its programs; none where that is not known.
pub fn go_of_kubernetes(release: Release) -> Option<GoRelease> {
    (release.major == 1)
        .then(|| find(&KUBERNETES, release))
        .flatten()
}

/// The Go that built a release of etcd; none where that is not known.
pub fn go_of_etcd(release: Release) -> Option<GoRelease> {
    (release.major == 3).then(|| find(&ETCD, release)).flatten()
}

fn find(table: &[(u16, &[Since])], release: Release) -> Option<GoRelease> {
    let (_, patches) = table.iter().find(|(minor, _)| *minor == release.minor)?;
    let reached = |(patch, _): &&Since| release.patch.is_none_or(|own| own >= *patch);
    patches.iter().rev().find(reached).map(|(_, go)| *go)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_has_the_go_of_its_day() {
        let kubernetes = |text| go_of_kubernetes(Release::parse(text).unwrap());
        let etcd = |text| go_of_etcd(Release::parse(text).unwrap());
        let go = |text| GoRelease::parse(text);
        assert_eq!(kubernetes("v1.33.4"), go("1.24.5"));
        assert_eq!(kubernetes("1.33.12"), go("1.25.9"));
        assert_eq!(kubernetes("1.34"), go("1.25.12"));
        assert_eq!(kubernetes("1.35.1+k3s1"), go("1.25.6"));
        assert_eq!(kubernetes("1.29.3"), None);
        assert_eq!(kubernetes("2.34"), None);
        assert_eq!(etcd("3.6.4-0"), go("1.23.11"));
        assert_eq!(etcd("3.7.1"), go("1.26.5"));
        // Older than the table begins.
        assert_eq!(etcd("3.5.9"), None);
    }
}
