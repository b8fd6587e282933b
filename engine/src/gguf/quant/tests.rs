//! What a repacked row says must be what the plain reading says.

use super::*;

const KINDS: [QuantKind; 5] = [QuantKind::F32, QuantKind::F16, QuantKind::Q4_0, QuantKind::Q4_1, QuantKind::Q8_0];

/// xorshift: bytes without a pattern, the same in every run.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..length).map(|_| next()).collect()
}

fn random_row(kind: QuantKind, columns: usize, seed: u64) -> Vec<u8> {
    let mut row = noise(seed, kind.row_bytes(columns));
    // Keep exponents small, so that no scale or weight is infinite or not a number.
    let tame_halves = |at: usize, block: &mut [u8]| block[at + 1] = block[at + 1] & 0x83 | 0x20;
    for block in row.chunks_exact_mut(kind.block_bytes()) {
        match kind {
            QuantKind::F32 => block[3] = block[3] & 0x80 | 0x3f,
            QuantKind::F16 | QuantKind::Q4_0 | QuantKind::Q8_0 => tame_halves(0, block),
            QuantKind::Q4_1 => {
                tame_halves(0, block);
                tame_halves(2, block);
            }
        }
    }
    row
}

fn f16_bits(bits: u32) -> f32 {
    half::f16::from_bits(bits as u16).to_f32()
}

/// Reads weight `i` of a repacked row as a shader does: word by word, by position.
fn weight(kind: QuantKind, quants: &[u32], scales: &[u32], i: usize) -> f32 {
    let (block, j) = (i / 32, i % 32);
    let nibble = || (quants[block * 4 + j % 16 / 4] >> (8 * (j % 4) + 4 * (j / 16)) & 15) as f32;
    let scale = || f16_bits(scales[block / 2] >> (16 * (block % 2)) & 0xffff);
    match kind {
        QuantKind::F32 => f32::from_bits(quants[i]),
        QuantKind::F16 => f16_bits(quants[i / 2] >> (16 * (i % 2)) & 0xffff),
        QuantKind::Q4_0 => scale() * (nibble() - 8.0),
        QuantKind::Q4_1 => f16_bits(scales[block] & 0xffff) * nibble() + f16_bits(scales[block] >> 16),
        QuantKind::Q8_0 => scale() * ((quants[block * 8 + j / 4] >> (8 * (j % 4))) as u8 as i8) as f32,
    }
}

fn repacked(kind: QuantKind, row: &[u8], columns: usize) -> (Vec<u32>, Vec<u32>) {
    // Filled with ones: every word must be written, padding too.
    let mut quants = vec![u32::MAX; quant_words_per_row(kind, columns)];
    let mut scales = vec![u32::MAX; scale_words_per_row(kind, columns)];
    repack_row(kind, row, &mut quants, &mut scales).unwrap();
    (quants, scales)
}

fn disagreements(kind: QuantKind, columns: usize, plain: &[f32], quants: &[u32], scales: &[u32]) -> usize {
    (0..columns).filter(|&i| weight(kind, quants, scales, i).to_bits() != plain[i].to_bits()).count()
}

#[test]
fn repacked_rows_hold_the_same_weights() {
    for kind in KINDS {
        for columns in [32, 64, 96, 576] {
            let row = random_row(kind, columns, columns as u64);
            let mut plain = vec![0.0; columns];
            dequantize_row(kind, &row, &mut plain).unwrap();
            assert!(plain.iter().all(|weight| weight.is_finite()));
            let (mut quants, scales) = repacked(kind, &row, columns);
            assert_eq!(disagreements(kind, columns, &plain, &quants, &scales), 0, "{kind:?} {columns}");

            // The comparison sees a single wrong bit.
            let last = quants.len() - 1;
            quants[last] ^= 1 << 30;
            assert_eq!(disagreements(kind, columns, &plain, &quants, &scales), 1, "{kind:?} {columns}");
        }
    }
}

