//! What fuzzing has found, and what leads a fuzzer everywhere, once more: nothing panics, hangs or takes the machine's memory.

use std::fs;
use std::time::{Duration, Instant};

use inkling_fuzz::{TARGETS, check};
use inkling_tests::support::root;

/// So long even a build without optimisation on a busy machine does not take.
const HANG: Duration = Duration::from_secs(60);

#[test]
fn every_input_that_is_kept_does_no_harm() {
    for (name, run) in TARGETS {
        let folder = root().join("fuzz/corpus").join(name);
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert!(files.len() > 10, "{name} has {} inputs", files.len());
        for file in files {
            let bytes = fs::read(&file).unwrap();
            println!("{}", file.display());
            let begun = Instant::now();
            check(run, &bytes);
            assert!(begun.elapsed() < HANG, "{}", file.display());
        }
    }
}

#[test]
fn a_corpus_is_a_target() {
    for entry in fs::read_dir(root().join("fuzz/corpus")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(TARGETS.iter().any(|(target, _)| *target == name), "{name} is no target");
    }
}
