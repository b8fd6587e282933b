//! The native program's commands. Prints results to standard output, one JSON object where a command measures.

mod bench;
mod bench_rewrite;
mod eval;
mod fit;
mod generate;
mod model_files;
mod open;
#[cfg(feature = "typescript")]
mod protocol;
mod rewrite;
mod score;

use std::{error::Error, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use inkling_engine::{
    gpu::Profile,
    kernels::KvFormat,
    session::{Room, Sampling},
};

pub type Outcome = Result<(), Box<dyn Error>>;

#[derive(Parser)]
#[command(name = "inkling", version, about = "Runs GGUF language models on WebGPU")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Continue a text.
    Generate {
        model: PathBuf,
        text: String,
        /// Tokens at most.
        #[arg(short, default_value_t = 48)]
        n: usize,
        #[command(flatten)]
        sampling: SamplingArgs,
        #[command(flatten)]
        device: DeviceArgs,
    },
    /// Compare log-probabilities with a reference file.
    Score {
        model: PathBuf,
        reference: PathBuf,
        #[command(flatten)]
        device: DeviceArgs,
    },
    /// Measure decode and prefill.
    Bench {
        model: PathBuf,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
        /// Tokens a submission (measured pace when absent).
        #[arg(long)]
        k: Option<usize>,
        /// Whether a token may be cut into slices of layers.
        #[arg(long, default_value = "on")]
        split: Switch,
        /// Tokens to prefill.
        #[arg(long, default_value_t = 512)]
        prefill: usize,
        /// Tokens to decode.
        #[arg(long, default_value_t = 128)]
        decode: usize,
        /// Also decode behind so many tokens each [default: 100,2000,8000 on a graphics card, none in software]
        #[arg(long, value_delimiter = ',')]
        contexts: Option<Vec<u32>>,
        /// Whether to take the GPU time of each kernel.
        #[arg(long, default_value = "on")]
        kernels: Switch,
        /// Measure a matrix of so many rows and columns in every weight format, as in 28672,4096.
        #[arg(long, value_delimiter = ',')]
        formats: Option<Vec<u32>>,
        /// Megabytes to read for the bandwidth, at most.
        #[arg(long, default_value_t = 1024)]
        read_mb: u64,
        /// Keep what is measured in this file, too, as it comes.
        #[arg(long)]
        to: Option<PathBuf>,
        #[command(flatten)]
        sampling: SamplingArgs,
        #[command(flatten)]
        device: DeviceArgs,
    },
    /// Log what the model says behind each character of a text, one JSON object a line, for `eval`.
    Candidates {
        model: PathBuf,
        corpus: PathBuf,
        /// Characters of the text, at most.
        #[arg(long, default_value_t = 1000)]
        chars: usize,
        /// The log. One that a run left unfinished is finished.
        #[arg(long)]
        to: PathBuf,
        /// Tokens a submission (measured pace when absent).
        #[arg(long)]
        k: Option<usize>,
        #[command(flatten)]
        device: DeviceArgs,
    },
    /// Rewrite a text: the new text, and the changes on standard error.
    Rewrite {
        model: PathBuf,
        text: String,
        /// fix-grammar, improve, shorten, expand, formal, friendly, simplify, translate:LANGUAGE, or an instruction.
        #[arg(long, default_value = "fix-grammar")]
        action: String,
        /// Of the answer.
        #[arg(long)]
        language: Option<String>,
        /// Whether to draft from the text.
        #[arg(long, default_value = "on")]
        speculate: Switch,
        #[command(flatten)]
        device: DeviceArgs,
    },
    /// Measure what speculation gives to grammar fixes: one JSON object.
    BenchRewrite {
        model: PathBuf,
        /// A JSON array of texts.
        #[arg(default_value = "tests/bench/grammar.json")]
        sentences: PathBuf,
        #[command(flatten)]
        device: DeviceArgs,
    },
    /// Say whether a model would fit here and how fast it would answer, from its header alone (or a shape in JSON).
    Fit {
        model: PathBuf,
        #[command(flatten)]
        device: DeviceArgs,
    },
    /// Type a logged text at every threshold: what suggestions save, and what they cost.
    Eval {
        /// What `candidates` wrote; several are parts of one text.
        #[arg(required = true)]
        logs: Vec<PathBuf>,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
        /// As on a device where the first suggestion takes so many milliseconds (the median), instead of as measured.
        #[arg(long)]
        first_ms: Option<f64>,
    },
    /// Print the protocol's TypeScript declarations.
    #[cfg(feature = "typescript")]
    Protocol,
}