#[test]
fn an_odd_last_scale_is_padded_with_zero() {
    for kind in [QuantKind::Q4_0, QuantKind::Q8_0] {
        let (_, scales) = repacked(kind, &random_row(kind, 96, 5), 96);
        assert_eq!(scales.len(), 2);
        assert_eq!(scales[1] >> 16, 0);
        assert_ne!(scales[1], 0);
    }
}

/// Values worked out by hand from ggml's definition of each block.
#[test]
fn dequantized_by_hand() {
    let half = |value: f32| half::f16::from_f32(value).to_le_bytes();
    let mut out = [0.0; 32];

    let mut nibbles = [0x88; 16];
    nibbles[0] = 0xf0;
    let row = [&half(0.5)[..], &nibbles].concat();
    dequantize_row(QuantKind::Q4_0, &row, &mut out).unwrap();
    assert_eq!((out[0], out[16], out[1], out[31]), (-4.0, 3.5, 0.0, 0.0));

    let row = [&half(0.5)[..], &half(-1.0), &nibbles].concat();
    dequantize_row(QuantKind::Q4_1, &row, &mut out).unwrap();
    assert_eq!((out[0], out[16], out[1]), (-1.0, 6.5, 3.0));

    let mut bytes = [0; 32];
    (bytes[0], bytes[31]) = (0x80, 3);
    let row = [&half(0.25)[..], &bytes].concat();
    dequantize_row(QuantKind::Q8_0, &row, &mut out).unwrap();
    assert_eq!((out[0], out[30], out[31]), (-32.0, 0.0, 0.75));

    dequantize_row(QuantKind::F16, &half(-2.5), &mut out[..1]).unwrap();
    assert_eq!(out[0], -2.5);
}

#[test]
fn plain_rows_repack_as_f32() {
    let row: Vec<f32> = (0..32).map(|i| i as f32 - 7.5).collect();
    let mut quants = [0; 32];
    repack_f32_row(&row, &mut quants).unwrap();
    assert!(quants.iter().zip(&row).all(|(word, weight)| f32::from_bits(*word) == *weight));
    assert!(repack_f32_row(&row[..31], &mut quants).is_err());
}

#[test]
fn wrong_lengths_are_errors() {
    for kind in KINDS {
        let row = random_row(kind, 64, 1);
        let (mut quants, mut scales) = repacked(kind, &row, 64);
        let short = quants.len() - 1;
        assert!(repack_row(kind, &row, &mut quants[..short], &mut scales).is_err());
        assert!(repack_row(kind, &row[..row.len() - 1], &mut quants, &mut scales).is_err());
        assert!(dequantize_row(kind, &row[1..], &mut [0.0; 64]).is_err());
        assert!(dequantize_row(kind, &row, &mut [0.0; 65]).is_err());
    }
    let row = random_row(QuantKind::F32, 33, 1);
    let error = repack_row(QuantKind::F32, &row, &mut [0; 33], &mut []).unwrap_err();
    assert!(error.to_string().contains("33 weights"), "{error}");
}

#[test]
fn what_is_not_a_number_is_noticed_in_any_block() {
    let places: [(QuantKind, &[usize]); 5] = [
        (QuantKind::F32, &[2, 254]),
        (QuantKind::F16, &[0, 126]),
        (QuantKind::Q4_0, &[0, 18]),
        (QuantKind::Q4_1, &[0, 2, 20, 22]),
        (QuantKind::Q8_0, &[0, 34]),
    ];
    for (kind, places) in places {
        let row = random_row(kind, 64, 3);
        assert!(is_finite(kind, &row));
        for at in places {
            for high in [0x7f, 0xff] {
                let mut bad = row.clone();
                bad[*at..at + 2].copy_from_slice(&[0x80, high]);
                assert!(!is_finite(kind, &bad), "{kind:?} at {at}");
            }
        }
    }
}
