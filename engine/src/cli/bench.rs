//! `inkling bench MODEL.gguf --json`: speed, how much of the device's limits that is, and the counts that do not depend on the
//! machine. What was measured so far is kept in a file, if one is named, so that a run that is cut short is not lost.

use std::path::{Path, PathBuf};

use inkling_engine::{
    bench::{self, Task},
    session::{Engine, Pacing, Sampling},
};
use serde_json::{Map, Value, json};

use super::{
    DeviceArgs, Outcome, Switch,
    open::{Needs, open_with},
};

/// What to measure.
pub struct Plan {
    pub k: Option<usize>,
    pub split: Switch,
    pub prefill: usize,
    pub decode: usize,
    /// Tokens before an answer; none: as the device allows.
    pub contexts: Option<Vec<u32>>,
    pub kernels: Switch,
    /// A shape to measure in every weight format: rows, and columns.
    pub formats: Option<Vec<u32>>,
    /// Megabytes to read for the bandwidth, at most.
    pub read_mb: u64,
    pub sampling: Option<Sampling>,
    pub to: Option<PathBuf>,
}

/// Tokens of the prompt of the first figure: an answer to little.
const SHORT: u32 = 16;
/// On a graphics card. A software adapter would take an hour for the last.
const CONTEXTS: [u32; 3] = [100, 2000, 8000];
/// Tokens whose GPU time is taken: their dispatches fit a set of timestamps.
const TIMED: u32 = 8;
const MARGIN: u32 = 64;

pub async fn run(model: &Path, as_json: bool, plan: &Plan, device: &DeviceArgs) -> Outcome {
    let longest = plan.contexts.as_deref().unwrap_or(&CONTEXTS).iter().max().copied().unwrap_or(0);
    let wanted = longest.max(plan.prefill as u32) + plan.decode as u32 + MARGIN;
    let needs = Needs { timestamps: plan.kernels == Switch::On, chat_tokens: Some(wanted) };
    let start = std::time::Instant::now();
    let mut engine = open_with(model, device, needs).await?;
    engine.pacing = match (plan.k, plan.split) {
        (Some(steps), _) => Pacing::Whole { steps },
        (None, Switch::On) => Pacing::Measured,
        (None, Switch::Off) => Pacing::Whole { steps: 1 },
    };
    let mut figures =
        Figures { all: about(&engine, plan, start.elapsed().as_secs_f64() * 1e3), to: plan.to.as_deref() };
    measure(&mut engine, plan, &mut figures).await?;
    let all = Value::Object(figures.all);
    println!("{}", if as_json { all.to_string() } else { format!("{all:#}") });
    Ok(())
}

fn about(engine: &Engine, plan: &Plan, load_ms: f64) -> Map<String, Value> {
    let about = json!({
        "kind": "bench",
        "engine": "inkling",
        "version": env!("CARGO_PKG_VERSION"),
        "where": "native",
        "adapter": engine.gpu.adapter(),
        "profile": engine.gpu.profile(),
        "subgroup_size": engine.gpu.variant().subgroup_size,
        "model": engine.config.name,
        "parameters": engine.config.parameters(),
        "unix_ms": engine.gpu.unix_ms(),
        "k": plan.k,
        "split": plan.split == Switch::On,
        "load_ms": load_ms,
    });
    if let Value::Object(about) = about { about } else { Map::new() }
}

async fn measure(engine: &mut Engine, plan: &Plan, figures: &mut Figures<'_>) -> Outcome {
    let decode_tokens = plan.decode as u32;
    let device = bench::run(engine, Task::Device { most_bytes: (plan.read_mb << 20) as f64 }, None).await?;
    figures.set("device", device)?;
    let decode = |context| Task::Decode { context, tokens: decode_tokens, steps: None };
    let short = bench::run(engine, decode(SHORT), plan.sampling).await?;
    figures.set_top_figures(&short);
    figures.set_decode("decode", short)?;
    let prefill = bench::run(engine, Task::Prefill { tokens: plan.prefill as u32 }, None).await?;
    figures.set_prefill(prefill)?;
    if plan.kernels == Switch::On {
        let task = Task::Kernels { context: SHORT, tokens: TIMED.min(decode_tokens), prefill: plan.prefill as u32 };
        let kernels = bench::run(engine, task, None).await?;
        figures.set("kernels", kernels)?;
    }
    if let Some([rows, columns]) = plan.formats.as_deref() {
        let formats = bench::run(engine, Task::Formats { rows: *rows, columns: *columns }, None).await?;
        figures.set("formats", formats)?;
    }
    let usual = if engine.gpu.is_software() { &[][..] } else { &CONTEXTS[..] };
    for context in plan.contexts.as_deref().unwrap_or(usual) {
        let behind = bench::run(engine, decode(*context), plan.sampling).await?;
        figures.set_decode("contexts", behind)?;
    }
    Ok(())
}

/// What is known so far.
struct Figures<'a> {
    all: Map<String, Value>,
    to: Option<&'a Path>,
}

impl Figures<'_> {
    fn set(&mut self, key: &str, value: Value) -> Outcome {
        self.all.insert(key.into(), value);
        if let Some(file) = self.to {
            std::fs::write(file, format!("{:#}\n", Value::Object(self.all.clone())))
                .map_err(|error| format!("{}: {error}", file.display()))?;
        }
        Ok(())
    }

    fn device(&self, key: &str) -> Option<f64> {
        self.all.get("device")?.get(key)?.as_f64().filter(|rate| *rate > 0.0)
    }

    /// With the share of the read bandwidth; `contexts` is a list of such.
    fn set_decode(&mut self, key: &str, mut decode: Value) -> Outcome {
        let figure = |name: &str| decode.get(name).and_then(Value::as_f64);
        let read = figure("bytes_per_token").zip(figure("tokens_per_s")).map(|(bytes, speed)| bytes * speed);
        if let Some((read, limit)) = read.zip(self.device("read_bytes_per_s")) {
            decode["share_of_read_bandwidth"] = (read / limit).into();
        }
        if key != "contexts" {
            return self.set(key, decode);
        }
        let mut list = self.all.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        list.push(decode);
        self.set(key, list.into())
    }

    fn set_prefill(&mut self, mut prefill: Value) -> Outcome {
        let single = self.device("f32_flop_per_s");
        let peak = single.into_iter().chain(self.device("f16_flop_per_s")).reduce(f64::max);
        if let Some((rate, peak)) = prefill.get("flop_per_s").and_then(Value::as_f64).zip(peak) {
            prefill["share_of_arithmetic_peak"] = (rate / peak).into();
        }
        for (top, name) in
            [("prefill_tokens_per_s", "tokens_per_s"), ("prefill_tokens", "tokens"), ("first_token_ms", "ms")]
        {
            self.all.insert(top.into(), prefill[name].clone());
        }
        self.set("prefill", prefill)
    }

    /// The ones that are looked at most, without depth.
    fn set_top_figures(&mut self, short: &Value) {
        for (top, name) in [
            ("decode_tokens_per_s", "tokens_per_s"),
            ("decode_tokens", "tokens"),
            ("dispatches_per_token", "dispatches_per_token"),
            ("submissions_per_token", "submissions_per_token"),
            ("readbacks_per_token", "readbacks_per_token"),
            ("bytes_read_per_token", "bytes_per_token"),
        ] {
            self.all.insert(top.into(), short[name].clone());
        }
    }
}
