//! What is asked, and what was told of it.

use inkling_engine::protocol::{Counters, Event, Outcome, ProblemCode, Request, Role, Sampling, Turn};
use inkling_tests::support::{Desk, Shape, synthetic, tiny_model};

pub fn random_model() -> Vec<u8> {
    synthetic(tiny_model(), Shape { layers: 9, dim: 64, context: 512 }, 5)
}

pub fn sampling(seed: u32) -> Sampling {
    Sampling { temperature: 0.9, top_k: 60, top_p: 0.97, min_p: 0.01, repetition_penalty: 1.3, seed }
}

pub fn turn(role: Role, content: &str) -> Turn {
    Turn { role, content: content.into() }
}

pub fn chat(id: u32, turns: &[Turn], max_tokens: u32) -> Request {
    Request::Chat { client: 9, id, turns: turns.to_vec(), sampling: sampling(5), max_tokens, resume: vec![] }
}

/// What was told of one chat.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told {
    pub text: String,
    pub tokens: Vec<u32>,
    pub started: Option<(u32, u32, u32)>,
    pub end: Option<Result<Outcome, ProblemCode>>,
    pub counters: Counters,
}

pub fn told(events: &[Event], client: u32, id: u32) -> Told {
    let mut told = Told::default();
    for event in events {
        match event {
            Event::ChatStarted { client: c, id: i, prompt_tokens, window_tokens, dropped_turns }
                if (*c, *i) == (client, id) =>
            {
                told.started = Some((*prompt_tokens, *window_tokens, *dropped_turns));
            }
            Event::Chat { client: c, id: i, text, tokens } if (*c, *i) == (client, id) => {
                assert!(told.started.is_some() && told.end.is_none(), "{event:?}");
                told.text.push_str(text);
                told.tokens.extend(tokens);
            }
            Event::Finished { client: c, id: i, outcome, counters, .. } if (*c, *i) == (client, id) => {
                assert_eq!(told.end.replace(Ok(*outcome)), None, "two ends");
                told.counters = *counters;
            }
            Event::Failed { client: c, id: i, problem } if (*c, *i) == (client, id) => {
                assert_eq!(told.end.replace(Err(problem.code)), None, "two ends");
            }
            _ => {}
        }
    }
    told
}

pub fn answered(desk: &mut Desk, request: Request) -> Told {
    let Request::Chat { client, id, .. } = &request else { panic!("{request:?}") };
    let (client, id) = (*client, *id);
    desk.request(request);
    told(&desk.answer(), client, id)
}
