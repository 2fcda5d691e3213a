//! BER to DER, for what real tools write where DER is asked for: indefinite lengths, lengths longer than needed, and
//! OCTET STRINGs in pieces (X.690 §8.1.3, §8.7). NSS, Bouncy Castle and pkijs write PKCS#12 so.
//!
//! What stands inside of an OCTET STRING is content, and stays as it is: a certificate's bytes never change.

use std::ops::Range;

use crate::golang::der::tag::OCTET_STRING;
use crate::ground::secret::Secret;

/// Elements of one text. A store of a thousand certificates has fewer; each takes memory of its own.
const MOST: usize = 1 << 17;
/// Levels within each other: a PKCS#12 store has a dozen.
const DEEPEST: usize = 64;

const CONSTRUCTED: u8 = 0x20;
const INDEFINITE: u8 = 0x80;

/// The same value in DER; none where the bytes are not one whole element of BER, or are more than the budget allows.
/// Elements of a SET keep their order: nothing here depends on it.
pub(super) fn to_der(bytes: &[u8]) -> Option<Secret> {
    let mut tree = Tree::default();
    tree.read(bytes)?;
    Some(tree.write(bytes))
}

/// One element.
struct Element {
    tag: u8,
    parent: Option<usize>,
    /// The octets that it has by itself; none of one that holds others.
    content: Range<usize>,
    /// It is a piece of an OCTET STRING, whose header is the outermost one's.
    piece: bool,
    /// Octets of its content as DER has it.
    length: usize,
}

/// An element that holds others, and where it ends; none where an end mark tells.
struct Open {
    element: usize,
    end: Option<usize>,
}

#[derive(Default)]
struct Tree(Vec<Element>);

impl Tree {
    /// Reads one element with all that it holds, to the end of the bytes.
    fn read(&mut self, bytes: &[u8]) -> Option<()> {
        let mut open: Vec<Open> = Vec::new();
        let mut position = 0;
        loop {
            while open.last().is_some_and(|last| last.end == Some(position)) {
                open.pop();
            }
            let Some(parent) = open.last() else {
                if !self.0.is_empty() {
                    return (position == bytes.len()).then_some(());
                }
                position = self.element(bytes, position, &mut open)?;
                continue;
            };
            if parent.end.is_none() && bytes.get(position..position + 2)? == [0, 0] {
                open.pop();
                position += 2;
                continue;
            }
            position = self.element(bytes, position, &mut open)?;
        }
    }

    /// Reads the next element, or the header of one that holds others, and says where what follows begins.
    fn element(&mut self, bytes: &[u8], start: usize, open: &mut Vec<Open>) -> Option<usize> {
        let header = Header::read(bytes, start)?;
        let limit = open.iter().rev().find_map(|outer| outer.end);
        let end = match header.length {
            Some(length) => Some(header.content.checked_add(length)?),
            None => None,
        };
        if end.is_some_and(|end| end > limit.unwrap_or(bytes.len())) || self.0.len() >= MOST {
            return None;
        }
        let parent = open.last().map(|outer| outer.element);
        let piece = parent
            .and_then(|parent| self.0.get(parent))
            .is_some_and(Element::is_in_pieces);
        if piece && header.tag & !CONSTRUCTED != OCTET_STRING {
            return None;
        }
        let is_constructed = header.tag & CONSTRUCTED != 0;
        let content = match end {
            Some(end) if !is_constructed => header.content..end,
            Some(_) | None => header.content..header.content,
        };
        self.0.push(Element {
            tag: header.tag,
            parent,
            length: content.len(),
            content,
            piece,
        });
        if !is_constructed {
            return end;
        }
        if open.len() >= DEEPEST {
            return None;
        }
        open.push(Open {
            element: self.0.len() - 1,
            end,
        });
        Some(header.content)
    }

    /// Those that are held stand behind those that hold them, so lengths add up from the end.
    fn write(mut self, bytes: &[u8]) -> Secret {
        for index in (0..self.0.len()).rev() {
            let Some(element) = self.0.get(index) else {
                continue;
            };
            let whole = if element.piece {
                element.length
            } else {
                header(element.tag(), element.length).len() + element.length
            };
            if let Some(parent) = element.parent.and_then(|parent| self.0.get_mut(parent)) {
                parent.length += whole;
            }
        }
        // It may hold private keys, and must not leave a copy behind when it grows.
        let room = self.0.first().map_or(0, |first| first.length + 8);
        let mut der = Vec::with_capacity(room);
        for element in &self.0 {
            if !element.piece {
                der.extend(header(element.tag(), element.length));
            }
            let content = bytes.get(element.content.clone());
            der.extend_from_slice(content.unwrap_or_default());
        }
        Secret::new(der)
    }
}

impl Element {
    /// An OCTET STRING whose pieces are to be put together.
    const fn is_in_pieces(&self) -> bool {
        self.tag == OCTET_STRING | CONSTRUCTED
    }

