//! The kind of key that a CA, and what it issues, moves to.

use crate::programs::Release;
use crate::x509::{Curve, PublicKey};

/// A kind of key, by kubeadm's name of it (`encryptionAlgorithm`, kubeadm `apis/kubeadm/v1beta4/types.go`), which has none yet for
/// ML-DSA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA of so many bits.
    Rsa(u16),
    /// ECDSA on a curve.
    Ecdsa(Curve),
    /// ML-DSA of a parameter set: 44, 65 or 87.
    MlDsa(u8),
}

/// Every one, by its name.
const NAMED: [(&str, Algorithm); 8] = [
    ("RSA-2048", Algorithm::Rsa(2048)),
    ("RSA-3072", Algorithm::Rsa(3072)),
    ("RSA-4096", Algorithm::Rsa(4096)),
    ("ECDSA-P256", Algorithm::Ecdsa(Curve::P256)),
    ("ECDSA-P384", Algorithm::Ecdsa(Curve::P384)),
    ("ML-DSA-44", Algorithm::MlDsa(44)),
    ("ML-DSA-65", Algorithm::MlDsa(65)),
    ("ML-DSA-87", Algorithm::MlDsa(87)),
];

impl Algorithm {
    /// The names that are understood.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _)| *name)
    }

    /// By its name, in whatever case.
    pub fn of_name(name: &str) -> Option<Self> {
        let mut all = NAMED.iter();
        let found = all.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, algorithm)| *algorithm)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        let mut all = NAMED.iter();
        let found = all.find(|(_, algorithm)| *algorithm == self);
        found.map_or("", |(name, _)| *name)
    }

    /// The first release of kubeadm that is told to make such keys; none where no release does. `encryptionAlgorithm` came with v1beta4.
    pub const fn since(self) -> Option<(u16, u16)> {
        match self {
            Self::Rsa(_) | Self::Ecdsa(Curve::P256) => Some((1, 31)),
            Self::Ecdsa(_) => Some((1, 34)),
            Self::MlDsa(_) => None,
        }
    }

    /// Whether kubeadm of a release makes such keys; of one that is not known, the newest is taken.
    pub fn is_made_by(self, kubeadm: Option<Release>) -> bool {
        let Some(since) = self.since() else {
            return false;
        };
        kubeadm.is_none_or(|release| release.is_since(since))
    }

    /// A key of this kind that nobody has, told from others by `seed`.
    pub(super) fn key(self, seed: &[u8; 32]) -> PublicKey {
        let bytes = |count: usize| seed.iter().copied().cycle().take(count);
        match self {
            Self::Rsa(bits) => {
                let count = usize::from(bits) / 8;
                // The first bit of a modulus is set, and so is the last.
                let mut modulus: Vec<u8> = bytes(count).collect();
                modulus
                    .first_mut()
                    .into_iter()
                    .for_each(|first| *first |= 0x80);
                modulus.last_mut().into_iter().for_each(|last| *last |= 1);
                PublicKey::Rsa {
                    modulus: modulus.into(),
                    exponent: 65_537,
                }
            }
            Self::Ecdsa(curve) => {
                let coordinates = 2 * curve.bits().div_ceil(8);
                PublicKey::Ecdsa {
                    curve,
                    point: std::iter::once(4).chain(bytes(coordinates)).collect(),
                }
            }
            Self::MlDsa(level) => {
                // FIPS 204, table 2.
                let count = match level {
                    44 => 1312,
                    65 => 1952,
                    _ => 2592,
                };
                PublicKey::MlDsa {
                    level,
                    key: bytes(count).collect(),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_there_and_back() {
        for name in Algorithm::names() {
            assert_eq!(Algorithm::of_name(name).unwrap().name(), name);
        }
        assert_eq!(
            Algorithm::of_name("ecdsa-p256"),
            Some(Algorithm::Ecdsa(Curve::P256))
        );
        assert_eq!(Algorithm::of_name("RSA"), None);
    }

    #[test]
    fn releases_of_kubeadm_make_what_they_know() {
        let by = |name: &str, release: &str| {
            let algorithm = Algorithm::of_name(name).unwrap();
            algorithm.is_made_by(Release::parse(release))
        };
        assert!(by("RSA-3072", "1.31.0") && !by("ECDSA-P256", "1.30.4"));
        assert!(by("ECDSA-P256", "1.31.0") && !by("ECDSA-P384", "1.33.1"));
        assert!(by("ECDSA-P384", "1.34.0") && !by("ML-DSA-65", "1.38.0"));
    }

    #[test]
    fn a_made_up_key_has_its_size() {
        for (name, algorithm) in NAMED {
            let bits = algorithm.key(&[7; 32]).bits();
            match algorithm {
                Algorithm::Rsa(size) => assert_eq!(bits, Some(usize::from(size)), "{name}"),
                Algorithm::Ecdsa(curve) => assert_eq!(bits, Some(curve.bits()), "{name}"),
                Algorithm::MlDsa(_) => assert_eq!(bits, None, "{name}"),
            }
        }
    }
}
