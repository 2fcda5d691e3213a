//! How wide text is, without a font at hand: the widths of Helvetica, which Arial and Liberation Sans share.

/// Widths of U+0020 to U+007E in thousandths of the font's size (Adobe Font Metrics, Helvetica).
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Bold letters are about this much wider.
const BOLD: f64 = 1.07;

/// A kind of writing.
#[derive(Clone, Copy)]
pub(in crate::render) struct Font {
    pub(in crate::render) size: f64,
    pub(in crate::render) bold: bool,
}

impl Font {
    pub(in crate::render) const fn plain(size: f64) -> Self {
        Self { size, bold: false }
    }

    pub(in crate::render) const fn bold(size: f64) -> Self {
        Self { size, bold: true }
    }

    /// How wide `text` is in the size's unit.
    pub(in crate::render) fn width(self, text: &str) -> f64 {
        let thousandths: f64 = text.chars().map(thousandths).sum();
        let bold = if self.bold { BOLD } else { 1.0 };
        thousandths * self.size * bold / 1000.0
    }

    /// The start of `text` in at most `room`, ended with `…` where something was cut.
    pub(in crate::render) fn fit(self, text: &str, room: f64) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let room = room - self.width("…");
        let mut used = 0.0;
        let mut out = String::new();
        for c in text.chars() {
            used += self.width(c.encode_utf8(&mut [0; 4]));
            if used > room {
                break;
            }
            out.push(c);
        }
        out.push('…');
        out
    }
}

fn thousandths(c: char) -> f64 {
    let index = u32::from(c).checked_sub(32);
    let known = index
        .and_then(|index| usize::try_from(index).ok())
        .and_then(|index| HELVETICA.get(index));
    match known {
        Some(width) => f64::from(*width),
        None => match unicode_width::UnicodeWidthChar::width(c) {
            Some(0) | None => 0.0,
            Some(1) => 600.0,
            Some(_) => 1000.0,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_where_the_room_ends() {
        let font = Font::plain(10.0);
        assert!((font.width("kube") - 21.68).abs() < 0.01);
        assert_eq!(font.fit("kube-apiserver", 200.0), "kube-apiserver");
        let cut = font.fit("kube-apiserver", 40.0);
        assert!(cut.ends_with('…') && font.width(&cut) <= 40.0, "{cut}");
        assert!(font.width("日本") > font.width("ab"));
    }
}
