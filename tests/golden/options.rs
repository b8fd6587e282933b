//! What only some models have must matter: each option, left out or a little off, is noticed.

use inkling_tests::support::{GgufFile, Setup, load};

use super::{BOUND, golden, is_all};

fn notices(name: &'static str, what: &str, change: impl FnOnce(GgufFile) -> GgufFile) {
    if !is_all() {
        return;
    }
    let gpu = Setup::FLOOR.gpu();
    let changed = golden(name).changed(change);
    let error = changed.error(&mut load(&gpu, &changed.file.bytes).unwrap());
    println!("{name}, {what}: {error:.1e}");
    assert!(error > 100.0 * BOUND, "{name}, {what}: only {error:.1e}");
}

fn notices_number(name: &'static str, key: &'static str, value: f32) {
    notices(name, &format!("{key} = {value}"), |file| file.with_u32(key, value.to_bits()));
}

#[test]
fn a_window_of_one_more_or_less() {
    for (name, key) in [("gemma2-q8_0", "gemma2"), ("gemma3-q4_0", "gemma3"), ("olmo2-q4_0", "olmo2")] {
        let key = format!("{key}.attention.sliding_window");
        assert_eq!(golden(name).file.gguf().metadata.u32(&key), Ok(20));
        for positions in [0, 19, 21] {
            notices(name, &format!("a window of {positions}"), |file| file.with_u32(&key, positions));
        }
    }
}

#[test]
fn norms_of_queries_and_keys_and_of_branches() {
    let both = |layer: u32| ["post_attention_norm", "post_ffw_norm"].map(|norm| format!("blk.{layer}.{norm}.weight"));
    let normed = |layer: u32| ["attn_q_norm", "attn_k_norm"].map(|norm| format!("blk.{layer}.{norm}.weight"));
    for (name, tensors) in [
        ("qwen3-q4_0", normed(0)),
        ("gemma3-q4_0", normed(5)),
        ("olmo2-q4_0", normed(1)),
        ("gemma2-q8_0", both(2)),
        ("gemma3-q4_0", both(0)),
        ("olmo2-q4_0", both(0)),
    ] {
        for tensor in tensors {
            // Gains of another order: those of a number are its neighbour's.
            notices(name, &tensor, |mut file| {
                file.weights(&tensor).rotate_left(4);
                file
            });
        }
    }
}

#[test]
fn scales_and_caps() {
    notices_number("gemma2-q8_0", "gemma2.attn_logit_softcapping", 0.0);
    notices_number("gemma2-q8_0", "gemma2.attn_logit_softcapping", 1.6);
    notices_number("gemma2-q8_0", "gemma2.final_logit_softcapping", 0.0);
    notices_number("gemma2-q8_0", "gemma2.final_logit_softcapping", 2.1);
    notices_number("gemma3-q4_0", "gemma3.rope.scaling.factor", 1.0);
    notices_number("gemma3-q4_0", "gemma3.rope.freq_base", 1e4);
    notices_number("olmo2-q4_0", "olmo2.rope.scaling.factor", 1.0);
    notices_number("granite-q4_1", "granite.embedding_scale", 11.0);
    notices_number("granite-q4_1", "granite.residual_scale", 0.24);
    notices_number("granite-q4_1", "granite.attention.scale", 0.25);
    notices_number("granite-q4_1", "granite.logit_scale", 1.0);
}

/// Numbers with which there would be no logits are refused, with the place in the file.
#[test]
fn numbers_that_make_no_model_are_refused() {
    let gpu = Setup::FLOOR.gpu();
    for (name, key, value) in [
        ("gemma3-q4_0", "gemma3.rope.freq_base", -1e4),
        ("gemma3-q4_0", "gemma3.rope.freq_base", f32::NAN),
        ("olmo2-q4_0", "olmo2.attention.layer_norm_rms_epsilon", f32::INFINITY),
        ("granite-q4_1", "granite.logit_scale", 1e-45),
        ("granite-q4_1", "granite.residual_scale", f32::NAN),
        ("gemma2-q8_0", "gemma2.attn_logit_softcapping", f32::INFINITY),
    ] {
        let changed = golden(name).changed(|file| file.with_u32(key, value.to_bits()));
        let refused = load(&gpu, &changed.file.bytes).err().expect(key).to_string();
        assert!(refused.contains(key) && refused.contains("byte "), "{key} = {value}: {refused}");
    }
}

#[test]
fn how_rope_is_stretched() {
    notices("llama-rope_freqs", "factors of one", |mut file| {
        let ones = [1f32; 8].map(f32::to_le_bytes).concat();
        file.weights("rope_freqs.weight").copy_from_slice(&ones);
        file
    });
    notices("llama-yarn", "not scaled", |file| file.with_string("llama.rope.scaling.type", "none"));
    notices_number("llama-yarn", "llama.rope.scaling.factor", 2.0);
    notices_number("phi-long", "phi3.rope.scaling.attn_factor", 1.18);
    // The other factors: slots hold 512 tokens.
    notices("phi-long", "short factors", |file| file.with_u32("phi3.rope.scaling.original_context_length", 512));
    notices("phi-short", "long factors", |file| file.with_u32("phi3.rope.scaling.original_context_length", 511));
}

#[test]
fn taps_of_convolutions() {
    for layer in [0, 3] {
        notices("lfm2-q4_0", &format!("taps of layer {layer} in another order"), |mut file| {
            file.weights(&format!("blk.{layer}.shortconv.conv.weight")).rotate_left(4);
            file
        });
    }
}
