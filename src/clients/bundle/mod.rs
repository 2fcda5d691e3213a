//! A CA bundle as a stack reads it: what Go passes over, others refuse, and the other way round.

mod block;
mod fault;
mod parse;

use std::sync::Arc;

pub use self::fault::BundleFault;

use self::block::Block;
use self::parse::{next_block, parse_certificate};
use super::stack::{BundleRules, Empty, Reading};
use crate::decode::recognise::{Kind, recognise};
use crate::x509::CertificateRef;

/// What a stack trusts after it has read a bundle.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    /// In the order of the text, each once.
    pub certificates: Vec<CertificateRef>,
    /// Whether a block is DER that Go does not take for a certificate: another stack may, so that it may trust more.
    pub uncertain: bool,
    /// Whether the stack trusts its own roots besides, or instead.
    pub own_roots: bool,
}

/// Blocks of a bundle, parsed once for all stacks.
#[derive(Debug)]
pub struct BundleText {
    blocks: Vec<Block>,
    /// The text itself is one certificate in DER.
    der: Option<CertificateRef>,
    blank: bool,
}

impl BundleText {
    /// Finds the blocks of a text, those too that Go passes over.
    pub fn parse(text: &[u8]) -> Self {
        if recognise(text) == Kind::DerCertificate {
            return Self {
                blocks: Vec::new(),
                der: parse_certificate(text),
                blank: false,
            };
        }
        let mut blocks = Vec::new();
        let mut position = 0;
        while let Some((block, next)) = next_block(text, position) {
            blocks.extend(block);
            position = next;
        }
        Self {
            blocks,
            der: None,
            blank: text.is_empty(),
        }
    }

    /// What a stack with these rules trusts.
    ///
    /// # Errors
    /// What it refuses the bundle for.
    pub fn read(&self, rules: &BundleRules) -> Result<Anchors, BundleFault> {
        let mut anchors = Anchors::default();
        if let Some(certificate) = &self.der {
            if rules.der {
                anchors.certificates.push(Arc::clone(certificate));
                return Ok(anchors);
            }
            if rules.byte_order_mark == Reading::Refused {
                return Err(BundleFault::Der);
            }
        }
        let count = self.blocks.len();
        for (index, block) in self.blocks.iter().enumerate() {
            match block.read(rules, anchors.certificates.is_empty()) {
                Ok(Some(certificate)) => anchors.add(certificate),
                Ok(None) => anchors.uncertain |= block.is_uncertain(rules),
                Err((Reading::Stops, _)) => break,
                Err((Reading::RefusedBeforeEnd, _)) if index + 1 == count => {}
                Err((_, fault)) => return Err(fault),
            }
        }
        if anchors.certificates.is_empty() && !anchors.uncertain {
            match rules.empty {
                Empty::TrustsNobody => {}
                Empty::OwnRoots => anchors.own_roots = true,
                Empty::Refused => return Err(BundleFault::Empty { blank: self.blank }),
            }
        }
        Ok(anchors)
    }
}

impl Anchors {
    /// Those that are known, and no others.
    pub fn of(certificates: Vec<CertificateRef>) -> Self {
        Self {
            certificates,
            ..Self::default()
        }
    }

    /// Takes over what another bundle holds.
    pub(super) fn merge(&mut self, other: Self) {
        self.uncertain |= other.uncertain;
        self.own_roots |= other.own_roots;
        for certificate in &other.certificates {
            self.add(certificate);
        }
    }

    fn add(&mut self, certificate: &CertificateRef) {
        let known = |known: &CertificateRef| known.fingerprint == certificate.fingerprint;
        if !self.certificates.iter().any(known) {
            self.certificates.push(Arc::clone(certificate));
        }
    }
}
