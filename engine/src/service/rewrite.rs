//! Rewriting a selection: prompt, tokens, diff.

use std::{cell::Cell, rc::Rc};

use super::{Service, answer::counters};
use crate::{
    assist::{RewriteAction, diff, instruction},
    protocol::{Event, Outcome},
    session::{Engine, Flow, Generation, Key, SessionError},
    text::{Healing, Utf8Stream},
};

pub struct Rewrite {
    pub text: String,
    pub action: RewriteAction,
    pub language: Option<String>,
    pub arrived_ms: f64,
}

impl Service {
    pub(super) async fn rewrite(
        &self,
        engine: &mut Engine,
        key: Key,
        rewrite: Rewrite,
        cancelled: Rc<Cell<bool>>,
    ) -> Result<(), SessionError> {
        let Key { client, id, .. } = key;
        let Rewrite { text, action, language, arrived_ms } = rewrite;
        let prompt = prompt(engine, &instruction(&action, language.as_deref()), &text)?;
        let max_tokens = prompt.len() * 2;
        let tell = |new: &str| {
            let changes = diff(&text, new);
            (self.sink)(Event::Rewrite { client, id, changes, part: 1, parts: 1 });
        };
        let mut stream = Utf8Stream::default();
        let mut new = String::new();
        let mut first_ms = 0.0;
        let mut saw_end = false;
        let gpu = engine.gpu.clone();
        let generation = Generation { prompt, healing: Healing::default(), max_tokens, cancelled };
        let report = engine
            .generate(generation, &mut |token| {
                if token.is_end {
                    saw_end = true;
                    return Flow::Stop;
                }
                if first_ms == 0.0 {
                    first_ms = gpu.now_ms() - arrived_ms;
                }
                new.push_str(&stream.push(token.bytes));
                tell(new.trim());
                Flow::Continue
            })
            .await?;
        tell(new.trim());
        let outcome = match (report.cancelled, saw_end) {
            (true, _) => Outcome::Cancelled,
            (_, true) => Outcome::Stopped,
            _ => Outcome::Length,
        };
        let counters = counters(&report, first_ms);
        self.keep(counters);
        self.tell_finished(key, outcome, counters);
        self.tell_ready();
        Ok(())
    }
}

/// A turn of the user's and the beginning of the model's. What the user wrote is plain text, whatever it spells.
fn prompt(engine: &Engine, instruction: &str, text: &str) -> Result<Vec<u32>, SessionError> {
    let mut prompt = vec![];
    for (part, is_template) in [
        ("<|im_start|>user\n", true),
        (instruction, false),
        ("\n\n", false),
        (text, false),
        ("<|im_end|>\n<|im_start|>assistant\n", true),
    ] {
        prompt.extend(engine.tokenizer.encode(part, is_template)?);
    }
    Ok(prompt)
}
