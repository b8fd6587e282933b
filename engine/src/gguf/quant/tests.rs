//! What a repacked row says must be what the plain reading says.

use super::{float::Float, reading::weight, *};
use crate::gguf::{HeaderReader, TensorStream};

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
    for block in row.chunks_exact_mut(kind.block_bytes()) {
        for (at, float) in kind.floats() {
            match float {
                Float::F32 => block[3] = block[3] & 0x80 | 0x3f,
                Float::F16 => block[at + 1] = block[at + 1] & 0x83 | 0x20,
                Float::Bf16 => block[at + 1] = block[at + 1] & 0x80 | 0x3f,
                Float::E8m0 => block[*at] = block[*at] % 64 + 96,
            }
        }
    }
    row
}

fn repacked(kind: QuantKind, row: &[u8], columns: usize) -> (Vec<u32>, Vec<u32>) {
    // Filled with ones: every word must be written, padding too.
    let mut quants = vec![u32::MAX; quant_words_per_row(kind, columns)];
    let mut scales = vec![u32::MAX; scale_words_per_row(kind, columns)];
    repack_row(kind, row, &mut quants, &mut scales).unwrap();
    (quants, scales)
}

fn disagreements(kind: QuantKind, columns: usize, plain: &[f32], quants: &[u32], scales: &[u32]) -> usize {
    (0..columns).filter(|&i| weight(kind, quants, scales, i) != plain[i]).count()
}

/// A row's lengths in weights, whole and awkward.
fn lengths(kind: QuantKind) -> Vec<usize> {
    [1, 2, 3, 5, 18].map(|blocks| blocks * BLOCK.max(kind.block_weights())).to_vec()
}

#[test]
fn repacked_rows_hold_the_same_weights() {
    for kind in QuantKind::ALL {
        for columns in lengths(kind) {
            let row = random_row(kind, columns, columns as u64);
            let mut plain = vec![0.0; columns];
            dequantize_row(kind, &row, &mut plain).unwrap();
            assert!(plain.iter().all(|weight| weight.is_finite()));
            let (mut quants, scales) = repacked(kind, &row, columns);
            assert_eq!(disagreements(kind, columns, &plain, &quants, &scales), 0, "{kind:?} {columns}");

            // The comparison sees a single wrong bit, but where a scale is zero.
            if columns <= 512 {
                let seen = (0..quants.len()).filter(|at| {
                    quants[*at] ^= 1 << 30;
                    let seen = disagreements(kind, columns, &plain, &quants, &scales);
                    quants[*at] ^= 1 << 30;
                    seen > 0
                });
                let (seen, all) = (seen.count(), quants.len());
                assert!(seen * 10 >= all * 8, "{kind:?} {columns}: {seen} of {all}");
            }
        }
    }
}

/// Nothing but rounding to words, and a scale kept as f32, is added to what the file has.
#[test]
fn repacked_rows_are_as_large_as_the_files() {
    for kind in QuantKind::ALL {
        let file = kind.row_bytes(4096) as f64;
        let words = quant_words_per_row(kind, 4096) + scale_words_per_row(kind, 4096);
        let grown = words as f64 * 4.0 / file;
        assert!((1.0..1.02).contains(&grown), "{kind:?}: {grown}");
    }
}

/// Random blocks of every type, with what Python's gguf reads from them (`tests/golden/quants/make.py`).
#[test]
fn dequantized_as_elsewhere() {
    let file = include_bytes!("../../../../tests/golden/quants/blocks.gguf");
    let (gguf, rest) = HeaderReader::new(Some(file.len() as u64)).push(file).unwrap().unwrap();
    let mut rows: Vec<Vec<u8>> = vec![vec![]; gguf.tensors.len()];
    let mut keep = |row: crate::gguf::Rows<'_>| {
        rows[row.tensor].extend_from_slice(row.bytes);
        Ok::<(), crate::gguf::GgufError>(())
    };
    TensorStream::new(&gguf).push(&rest, &mut keep).unwrap();
    let of = |name: &str| {
        let index = gguf.tensors.iter().position(|tensor| tensor.name == name).unwrap();
        (&gguf.tensors[index], &rows[index])
    };
    for kind in QuantKind::ALL {
        let (tensor, bytes) = of(kind.name());
        assert_eq!(tensor.kind, kind);
        let mut plain = vec![0.0; tensor.columns()];
        dequantize_row(kind, bytes, &mut plain).unwrap();
        let expected = of(&format!("{} read", kind.name())).1.as_chunks::<4>().0;
        let expected: Vec<f32> = expected.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        assert_eq!(plain, expected, "{kind:?}");
        let mut other = bytes.clone();
        other[kind.block_bytes() - 1] ^= 0x40;
        dequantize_row(kind, &other, &mut plain).unwrap();
        assert_ne!(plain, expected, "{kind:?}: a wrong bit is not noticed");
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
    for kind in QuantKind::ALL.into_iter().filter(|kind| kind.block_weights() <= BLOCK) {
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
    for kind in QuantKind::ALL {
        let columns = 2 * BLOCK.max(kind.block_weights());
        let row = random_row(kind, columns, 3);
        assert!(is_finite(kind, &row));
        let last = row.len() - kind.block_bytes();
        for (at, float) in
            [0, last].into_iter().flat_map(|block| kind.floats().iter().map(move |(at, f)| (block + at, f)))
        {
            let bad: &[&[u8]] = match float {
                Float::F32 => &[&[0, 0, 0x80, 0x7f], &[1, 0, 0x80, 0xff]],
                Float::F16 => &[&[0, 0x7c], &[1, 0xfc]],
                Float::Bf16 => &[&[0x80, 0x7f], &[0x81, 0xff]],
                Float::E8m0 => &[&[253], &[255]],
            };
            for bad in bad {
                let mut row = row.clone();
                row[at..at + bad.len()].copy_from_slice(bad);
                assert!(!is_finite(kind, &row), "{kind:?} at {at}");
            }
        }
    }
}

#[test]
fn a_type_is_known_by_number_and_name() {
    for kind in QuantKind::ALL {
        assert_eq!(QuantKind::from_ggml(kind.format().ggml), Ok(kind));
        assert!(kind.weights_text().eq_ignore_ascii_case(&format!("weights_{}", kind.name())));
        assert!(kind.tile_text().eq_ignore_ascii_case(&format!("tile_{}", kind.name())));
    }
    assert_eq!(QuantKind::from_ggml(9), Err("Q8_1".into()));
    assert_eq!(QuantKind::from_ggml(99), Err("ggml type 99".into()));
    assert_eq!(QuantKind::Q6_K.for_rows_of(512), QuantKind::Q6_K);
    assert_eq!(QuantKind::Q6_K.for_rows_of(576), QuantKind::Q8_0);
}
