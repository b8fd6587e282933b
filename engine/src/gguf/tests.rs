//! Headers and streams: cut anywhere, hostile, and right.

use super::testing::Builder;
use super::*;

fn sample() -> Builder {
    Builder::default()
        .str("general.architecture", "llama")
        .u32("llama.block_count", 2)
        .bool("flag", true)
        .raw("wide", 10, &7u64.to_le_bytes())
        .raw("negative", 5, &(-1i32).to_le_bytes())
        .raw("rate", 6, &0.5f32.to_le_bytes())
        .strings("words", &["a", "", "çé", "d"])
        .i32s("types", &[1, -3])
        .array("scores", 6, 2, &[1.0f32.to_le_bytes(), 2.0f32.to_le_bytes()].concat())
        .tensor("b", &[32, 3], 8, 64)
        .tensor("a", &[8], 0, 0)
}

/// The sample's header with its data: `a` at 0..32, padding, `b` at 64..166.
fn sample_file() -> Vec<u8> {
    let mut file = sample().header(32);
    file.extend((0..166u8).map(|byte| if (32..64).contains(&byte) { 0xee } else { byte }));
    file
}

fn read(bytes: &[u8]) -> Result<Gguf, GgufError> {
    let mut reader = HeaderReader::new(Some(bytes.len() as u64));
    match reader.push(bytes)? {
        Some((gguf, _)) => Ok(gguf),
        None => Err(reader.finish().unwrap_err()),
    }
}

#[test]
fn reads_metadata_and_tensors() {
    let gguf = read(&sample_file()).unwrap();
    let metadata = &gguf.metadata;
    assert_eq!(gguf.version, 3);
    assert_eq!(metadata.str("general.architecture").unwrap(), "llama");
    assert_eq!(metadata.u32("llama.block_count").unwrap(), 2);
    assert_eq!(metadata.u32("wide").unwrap(), 7);
    assert!(metadata.bool("flag").unwrap());
    assert_eq!(metadata.f32("rate").unwrap(), 0.5);
    assert_eq!(metadata.strings("words").unwrap().iter().collect::<Vec<_>>(), ["a", "", "çé", "d"]);
    assert_eq!(metadata.strings("words").unwrap().get(4), None);
    assert_eq!(metadata.i32s("types").unwrap(), [1, -3]);
    assert_eq!(metadata.f32s("scores").unwrap(), [1.0, 2.0]);

    let b = gguf.tensor("b").unwrap();
    assert_eq!((b.columns(), b.rows(), b.row_bytes(), b.bytes), (32, 3, 34, 102));
    assert_eq!(b.offset, gguf.data_offset + 64);
    assert!(gguf.tensor("c").is_none());

    let mut older = sample_file();
    older[4] = 2;
    let older = read(&older).unwrap();
    assert_eq!((older.version, &older.tensors), (2, &gguf.tensors));
}

#[test]
fn getters_name_the_key() {
    let metadata = sample().read().metadata;
    let missing = metadata.u32("llama.context_length").unwrap_err();
    assert!(missing.to_string().contains("`llama.context_length`"), "{missing}");
    let negative = metadata.u32("negative").unwrap_err().to_string();
    assert!(negative.contains("`negative`") && negative.contains("-1"), "{negative}");
    let wrong = metadata.strings("types").unwrap_err().to_string();
    assert!(wrong.contains("array of 2 integers") && wrong.contains("array of strings"), "{wrong}");
    assert!(metadata.str("flag").is_err() && metadata.i32s("scores").is_err());
}

