//! Keys that Go distrusts by name: `distrustedSPKIHashes` (crypto/x509 verify.go).

use crate::x509::{Certificate, Fingerprint};

/// Whether the SHA-256 of the certificate's SubjectPublicKeyInfo is on the list.
pub(crate) fn is_distrusted(certificate: &Certificate) -> bool {
    let digest = Fingerprint::of(certificate.spki_bytes()).0;
    DISTRUSTED.contains(&digest)
}

const DISTRUSTED: [[u8; 32]; 8] = [
    bytes("ebed6475c2c2d80fcb199f3fe8dd6e6b3ce60b77eb15d4e42c3dec0c6f5b5105"),
    bytes("49dd353dc2b919a3770645117d0e60c16115e7d1bc259eefe734b00ea434fe5f"),
    bytes("e0254c7fcdc265e2f0f8a428dabb75ab4ae039b4872d62f5ee57f0877d5a8a41"),
    bytes("5c0660a2b164910d8ff589c18e14552e9e0ec237dcefe2cb736d41a4811f81a0"),
    bytes("43bffa19d6ef651451f6841e019931e96f6f2eaeff28ab4b6f1ce4576de2717b"),
    bytes("63ecefee431d49523bc1136c4e72d0206a477086caf606cd5cf025686c109cf8"),
    bytes("ec4ffa1ad0ac88081314b7aaffef6a91f97cd57291bb5ba686c5415f5eb4f6b6"),
    bytes("92c063d67e8f14db71d288e11266ffdaf69cbf115f7bab14f3bc2f68d25e0e30"),
];

/// Reads 64 hexadecimal digits; anything else does not compile.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated while compiling, where a wrong index is an error"
)]
const fn bytes(hex: &str) -> [u8; 32] {
    const fn digit(byte: u8) -> u8 {
        match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => panic!("not a hexadecimal digit"),
        }
    }
    let hex = hex.as_bytes();
    assert!(hex.len() == 64, "not a SHA-256");
    let mut out = [0; 32];
    let mut index = 0;
    while index < 32 {
        out[index] = digit(hex[2 * index]) << 4 | digit(hex[2 * index + 1]);
        index += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_hexadecimal() {
        assert_eq!(DISTRUSTED[0][..3], [0xeb, 0xed, 0x64]);
        assert_eq!(DISTRUSTED[7][31], 0x30);
    }
}
