#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| inkling_fuzz::check(inkling_fuzz::tensors::run, bytes));