#[test]
fn chunks_of_any_size_give_the_same_header_and_rows() {
    let file = sample_file();
    let sizes = [1, 2, 3, 7, 31, 64, 100, 1000];
    // Three rows in groups of two: the last is smaller.
    for (size, group) in sizes.into_iter().flat_map(|size| [1, 2, 3].map(|group| (size, group))) {
        let mut reader = HeaderReader::new(None);
        let mut begun: Option<(Gguf, TensorStream)> = None;
        let mut bytes: [Vec<u8>; 2] = Default::default();
        for chunk in file.chunks(size) {
            let mut take = |rows: Rows| -> Result<(), GgufError> {
                let row_bytes = [34, 32][rows.tensor];
                assert_eq!(rows.bytes.len(), rows.rows * row_bytes);
                assert_eq!(rows.first_row * row_bytes, bytes[rows.tensor].len());
                let is_last = rows.first_row + rows.rows == [3, 1][rows.tensor];
                assert!(
                    rows.first_row.is_multiple_of(group) && (is_last || rows.rows.is_multiple_of(group)),
                    "{rows:?}"
                );
                bytes[rows.tensor].extend(rows.bytes);
                Ok(())
            };
            match &mut begun {
                Some((_, stream)) => stream.push(chunk, &mut take).unwrap(),
                None => {
                    if let Some((gguf, rest)) = reader.push(chunk).unwrap() {
                        let mut stream = TensorStream::in_groups(&gguf, &|_| group);
                        stream.push(&rest, &mut take).unwrap();
                        begun = Some((gguf, stream));
                    }
                }
            }
        }
        reader.finish().unwrap();
        let (gguf, stream) = begun.unwrap();
        stream.finish().unwrap();
        assert_eq!(gguf.metadata, sample().read().metadata, "chunks of {size}");
        assert_eq!(bytes[0], (64..166).collect::<Vec<u8>>(), "chunks of {size}");
        assert_eq!(bytes[1], (0..32).collect::<Vec<u8>>(), "chunks of {size}");
    }
}

#[test]
fn a_file_cut_anywhere_says_where() {
    let file = sample_file();
    let header_end = read(&file).unwrap().data_offset as usize;
    for length in 0..file.len() {
        let known = read(&file[..length]).unwrap_err();
        assert!(!known.is_unsupported(), "{length}: {known}");
        assert!(known.to_string().contains("download it again"), "{known}");

        let mut reader = HeaderReader::new(None);
        let error = match reader.push(&file[..length]).unwrap() {
            None => reader.finish().unwrap_err(),
            Some((gguf, rest)) => {
                assert!(length >= header_end);
                let mut stream = TensorStream::new(&gguf);
                stream.push(&rest, &mut |_| Ok::<_, GgufError>(())).unwrap();
                stream.finish().unwrap_err()
            }
        };
        assert!(matches!(error, GgufError::CutShort { offset, .. } if offset == length as u64), "{length}: {error}");
    }
}

#[test]
fn a_callback_error_stops_the_stream() {
    let file = sample_file();
    let (gguf, rest) = HeaderReader::new(None).push(&file).unwrap().unwrap();
    let mut calls = 0;
    let result = TensorStream::new(&gguf).push(&rest, &mut |_| {
        calls += 1;
        Err("device lost")
    });
    assert_eq!((result, calls), (Err("device lost"), 1));
}

#[test]
fn other_files_are_told_apart_from_damaged_ones() {
    let cases: [(Vec<u8>, bool, &str); 9] = [
        (b"PK\x03\x04 a zip file, surely".to_vec(), true, "not a GGUF file"),
        (sample().version(1).header(32), true, "version 1"),
        (sample().version(4).header(32), true, "version 4"),
        (sample().version(3u32.swap_bytes()).header(32), true, "big-endian"),
        (Builder::default().header(32), true, "without weights"),
        (Builder::default().tensor("w", &[256], 16, 0).header(32), true, "tensor `w` is stored as IQ2_XXS"),
        (Builder::default().tensor("w", &[256], 99, 0).header(32), true, "ggml type 99"),
        (sample().array("nested", 9, 1, &[0; 32]).header(32), true, "array of arrays"),
        (sample().raw("odd", 13, &[0; 8]).header(32), false, "type 13"),
    ];
    for (file, unsupported, message) in cases {
        let error = HeaderReader::new(None).push(&file).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert_eq!(error.is_unsupported(), unsupported, "{error}");
    }
}

