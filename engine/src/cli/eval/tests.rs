//! From a text to figures, through the engine, with the model whose every continuation is known.

use std::{fs, path::PathBuf};

use super::{Plan, candidates, judge};
use crate::cli::{DeviceArgs, KvArg, ProfileArg, Switch};

const TEXT: &str = "Thank you for your email. I am writing to ask about the meeting on Monday morning.";

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/tmp").join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn log_of(text: &str, folder: &std::path::Path) -> PathBuf {
    let corpus = folder.join("corpus.txt");
    fs::write(&corpus, text).unwrap();
    let model = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/tiny.gguf");
    let to = folder.join("log.jsonl");
    let plan = Plan { model, corpus, chars: 1000, to: to.clone(), k: None };
    let device = DeviceArgs { profile: ProfileArg::Full, subgroups: Switch::On, kv: KvArg::F16, context: None };
    pollster::block_on(candidates(&plan, &device)).unwrap();
    to
}

#[test]
fn a_text_that_the_model_knows_by_heart_costs_few_keys() {
    let folder = folder("eval-known");
    let log = log_of(TEXT, &folder);
    // The device of the tests may be slow, and loaded: what is late is not what is asked here.
    let report = judge(&[log], Some(20.0)).unwrap();
    assert_eq!(report.characters, TEXT.len());
    let saved = report.shipped.keystrokes_saved_percent;
    assert!(saved > 80.0, "{saved}");
    // Its first letters begin other texts too that the model knows.
    assert!(report.shipped.accepted > 0 && report.shipped.wrong_shows_per_accept <= Some(2.0), "{report:?}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_unfinished_log_is_finished_and_a_finished_one_kept() {
    let folder = folder("eval-unfinished");
    let text = &TEXT[..25];
    let whole = fs::read_to_string(log_of(text, &folder)).unwrap();
    assert_eq!(whole.lines().count(), text.len(), "a header, and a line behind each character but the last");
    // The times differ with each run, so what is kept is told from what is asked again.
    fs::write(folder.join("log.jsonl"), &whole[..whole.len() - 300]).unwrap();
    let finished = fs::read_to_string(log_of(text, &folder)).unwrap();
    assert_eq!(finished.lines().count(), whole.lines().count());
    assert_eq!(finished.lines().nth(5), whole.lines().nth(5));
    assert_eq!(fs::read_to_string(log_of(text, &folder)).unwrap(), finished);
    fs::remove_dir_all(folder).unwrap();
}
