//! Answering a conversation: prompt, tokens, what is new of the text.

use std::{cell::Cell, rc::Rc};

use super::{
    Service,
    answer::counters,
    prompt::{Prompt, fit_turns},
    way::Way,
};
use crate::{
    protocol::{Counters, Event, Outcome},
    session::{Engine, Flow, Generation, Key, Priority, Sampling, SessionError, Use},
    text::{Role, Turn, Utf8Stream},
};

pub struct Chat {
    pub turns: Vec<Turn>,
    pub sampling: Sampling,
    /// 0: what fits.
    pub max_tokens: usize,
    pub resume: Vec<u32>,
    pub arrived_ms: f64,
}

impl Service {
    pub(super) async fn chat(
        &self,
        engine: &mut Engine,
        key: Key,
        ask: Chat,
        cancelled: Rc<Cell<bool>>,
    ) -> Result<(), SessionError> {
        let Key { client, id, .. } = key;
        let Chat { turns, sampling, max_tokens, resume, arrived_ms } = ask;
        if turns.last().is_none_or(|turn| turn.role != Role::User) {
            return Err(SessionError::Turns("a conversation is answered after a message of the user's"));
        }
        if resume.iter().any(|token| *token >= engine.config.vocabulary) {
            return Err(SessionError::Turns("the answer to go on with is another model's"));
        }
        let Prompt { ids, dropped } = fit_turns(engine, &turns, max_tokens)?;
        let window_tokens = engine.chat_window();
        let prompt_tokens = ids.len() as u32;
        (self.sink)(Event::ChatStarted { client, id, prompt_tokens, window_tokens, dropped_turns: dropped as u32 });

        let room = window_tokens as usize - ids.len();
        let most = if max_tokens == 0 { room } else { room.min(max_tokens) };
        let resumed = resume.len();
        if resumed >= most {
            self.tell_finished(key, Outcome::Length, Counters { prompt_tokens, ..Counters::default() });
            return Ok(());
        }
        // Its text was told; what was held back of it was not.
        let mut stream = Utf8Stream::default();
        for token in &resume {
            stream.push(engine.tokenizer.token_bytes(*token));
        }
        let (mut saw_end, mut first_ms) = (false, 0.0);
        let way = Way { service: self, priority: Priority::Chat, cancelled: cancelled.clone() };
        let generation = Generation {
            prompt: [ids, resume].concat(),
            max_tokens: most - resumed,
            cancelled,
            sampling: Some(sampling),
            resumed,
            wanted: Use::Chat,
            give_way: Some(&way),
            ..Generation::default()
        };
        let report = engine
            .generate(generation, &mut |token| {
                if token.is_end {
                    saw_end = true;
                    return Flow::Stop;
                }
                if first_ms == 0.0 {
                    first_ms = self.gpu.now_ms() - arrived_ms;
                }
                let text = stream.push(token.bytes);
                (self.sink)(Event::Chat { client, id, text, tokens: vec![token.id] });
                Flow::Continue
            })
            .await?;
        let rest = stream.finish();
        if !report.cancelled && !rest.is_empty() {
            (self.sink)(Event::Chat { client, id, text: rest, tokens: vec![] });
        }
        let outcome = match (report.cancelled, saw_end) {
            (true, _) => Outcome::Cancelled,
            (false, true) => Outcome::Stopped,
            (false, false) => Outcome::Length,
        };
        let counters = counters(&report, first_ms);
        self.keep(counters);
        self.tell_finished(key, outcome, counters);
        self.tell_ready();
        Ok(())
    }

    pub(super) fn measure(&self, engine: &Engine, key: Key, turns: &[Turn]) -> Result<(), SessionError> {
        let Prompt { ids, dropped } = fit_turns(engine, turns, 0)?;
        (self.sink)(Event::Measured {
            client: key.client,
            id: key.id,
            prompt_tokens: ids.len() as u32,
            window_tokens: engine.chat_window(),
            dropped_turns: dropped as u32,
        });
        Ok(())
    }
}