#[test]
fn hostile_headers_are_refused_before_memory_is_asked_for() {
    const HUGE: u64 = 1 << 63;
    let tensor = |shape: &[u64], kind, offset| Builder::default().tensor("w", shape, kind, offset);
    let mut counts = sample().header(32);
    counts[8..16].copy_from_slice(&HUGE.to_le_bytes());
    let mut pairs = sample().header(32);
    pairs[16..24].copy_from_slice(&HUGE.to_le_bytes());
    let long_key = [&sample().header(32)[..24], &HUGE.to_le_bytes()].concat();
    let cases: [(Vec<u8>, &str); 16] = [
        (counts, "claims 9223372036854775808 tensors"),
        (pairs, "metadata entries"),
        (long_key, "claims 9223372036854775808 bytes"),
        (sample().raw("s", 8, &HUGE.to_le_bytes()).header(32), "claims"),
        (sample().array("s", 8, HUGE, &[]).header(32), "claims"),
        (sample().array("n", 0, u64::MAX, &[]).header(32), "claims"),
        (sample().array("s", 8, 1 << 40, &[]).header(32), "claims"),
        (sample().u32("flag", 1).header(32), "`flag` twice"),
        (sample().u32("general.alignment", 0).header(32), "`general.alignment` is 0"),
        (sample().u32("general.alignment", 24).header(32), "`general.alignment` is 24"),
        (tensor(&[32, 1 << 33, 1 << 33], 0, 0).header(32), "impossible shape"),
        (tensor(&[32, u64::MAX, 2], 0, 0).header(32), "impossible shape"),
        (tensor(&[1 << 40], 0, 0).header(32), "rows of 1099511627776 weights"),
        (tensor(&[32, 0], 0, 0).header(32), "is empty"),
        (tensor(&[48], 2, 0).header(32), "not a multiple of 32"),
        (tensor(&[1, 1, 1, 1, 1], 0, 0).header(32), "5 dimensions"),
    ];
    for (file, message) in cases {
        let error = HeaderReader::new(None).push(&file).unwrap_err();
        assert!(error.to_string().contains(message), "{message}: {error}");
        assert!(!error.is_unsupported(), "{error}");
        assert!(error.to_string().contains("byte "), "{error}");
    }
}

#[test]
fn tensors_must_lie_apart_aligned_and_inside() {
    let two = |offset| Builder::default().tensor("a", &[32], 0, 0).tensor("b", &[32], 0, offset);
    let refused = |builder: Builder| HeaderReader::new(None).push(&builder.header(32)).unwrap_err().to_string();
    assert!(refused(two(96)).contains("`a` and `b` overlap"));
    assert!(refused(two(130)).contains("multiple of 32"));
    assert!(refused(two(u64::MAX - 31)).contains("beyond any file's end"));
    assert!(refused(Builder::default().tensor("a", &[8], 0, 0).tensor("a", &[8], 0, 32)).contains("twice"));

    let mut file = two(128).u32("general.alignment", 64).header(64);
    file.resize(file.len() + 255, 0);
    let error = read(&file).unwrap_err().to_string();
    assert!(error.contains("tensor `b` reaches to byte"), "{error}");
    file.push(0);
    assert_eq!(read(&file).unwrap().data_offset % 64, 0);
}

/// Whatever the bytes, the answer is a header or an error, and the weights of a header that passes can be streamed.
#[test]
fn no_single_wrong_byte_panics() {
    let file = sample_file();
    let mut accepted = 0;
    for at in 0..file.len() {
        for wrong in [0x00, 0x01, 0x20, 0x7f, 0x80, 0xff] {
            let mut file = file.clone();
            file[at] = wrong;
            if let Ok(Some((gguf, rest))) = HeaderReader::new(Some(file.len() as u64)).push(&file) {
                let mut stream = TensorStream::new(&gguf);
                stream.push(&rest, &mut |_| Ok::<_, GgufError>(())).unwrap();
                stream.finish().unwrap();
                accepted += 1;
            }
        }
    }
    assert!(accepted > 0 && accepted < file.len() * 6);
}