    /// As DER has it.
    const fn tag(&self) -> u8 {
        if self.is_in_pieces() {
            OCTET_STRING
        } else {
            self.tag
        }
    }
}

struct Header {
    tag: u8,
    /// None where an end mark tells.
    length: Option<usize>,
    /// Where the content begins.
    content: usize,
}

impl Header {
    fn read(bytes: &[u8], start: usize) -> Option<Self> {
        let (&[tag, first], rest) = bytes.get(start..)?.split_first_chunk::<2>()?;
        // Numbers above 30 are in no format that is read here; 0 is the end mark's.
        if tag & 0x1f == 0x1f || tag == 0 {
            return None;
        }
        let content = start + 2;
        if first == INDEFINITE {
            let is_constructed = tag & CONSTRUCTED != 0;
            return is_constructed.then_some(Self {
                tag,
                length: None,
                content,
            });
        }
        if first & INDEFINITE == 0 {
            return Some(Self {
                tag,
                length: Some(first.into()),
                content,
            });
        }
        let digits = rest.get(..usize::from(first & 0x7f))?;
        let significant = digits.iter().skip_while(|digit| **digit == 0);
        let (length, count) = significant.fold((0_usize, 0), |(length, count), digit| {
            (length << 8 | usize::from(*digit), count + 1)
        });
        (count <= 4).then_some(Self {
            tag,
            length: Some(length),
            content: content + digits.len(),
        })
    }
}

/// Tag and length in their shortest form.
fn header(tag: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![tag];
    match u8::try_from(length) {
        Ok(short) if short < INDEFINITE => bytes.push(short),
        _ => {
            let digits = length.to_be_bytes();
            let digits = digits.iter().skip_while(|digit| **digit == 0);
            let digits: Vec<u8> = digits.copied().collect();
            bytes.push(INDEFINITE | u8::try_from(digits.len()).unwrap_or(8));
            bytes.extend(digits);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(bytes: &[u8]) -> Option<Vec<u8>> {
        to_der(bytes).map(|der| der.expose().to_vec())
    }

    #[test]
    fn gives_what_der_would_have_been() {
        for (ber, der) in [
            // Indefinite, in each other.
            (
                &[0x30, 0x80, 0x30, 0x80, 2, 1, 5, 0, 0, 0, 0][..],
                &[0x30, 5, 0x30, 3, 2, 1, 5][..],
            ),
            // Definite around indefinite, and a length longer than needed.
            (&[0x30, 0x81, 6, 0xa0, 0x80, 2, 0x81, 1, 5][..], &[][..]),
            (
                &[0x30, 0x82, 0, 8, 0xa0, 0x80, 2, 0x81, 1, 5, 0, 0],
                &[0x30, 5, 0xa0, 3, 2, 1, 5],
            ),
            // An OCTET STRING in pieces, of which one is in pieces.
            (
                &[0x24, 0x80, 4, 1, 1, 0x24, 6, 4, 1, 2, 4, 1, 3, 4, 0, 0, 0],
                &[4, 3, 1, 2, 3],
            ),
            // Content is not looked at.
            (&[4, 4, 0x30, 0x80, 0, 0], &[4, 4, 0x30, 0x80, 0, 0]),
        ] {
            let wanted = (!der.is_empty()).then(|| der.to_vec());
            assert_eq!(converted(ber), wanted, "{ber:x?}");
        }
    }

    #[test]
    fn der_stays_as_it_is_whatever_its_length() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let content = [header(OCTET_STRING, length), vec![7; length]].concat();
            let der = [header(0x30, content.len()), content].concat();
            assert_eq!(converted(&der), Some(der));
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for bytes in [
            &[][..],
            &[0x30],
            // Cut off, at each level.
            &[0x30, 0x80, 2, 1, 5],
            &[0x30, 0x80, 2, 1, 5, 0],
            &[0x30, 3, 2, 2, 5],
            // An inner element that is longer than the outer.
            &[0x30, 3, 4, 2, 5, 5],
            // Something follows.
            &[0x30, 0, 0],
            // Primitive without an end, another type within pieces, a high tag.
            &[4, 0x80, 0, 0],
            &[0x24, 3, 2, 1, 5],
            &[0x3f, 0x21, 0],
            &[0x30, 0x85, 1, 0, 0, 0, 0],
        ] {
            assert_eq!(converted(bytes), None, "{bytes:x?}");
        }
        assert_eq!(converted(&[0x30, 0x80].repeat(10_000)), None);
        let many = [2, 0].repeat(MOST + 1);
        let many = [header(0x30, many.len()), many].concat();
        assert_eq!(converted(&many), None);
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_what_comes_out_stays(bytes: Vec<u8>, shape in "[\u{30}\u{24}\u{4}\u{0}\u{1}\u{2}]{0,60}") {
            let shape: Vec<u8> = shape.bytes().map(|byte| if byte == 1 { 0x80 } else { byte }).collect();
            for text in [&bytes, &shape] {
                if let Some(der) = converted(text) {
                    assert_eq!(converted(&der), Some(der));
                }
            }
        }
    }
}
