//! A model in several files is the model in one.

use inkling_engine::session::{Engine, Room};
use inkling_tests::support::{GgufFile, Setup, golden_model, load, load_parts, split};

const MODEL: &str = "qwen2-q4_0";
const IDS: [u32; 6] = [5, 80, 200, 31, 9, 77];

fn file() -> GgufFile {
    GgufFile::new(golden_model(MODEL))
}

fn logits(mut engine: Engine) -> Vec<f32> {
    pollster::block_on(engine.force(&IDS, 0, IDS.len())).unwrap()
}

/// Cut within a layer's q, k and v, within gate and up, and with no weights beside the metadata.
fn cuts() -> [Vec<usize>; 3] {
    let file = file();
    let at = |name: &str| file.gguf().tensors.iter().position(|tensor| tensor.name == name).unwrap();
    let all = file.gguf().tensors.len();
    let (key, up) = (at("blk.0.attn_k.weight"), at("blk.1.ffn_up.weight"));
    [vec![key, all - key], vec![key, up - key, all - up], vec![0, up, all - up]]
}

#[test]
fn logits_are_those_of_one_file() {
    let gpu = Setup::FLOOR.gpu();
    let expected = logits(load(&gpu, &file().bytes).unwrap());
    for counts in cuts() {
        let files = split(&file(), &counts);
        let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        assert_eq!(logits(load_parts(&gpu, &files, Room::default()).unwrap()), expected, "{counts:?}");
    }
    let other = split(&file().zero("blk.0.attn_k.weight"), &cuts()[0]);
    let other: Vec<&[u8]> = other.iter().map(Vec::as_slice).collect();
    assert_ne!(logits(load_parts(&gpu, &other, Room::default()).unwrap()), expected);
}

#[test]
fn what_lacks_a_file_says_so() {
    let gpu = Setup::FLOOR.gpu();
    let files = split(&file(), &cuts()[1]);
    let message = |files: &[&[u8]]| load_parts(&gpu, files, Room::default()).err().unwrap().to_string();
    let alone = message(&[&files[0]]);
    assert!(alone.contains("one of 3 files, and 1 came"), "{alone}");
    let short = &files[2][..files[2].len() - 200];
    let cut = message(&[&files[0], &files[1], short]);
    assert!(cut.contains("beyond the end of file 3") || cut.contains("the file ends at byte"), "{cut}");
    let swapped = message(&[&files[0], &files[2], &files[1]]);
    assert!(swapped.contains("file 2 is number 3"), "{swapped}");
}
