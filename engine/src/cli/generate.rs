//! `inkling generate MODEL.gguf "text" [-n N] [--temperature T --seed S]`

use std::{io::Write, path::Path};

use inkling_engine::{
    session::{Flow, Generation, Sampling},
    text::{Healing, Utf8Stream},
};

use super::{DeviceArgs, Outcome, open::open};

pub async fn run(model: &Path, text: &str, n: usize, sampling: Option<Sampling>, device: &DeviceArgs) -> Outcome {
    let mut engine = open(model, device).await?;
    let (prompt, healing) = Healing::start(&engine.tokenizer, text)?;
    let prompt = engine.tokenizer.begin(prompt);
    print!("{text}");
    let mut stream = Utf8Stream::default();
    let generation = Generation { prompt, healing, max_tokens: n, sampling, ..Generation::default() };
    let report = engine
        .generate(generation, &mut |token| {
            if !token.is_end {
                print!("{}", stream.push(token.bytes));
                let _closed = std::io::stdout().flush();
            }
            Flow::Continue
        })
        .await?;
    println!("{}", stream.finish());
    eprintln!(
        "{} on {}: {} prompt tokens, {} generated, {:.1} tokens/s",
        engine.config.name,
        engine.gpu.adapter(),
        report.prompt_tokens,
        report.generated_tokens,
        report.decode_tokens_per_s()
    );
    Ok(())
}
