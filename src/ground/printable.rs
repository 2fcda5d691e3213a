//! Which characters a terminal shows as nothing, or as something else than they are.

/// Controls, direction marks, invisible characters, private use and noncharacters (CVE-2021-42574, CVE-2021-25743).
pub fn is_unprintable(c: char) -> bool {
    // Nearly all text is ASCII.
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    matches!(u32::from(c),
        0x80..=0x9f                      // C1
        | 0x00ad                         // soft hyphen
        | 0x034f                         // combining grapheme joiner
        | 0x061c                         // Arabic letter mark
        | 0x115f..=0x1160 | 0x3164 | 0xffa0 // Hangul fillers
        | 0x17b4..=0x17b5                // invisible Khmer vowels
        | 0x180b..=0x180f                // Mongolian selectors
        | 0x200b..=0x200f                // zero width, direction marks
        | 0x2028..=0x202e                // separators, bidi embedding
        | 0x2060..=0x206f                // invisible operators, bidi isolates
        | 0xfe00..=0xfe0f                // variation selectors
        | 0xfeff                         // zero width no-break space
        | 0xfff0..=0xfffb                // specials
        | 0xe000..=0xf8ff                // private use
        | 0xfdd0..=0xfdef                // noncharacters
        | 0x1d173..=0x1d17a              // musical controls
        | 0xe0000..=0xe0fff              // tags, selectors
        | 0xf0000..=0x10ffff)            // private use planes
        || u32::from(c) & 0xfffe == 0xfffe
        || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_last_of_each_range_are_told_from_their_neighbours() {
        for (first, last) in [
            (0x00, 0x1f),
            (0x7f, 0x9f),
            (0xad, 0xad),
            (0x34f, 0x34f),
            (0x61c, 0x61c),
            (0x115f, 0x1160),
            (0x3164, 0x3164),
            (0xffa0, 0xffa0),
            (0x17b4, 0x17b5),
            (0x180b, 0x180f),
            (0x200b, 0x200f),
            (0x2028, 0x202e),
            (0x2060, 0x206f),
            (0xfe00, 0xfe0f),
            (0xfeff, 0xfeff),
            (0xfff0, 0xfffb),
            (0xe000, 0xf8ff),
            (0xfdd0, 0xfdef),
            (0x1d173, 0x1d17a),
            (0x1fffe, 0x1ffff),
            (0x2fffe, 0x2ffff),
            (0xdfffe, 0xe0fff),
            (0xefffe, 0x10_ffff),
        ] {
            let hidden = |number: u32| char::from_u32(number).map(is_unprintable);
            assert_eq!(hidden(first), Some(true), "{first:x}");
            assert_eq!(hidden(last), Some(true), "{last:x}");
            assert_ne!(
                first.checked_sub(1).and_then(hidden),
                Some(true),
                "before {first:x}"
            );
            assert_ne!(hidden(last + 1), Some(true), "after {last:x}");
        }
        assert!(is_unprintable('\u{ffff}') && is_unprintable('\u{fffe}'));
        assert!(
            !is_unprintable('\u{fffd}'),
            "the sign for what is no text is shown"
        );
    }
}
