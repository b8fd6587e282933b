//! Rewriting a selection: part by part, prompt, tokens, diff.

use std::{cell::Cell, rc::Rc};

use super::{Service, answer::counters, prompt::render, way::Way};
use crate::{
    assist::{
        Change, ChangeKind, Part, RewriteAction, append, diff, diff_so_far, first_paragraph, most_answer_tokens, parts,
        rewrite_prompt, text_of,
    },
    protocol::{Event, Outcome},
    session::{Engine, Flow, Generation, GiveWay, Key, Priority, Report, SessionError, Speculation},
    text::{Role, Turn, Utf8Stream},
};

pub struct Rewrite {
    pub text: String,
    pub action: RewriteAction,
    pub language: Option<String>,
    /// Whether to draft from the text.
    pub speculate: bool,
}

/// The diff so far, whole, and where it stands.
pub struct Progress {
    pub changes: Vec<Change>,
    /// From 1 on.
    pub part: usize,
    pub parts: usize,
}

/// Text tokens of a part at most: a longer one would leave no room for the answer, and the model its thread.
const MOST_PART_TOKENS: usize = 384;

/// Runs a rewrite; `on_progress` sees each new word, and at last the whole diff.
pub async fn run(
    engine: &mut Engine,
    rewrite: &Rewrite,
    cancelled: &Rc<Cell<bool>>,
    give_way: Option<&dyn GiveWay>,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<(Outcome, Report), SessionError> {
    let Rewrite { text, action, .. } = rewrite;
    let room = engine.window() as usize / 5;
    let tokenizer = &engine.tokenizer;
    let most = room.min(MOST_PART_TOKENS);
    let parts = parts(text, &|part| tokenizer.encode(part, false).is_ok_and(|ids| ids.len() <= most));
    let ids = parts.iter().map(|part| tokenizer.encode(part.text, false)).collect::<Result<Vec<_>, _>>()?;
    let mut outcome = Outcome::Stopped;
    let mut total = Report::default();
    let mut done = vec![];
    for (index, (Part { before, text }, source)) in parts.iter().zip(ids).enumerate() {
        append(&mut done, ChangeKind::Kept, before);
        let mut tell = |changes: &[Change]| {
            let mut all = done.clone();
            changes.iter().for_each(|change| append(&mut all, change.kind, &change.text));
            on_progress(Progress { changes: all, part: index + 1, parts: parts.len() });
        };
        if text.is_empty() {
            tell(&[]);
            continue;
        }
        let prompt = render(engine, &turns(rewrite, text))?;
        let max_tokens = most_answer_tokens(action, source.len());
        let is_copy = matches!(action, RewriteAction::FixGrammar);
        let speculation = rewrite.speculate.then_some(Speculation { source, is_copy });
        let cancelled = cancelled.clone();
        let generation = Generation { prompt, max_tokens, cancelled, speculation, give_way, ..Generation::default() };
        // What the answer says, as far as it is the text.
        let may_grow = matches!(action, RewriteAction::Expand | RewriteAction::Free { .. });
        let read = |answer: &str, is_whole| {
            let all = text_of(answer, text, is_whole);
            if may_grow { all.to_owned() } else { first_paragraph(all, text).to_owned() }
        };
        let (mut stream, mut answer, mut shown) = (Utf8Stream::default(), String::new(), 0);
        let mut saw_end = false;
        let report = engine
            .generate(generation, &mut |token| {
                if token.is_end {
                    saw_end = true;
                    return Flow::Stop;
                }
                answer.push_str(&stream.push(token.bytes));
                // A word that may grow is not shown.
                let new = read(&answer, false);
                let words = new.rfind(char::is_whitespace).unwrap_or(0);
                if words > shown {
                    shown = words;
                    tell(&diff_so_far(text, &new[..words]));
                }
                // Past the one paragraph that was asked for.
                saw_end = !may_grow && text_of(&answer, text, false).len() > new.len() + 1;
                if saw_end { Flow::Stop } else { Flow::Continue }
            })
            .await?;
        total.add(&report);
        let read = read(&answer, true);
        // No answer is no reason to delete a text.
        let new = if read.is_empty() { text } else { read.as_str() };
        if report.cancelled {
            tell(&diff_so_far(text, &read));
            return Ok((Outcome::Cancelled, total));
        }
        if !saw_end {
            outcome = Outcome::Length;
        }
        let changes = diff(text, new);
        tell(&changes);
        changes.iter().for_each(|change| append(&mut done, change.kind, &change.text));
    }
    if parts.is_empty() {
        on_progress(Progress { changes: vec![], part: 0, parts: 0 });
    }
    Ok((outcome, total))
}

fn turns(rewrite: &Rewrite, text: &str) -> Vec<Turn> {
    let prompt = rewrite_prompt(&rewrite.action, rewrite.language.as_deref(), text);
    let turn = |role, content: &str| Turn { role, content: content.into() };
    let mut turns = vec![turn(Role::System, &prompt.system)];
    for (asked, answered) in &prompt.examples {
        turns.extend([turn(Role::User, asked), turn(Role::Assistant, answered)]);
    }
    turns.push(turn(Role::User, &prompt.user));
    turns
}

impl Service {
    pub(super) async fn rewrite(
        &self,
        engine: &mut Engine,
        key: Key,
        (rewrite, arrived_ms): (Rewrite, f64),
        cancelled: Rc<Cell<bool>>,
    ) -> Result<(), SessionError> {
        let Key { client, id, .. } = key;
        let mut first_ms = 0.0;
        let on_progress = &mut |Progress { changes, part, parts }| {
            if first_ms == 0.0 {
                first_ms = self.gpu.now_ms() - arrived_ms;
            }
            (self.sink)(Event::Rewrite { client, id, changes, part: part as u32, parts: parts as u32 });
        };
        let way = Way { service: self, priority: Priority::Rewrite, cancelled: cancelled.clone() };
        let (outcome, report) = run(engine, &rewrite, &cancelled, Some(&way), on_progress).await?;
        let counters = counters(&report, first_ms);
        self.keep(counters);
        self.tell_finished(key, outcome, counters);
        self.tell_ready();
        Ok(())
    }
}
