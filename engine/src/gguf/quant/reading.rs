//! Weight `i` of a repacked row, read as a shader reads it: word by word, by position.

use super::{QuantKind, half, iq4_nl};

pub fn weight(kind: QuantKind, quants: &[u32], scales: &[u32], i: usize) -> f32 {
    let row = Row { quants, block: i / 32, j: i % 32 };
    let d = |first: usize| row.half(scales[first + row.block / 2] >> (16 * (row.block % 2)));
    let of_high_bits = quants.len() / 4;
    match kind {
        QuantKind::F32 => f32::from_bits(quants[i]),
        QuantKind::F16 => row.half(quants[i / 2] >> (16 * (i % 2))),
        QuantKind::BF16 => f32::from_bits(quants[i / 2] >> (16 * (i % 2)) << 16),
        QuantKind::Q4_0 => d(0) * (row.nibble(4 * row.block) - 8.0),
        QuantKind::Q4_1 => row.half(scales[row.block]) * row.nibble(4 * row.block) + row.half(scales[row.block] >> 16),
        QuantKind::Q5_0 => d(of_high_bits) * (row.nibble(4 * row.block) + 16.0 * row.one(scales[row.block]) - 16.0),
        QuantKind::Q5_1 => {
            let [of_block, high] = [scales[2 * row.block], scales[2 * row.block + 1]];
            row.half(of_block) * (row.nibble(4 * row.block) + 16.0 * row.one(high)) + row.half(of_block >> 16)
        }
        QuantKind::Q8_0 => d(0) * f32::from((quants[row.block * 8 + row.j / 4] >> (8 * (row.j % 4))) as u8 as i8),
        QuantKind::Q2_K => {
            let scales = &scales[row.block / 8 * 5..];
            let byte = scales[row.block % 8 / 2] >> (16 * (row.block % 2) + 8 * (row.j / 16));
            let (scale, minimum) = ((byte & 15) as f32, (byte >> 4 & 15) as f32);
            row.half(scales[4]) * scale * row.two(2 * row.block) - row.half(scales[4] >> 16) * minimum
        }
        QuantKind::Q3_K => {
            let first = row.block / 8 * 20;
            let scale = row.six_bits(first + 1)[row.j / 16] - 32.0;
            let q = row.two(first + 4 + row.block % 8 * 2) + 4.0 * row.one(scales[row.block]);
            row.half(quants[first]) * scale * (q - 4.0)
        }
        QuantKind::Q4_K | QuantKind::Q5_K => {
            let first = row.block / 8 * 36;
            let [scale, minimum] = row.six_bits(first + 1);
            let high = if kind == QuantKind::Q5_K { row.one(scales[row.block]) } else { 0.0 };
            let q = row.nibble(first + 4 + row.block % 8 * 4) + 16.0 * high;
            row.half(quants[first]) * scale * q - row.half(quants[first] >> 16) * minimum
        }
        QuantKind::Q6_K => {
            let (first, scales) = (row.block / 8 * 48, &scales[row.block / 8 * 5..]);
            let q = row.nibble(first + row.block % 8 * 4) + 16.0 * row.two(first + 32 + row.block % 8 * 2);
            let scale = (scales[row.block % 8 / 2] >> (16 * (row.block % 2) + 8 * (row.j / 16))) as u8 as i8;
            f32::from_bits(scales[4]) * f32::from(scale) * (q - 32.0)
        }
        QuantKind::IQ4_NL => d(0) * row.level(4 * row.block),
        QuantKind::IQ4_XS => {
            let [first, low] = [scales[row.block / 8 * 2], scales[row.block / 8 * 2 + 1]];
            let place = row.block % 8;
            let scale = low >> (4 * place) & 15 | (first >> (16 + 2 * place) & 3) << 4;
            row.half(first) * (scale as f32 - 32.0) * row.level(4 * row.block)
        }
        QuantKind::MXFP4 => {
            let e = scales[row.block / 4] >> (8 * (row.block % 4)) & 255;
            let q = row.nibble(4 * row.block) as u32;
            let size = [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0][q as usize % 8];
            f32::from_bits(e << 23) * if q > 7 { -size } else { size }
        }
    }
}

struct Row<'a> {
    quants: &'a [u32],
    block: usize,
    /// The weight within its block.
    j: usize,
}

impl Row<'_> {
    fn half(&self, bits: u32) -> f32 {
        half((bits as u16).to_le_bytes())
    }

    /// From a block's four words.
    fn nibble(&self, at: usize) -> f32 {
        (self.quants[at + self.j % 16 / 4] >> (8 * (self.j % 4) + 4 * (self.j / 16)) & 15) as f32
    }

    /// From a block's two words.
    fn two(&self, at: usize) -> f32 {
        (self.quants[at + self.j / 16] >> (8 * (self.j % 4) + 2 * (self.j % 16 / 4)) & 3) as f32
    }

    fn one(&self, word: u32) -> f32 {
        (word >> (8 * (self.j % 4) + self.j / 4) & 1) as f32
    }

    /// The block's pair, from three words of a super-block.
    fn six_bits(&self, at: usize) -> [f32; 2] {
        let place = self.block % 8;
        let low = self.quants[at + place / 4] >> (8 * (place % 4));
        let high = self.quants[at + 2] >> (4 * place);
        [low & 15 | (high & 3) << 4, low >> 4 & 15 | (high >> 2 & 3) << 4].map(|scale| scale as f32)
    }

    fn level(&self, at: usize) -> f32 {
        f32::from(iq4_nl::LEVELS[self.nibble(at) as usize])
    }
}
