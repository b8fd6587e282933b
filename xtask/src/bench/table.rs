//! A measurement in words, for the terminal.

use std::fmt::Write as _;

use serde_json::Value;

pub fn of(figures: &Value) -> String {
    let mut text = String::new();
    let name = |key: &str| figures[key].as_str().unwrap_or("?").to_owned();
    line(&mut text, &format!("{} on {}", name("model"), name("adapter")), "");
    let device = &figures["device"];
    line(&mut text, "memory is read at", &scaled(&device["read_bytes_per_s"], 1e9, "GB/s"));
    line(&mut text, "f32 arithmetic", &scaled(&device["f32_flop_per_s"], 1e12, "TFLOP/s"));
    decode(&mut text, &figures["decode"]);
    for context in figures["contexts"].as_array().into_iter().flatten() {
        decode(&mut text, context);
    }
    let prefill = &figures["prefill"];
    line(&mut text, &format!("prefill of {}", prefill["tokens"]), &scaled(&prefill["tokens_per_s"], 1.0, "tokens/s"));
    line(&mut text, "  to the first token", &scaled(&prefill["ms"], 1.0, "ms"));
    line(&mut text, "  share of arithmetic", &scaled(&prefill["share_of_arithmetic_peak"], 0.01, "%"));
    for (key, unit) in [("decode", "a token"), ("prefill", "a prompt")] {
        kernels(&mut text, &figures["kernels"][key], unit);
    }
    text
}

/// Two browsers beside each other.
pub fn of_browsers(figures: &Value) -> String {
    let mut text = String::new();
    let name = |key: &str| figures[key].as_str().unwrap_or("?").to_owned();
    line(&mut text, &format!("{} on {}", name("model"), name("adapter")), "");
    let at_k = &figures["at_k"];
    for (how, compared) in [("by its pace".into(), figures), (format!("{} a submission", at_k["k"]), at_k)] {
        for browser in ["chromium", "firefox"] {
            let measured = &compared[browser];
            line(&mut text, &format!("{browser}, {how}"), &scaled(&measured["tokens_per_s"], 1.0, "tokens/s"));
            line(&mut text, "  processor time a token", &scaled(&measured["processor_ms_per_token"], 1.0, "ms"));
            line(&mut text, "  readbacks a token", &scaled(&measured["readbacks_per_token"], 1.0, ""));
        }
        line(&mut text, "Firefox's share", &scaled(&compared["ratio"], 0.01, "%"));
    }
    text
}

fn decode(text: &mut String, decode: &Value) {
    let name = format!("decode behind {}", decode["context"]);
    if let Some(why) = decode["skipped"].as_str() {
        return line(text, &name, why);
    }
    line(text, &name, &scaled(&decode["tokens_per_s"], 1.0, "tokens/s"));
    line(text, "  share of bandwidth", &scaled(&decode["share_of_read_bandwidth"], 0.01, "%"));
    line(text, "  read a token", &scaled(&decode["bytes_per_token"], 1e6, "MB"));
    for what in ["dispatches", "submissions", "readbacks"] {
        line(text, &format!("  {what} a token"), &scaled(&decode[format!("{what}_per_token").as_str()], 1.0, ""));
    }
}

fn kernels(text: &mut String, times: &Value, unit: &str) {
    if times["ms"].is_null() {
        return;
    }
    line(text, &format!("GPU time {unit}"), &scaled(&times["ms"], 1.0, "ms"));
    for row in times["by_kernel"].as_array().into_iter().flatten() {
        let name = format!("  {} ({})", row["role"].as_str().unwrap_or("?"), row["kernel"].as_str().unwrap_or("?"));
        line(text, &name, &format!("{} {}", scaled(&row["ms"], 1.0, "ms"), scaled(&row["share"], 0.01, "%")));
    }
}

fn line(text: &mut String, name: &str, value: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}", format!("{name:<30} {value}").trim_end());
}

fn scaled(value: &Value, unit: f64, name: &str) -> String {
    let Some(value) = value.as_f64() else { return "-".into() };
    let value = value / unit;
    let digits = if value.abs() >= 100.0 { 0 } else { 3 };
    format!("{value:>10.digits$} {name}")
}

#[cfg(test)]
mod tests {
    use super::{of, of_browsers};
    use serde_json::json;

    #[test]
    fn what_was_measured_is_said_and_what_was_not_is_left_open() {
        let text = of(&json!({
            "model": "Tiny", "adapter": "Any",
            "device": { "read_bytes_per_s": 2.5e9 },
            "decode": { "context": 16, "tokens_per_s": 1234.0, "share_of_read_bandwidth": 0.625 },
            "contexts": [{ "context": 8000, "skipped": "the slot holds 256 tokens" }],
        }));
        for said in [
            "Tiny on Any",
            "2.500 GB/s",
            "1234 tokens/s",
            "62.500 %",
            "the slot holds 256",
            "f32 arithmetic                 -",
        ] {
            assert!(text.contains(said), "{said:?} is not in\n{text}");
        }
    }

    #[test]
    fn browsers_are_told_beside_each_other() {
        let text = of_browsers(&json!({
            "model": "Tiny", "adapter": "Any", "ratio": 0.875,
            "chromium": { "tokens_per_s": 800.0, "readbacks_per_token": 0.75 }, "firefox": { "tokens_per_s": 700.0 },
            "at_k": { "k": 8, "ratio": 1.5, "chromium": { "tokens_per_s": 600.0 }, "firefox": { "readbacks_per_token": 0.125 } },
        }));
        let said = ["Tiny on Any", "chromium, by its pace", "800 tokens/s", "700 tokens/s", "0.750", "87.500 %"];
        for said in said.into_iter().chain(["firefox, 8 a submission", "600 tokens/s", "0.125", "150 %"]) {
            assert!(text.contains(said), "{said:?} is not in\n{text}");
        }
    }
}
