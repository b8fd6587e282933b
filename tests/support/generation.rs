//! Generating on an engine, and all that came of it.

use std::cell::Cell;
use std::rc::Rc;

use inkling_engine::session::{Engine, Flow, Generation, Report, SessionError, Speculation};
use inkling_engine::text::Healing;

/// Two that are equal are equal bit for bit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Generated {
    pub ids: Vec<u32>,
    /// Bits of the log-probabilities.
    pub bits: Vec<u32>,
    /// The bytes by which the text grew.
    pub bytes: Vec<u8>,
    pub ended: bool,
}

/// A text as a completion's prompt.
pub fn prompt(engine: &Engine, text: &str) -> (Vec<u32>, Healing) {
    let (ids, healing) = Healing::start(&engine.tokenizer, text).unwrap();
    (engine.tokenizer.begin(ids), healing)
}

/// Greedy tokens behind `ids`.
pub fn generate(engine: &mut Engine, ids: &[u32], max_tokens: usize) -> (Generated, Report) {
    generate_with(engine, ids, Healing::default(), max_tokens, &Rc::default()).unwrap()
}

pub fn generate_with(
    engine: &mut Engine,
    ids: &[u32],
    healing: Healing,
    max_tokens: usize,
    cancelled: &Rc<Cell<bool>>,
) -> Result<(Generated, Report), SessionError> {
    let cancelled = cancelled.clone();
    run(engine, Generation { prompt: ids.to_vec(), healing, max_tokens, cancelled, ..Generation::default() })
}

/// As `generate`, with drafts from the speculation's source.
pub fn generate_speculating(
    engine: &mut Engine,
    ids: &[u32],
    speculation: Option<Speculation>,
    max_tokens: usize,
) -> (Generated, Report) {
    run(engine, Generation { prompt: ids.to_vec(), max_tokens, speculation, ..Generation::default() }).unwrap()
}

fn run(engine: &mut Engine, generation: Generation<'_>) -> Result<(Generated, Report), SessionError> {
    let mut generated = Generated::default();
    let report = pollster::block_on(engine.generate(generation, &mut |token| {
        assert!(!generated.ended, "a token after the end");
        generated.ids.push(token.id);
        generated.bits.push(token.log_probability.to_bits());
        generated.ended = token.is_end;
        if !token.is_end {
            generated.bytes.extend(token.bytes);
        }
        Flow::Continue
    }))?;
    assert_eq!(report.generated_tokens, generated.ids.len());
    Ok((generated, report))
}
