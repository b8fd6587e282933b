//! A conversation as a prompt: through the model's template, and without its oldest turns where the window is full.

use crate::{
    session::{Engine, SessionError},
    text::{Role, TextError, Turn},
};

/// What was made of a conversation.
pub struct Prompt {
    pub ids: Vec<u32>,
    /// The oldest turns, as many as did not fit.
    pub dropped: usize,
}

/// The template's own tokens for a turn, about.
const TURN_TOKENS: usize = 6;
/// Parts of the window: so many tokens are left out at once, so that the start stands still for some turns and its keys
/// and values are found again.
const JUMPS: usize = 4;

/// The turns, all of them, as the model was trained to read them.
pub fn render(engine: &Engine, turns: &[Turn]) -> Result<Vec<u32>, SessionError> {
    let template = engine.template.as_ref().ok_or(TextError::NoChatTemplate)?;
    let chat = template.render(turns, engine.gpu.unix_ms())?;
    let mut ids = engine.tokenizer.encode_chat(&chat.text, &chat.written)?;
    if engine.tokenizer.add_bos() && ids.first() != engine.tokenizer.bos().as_ref() {
        ids.splice(0..0, engine.tokenizer.bos());
    }
    Ok(ids)
}

/// As many of the newest turns as leave room for an answer of `max_tokens` (0: a quarter of the window). A system turn at the
/// start stays, and so does the last turn of the user's.
pub fn fit_turns(engine: &Engine, turns: &[Turn], max_tokens: usize) -> Result<Prompt, SessionError> {
    let window = engine.chat_window() as usize;
    let jump = (window / JUMPS).max(1);
    let answer = if max_tokens == 0 { jump } else { max_tokens.min(window / 2) };
    let room = window - answer.max(1);
    let (system, rest) = turns.split_at(usize::from(turns.first().is_some_and(|turn| turn.role == Role::System)));
    let last = rest.iter().rposition(|turn| turn.role == Role::User).ok_or(SessionError::Turns(NO_USER))?;
    let mut costs = vec![];
    for turn in turns {
        costs.push(engine.tokenizer.encode(turn.content.trim(), false)?.len() + TURN_TOKENS);
    }
    let mut over = costs.iter().sum::<usize>().saturating_sub(room);
    let costs = &costs[system.len()..];
    loop {
        let from = first_kept(rest, costs, last, over.div_ceil(jump) * jump);
        let ids = render(engine, &[system, &rest[from..]].concat())?;
        if ids.len() <= room {
            return Ok(Prompt { ids, dropped: from });
        }
        if from == last {
            return Err(SessionError::TurnTooLong { tokens: ids.len(), room });
        }
        over = costs[..=from].iter().sum::<usize>().max(over + 1);
    }
}

const NO_USER: &str = "a conversation needs a message of the user's";

/// The first turn that stays where so many tokens are to go: a turn of the user's.
fn first_kept(turns: &[Turn], costs: &[usize], last: usize, tokens: usize) -> usize {
    let mut gone = 0;
    (0..last)
        .find(|at| {
            let stays = gone >= tokens && turns[*at].role == Role::User;
            gone += costs[*at];
            stays || (tokens == 0 && *at == 0)
        })
        .unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_kept_is_the_users_and_the_last_question_stays() {
        use Role::{Assistant, User};
        let turns = [User, Assistant, User, Assistant, User].map(|role| Turn { role, content: String::new() });
        let costs = [10; 5];
        let first = |tokens| first_kept(&turns, &costs, 4, tokens);
        assert_eq!([0, 1, 10, 20, 21, 40, 999].map(first), [0, 2, 2, 2, 4, 4, 4]);
        let begun = [Assistant, User].map(|role| Turn { role, content: String::new() });
        assert_eq!(first_kept(&begun, &costs, 1, 0), 0, "nothing has to go");
    }
}
