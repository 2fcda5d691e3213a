//! Boxes in a row, each as near to where it wants to be as the others allow.

/// A box that wants to have its middle somewhere.
#[derive(Clone, Copy)]
pub(super) struct Wish {
    pub(super) middle: f64,
    pub(super) size: f64,
}

/// Boxes that touch, and move together.
struct Block {
    first: usize,
    count: usize,
    /// Of the wishes for the block's begin.
    sum: f64,
    size: f64,
}

impl Block {
    fn begin(&self) -> f64 {
        self.sum / number(self.count)
    }
}

/// Where each box begins, in order and `gap` apart, with the least squares of all distances from the wishes (isotonic
/// regression by pooling neighbours).
pub(super) fn settle(wishes: &[Wish], gap: f64) -> Vec<f64> {
    let mut blocks: Vec<Block> = Vec::new();
    for (first, wish) in wishes.iter().enumerate() {
        let mut block = Block {
            first,
            count: 1,
            sum: wish.middle - wish.size / 2.0,
            size: wish.size + gap,
        };
        while let Some(above) = blocks.pop_if(|above| above.begin() + above.size > block.begin()) {
            block = Block {
                first: above.first,
                count: above.count + block.count,
                sum: above.sum + block.sum - above.size * number(block.count),
                size: above.size + block.size,
            };
        }
        blocks.push(block);
    }
    let mut begins = Vec::with_capacity(wishes.len());
    for block in &blocks {
        let mut at = block.begin();
        for wish in wishes.iter().skip(block.first).take(block.count) {
            begins.push(at);
            at += wish.size + gap;
        }
    }
    begins
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(middles: &[f64]) -> Vec<f64> {
        let wishes: Vec<_> = middles
            .iter()
            .map(|middle| Wish {
                middle: *middle,
                size: 10.0,
            })
            .collect();
        settle(&wishes, 2.0)
    }

    #[test]
    fn boxes_stand_where_they_want_or_share_the_way() {
        assert_eq!(begins(&[5.0, 50.0]), [0.0, 45.0]);
        assert_eq!(begins(&[20.0, 20.0]), [9.0, 21.0]);
        assert_eq!(begins(&[20.0, 20.0, 20.0]), [3.0, 15.0, 27.0]);
        let crowd = begins(&[9.0, 3.0, 40.0, 41.0, 5.0]);
        assert!(
            crowd
                .windows(2)
                .all(|pair| pair[1] - pair[0] >= 12.0 - 1e-9),
            "{crowd:?}"
        );
        assert!(begins(&[]).is_empty());
    }
}