#[derive(Args)]
pub struct DeviceArgs {
    #[arg(long, default_value = "full")]
    profile: ProfileArg,
    #[arg(long, default_value = "on")]
    subgroups: Switch,
    /// How keys and values are kept: q8_0 takes about half the memory.
    #[arg(long, default_value = "f16")]
    kv: KvArg,
    /// Tokens of a conversation, at most [default: as many as 128 MB of keys and values hold]
    #[arg(long)]
    context: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

#[derive(Clone, Copy, ValueEnum)]
enum KvArg {
    F16,
    #[value(name = "q8_0")]
    Q8_0,
}

#[derive(Clone, Copy, ValueEnum)]
enum ProfileArg {
    Floor,
    Full,
}

/// How tokens are drawn; the other filters are as a chat has them.
#[derive(Args)]
struct SamplingArgs {
    /// 0: always the likeliest token.
    #[arg(long, default_value_t = 0.0)]
    temperature: f32,
    #[arg(long, default_value_t = 0)]
    seed: u32,
}

impl SamplingArgs {
    fn sampling(&self) -> Option<Sampling> {
        let Self { temperature, seed } = *self;
        let drawn = Sampling { temperature, seed, top_k: 40, top_p: 0.95, min_p: 0.05, repetition_penalty: 1.1 };
        (temperature > 0.0).then_some(drawn)
    }
}

impl DeviceArgs {
    fn room(&self) -> Room {
        let kv = match self.kv {
            KvArg::F16 => KvFormat::F16,
            KvArg::Q8_0 => KvFormat::Q8_0,
        };
        Room { kv, chat_tokens: self.context }
    }

    fn profile(&self) -> Profile {
        match self.profile {
            ProfileArg::Floor => Profile::Floor,
            ProfileArg::Full => Profile::Full,
        }
    }
}

pub fn run() -> Outcome {
    match Cli::parse().command {
        Command::Generate { model, text, n, sampling, device } => {
            pollster::block_on(generate::run(&model, &text, n, sampling.sampling(), &device))
        }
        Command::Score { model, reference, device } => pollster::block_on(score::run(&model, &reference, &device)),
        Command::Bench {
            model,
            json,
            k,
            split,
            prefill,
            decode,
            contexts,
            kernels,
            formats,
            read_mb,
            to,
            sampling,
            device,
        } => {
            let sampling = sampling.sampling();
            let plan = bench::Plan { k, split, prefill, decode, contexts, kernels, formats, read_mb, sampling, to };
            pollster::block_on(bench::run(&model, json, &plan, &device))
        }
        Command::Candidates { model, corpus, chars, to, k, device } => {
            let plan = eval::Plan { model, corpus, chars, to, k };
            pollster::block_on(eval::candidates(&plan, &device))
        }
        Command::Rewrite { model, text, action, language, speculate, device } => {
            let task = rewrite::Task { text, action, language, speculate };
            pollster::block_on(rewrite::run(&model, task, &device))
        }
        Command::BenchRewrite { model, sentences, device } => {
            pollster::block_on(bench_rewrite::run(&model, &sentences, &device))
        }
        Command::Fit { model, device } => pollster::block_on(fit::run(&model, &device)),
        Command::Eval { logs, json, first_ms } => eval::eval(&eval::Question { logs, json, first_ms }),
        #[cfg(feature = "typescript")]
        Command::Protocol => protocol::run(),
    }
}
