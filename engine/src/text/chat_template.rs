//! Turns of a conversation as the model was trained to read them: the GGUF's own template writes them.

use std::ops::Range;

use minijinja::context;
use serde::{Deserialize, Serialize};

use super::{TextError, Vocabulary, sandbox};
use crate::gguf::Metadata;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Role {
    System,
    User,
    Assistant,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Turn {
    pub role: Role,
    /// White space at its ends does not count.
    pub content: String,
}

/// A rendered chat, up to where the model's answer begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chat {
    pub text: String,
    /// The parts of it that are messages: whatever they spell, it is text.
    pub written: Vec<Range<usize>>,
}

const KEY: &str = "tokenizer.chat_template";
/// Ends the reasoning before an answer.
const REASONED: &str = "</think>";

#[derive(Debug, Clone)]
pub struct ChatTemplate {
    source: String,
    bos: String,
    eos: String,
}

impl ChatTemplate {
    pub fn new(source: &str, bos: &str, eos: &str) -> Self {
        Self { source: source.into(), bos: bos.into(), eos: eos.into() }
    }

    /// Whether the file has one: else the model was not made for conversations.
    pub fn is_in(metadata: &Metadata) -> bool {
        metadata.str(KEY).is_ok()
    }

    pub fn from_gguf(metadata: &Metadata, vocabulary: &Vocabulary) -> Option<Self> {
        let source = metadata.str(KEY).ok()?;
        let token = |key| {
            let id = metadata.u32(&format!("tokenizer.ggml.{key}_token_id")).ok();
            id.map(|id| String::from_utf8_lossy(vocabulary.token_bytes(id)).into_owned()).unwrap_or_default()
        };
        Some(Self::new(source, &token("bos"), &token("eos")))
    }

    /// A template that knows no system turn gets its text at the head of the first user turn.
    pub fn render(&self, messages: &[Turn], unix_ms: f64) -> Result<Chat, TextError> {
        let Some((system, rest)) = messages.split_first().filter(|(first, _)| first.role == Role::System) else {
            return self.render_turns(messages, unix_ms);
        };
        self.render_turns(messages, unix_ms).or_else(|_| {
            let mut folded = rest.to_vec();
            if let Some(first) = folded.iter_mut().find(|message| message.role == Role::User) {
                first.content = format!("{}\n\n{}", system.content.trim(), first.content.trim());
            }
            self.render_turns(&folded, unix_ms)
        })
    }

    /// A template that leaves out what the model thought before its answers gets the answers alone.
    fn render_turns(&self, messages: &[Turn], unix_ms: f64) -> Result<Chat, TextError> {
        let is_reasoned = |turn: &Turn| turn.role == Role::Assistant && turn.content.contains(REASONED);
        let rendered = self.render_as_is(messages, unix_ms);
        if rendered.is_ok() || !messages.iter().any(is_reasoned) {
            return rendered;
        }
        let mut answers = messages.to_vec();
        for turn in answers.iter_mut().filter(|turn| is_reasoned(turn)) {
            turn.content = turn.content.rsplit(REASONED).next().unwrap_or_default().into();
        }
        self.render_as_is(&answers, unix_ms)
    }

    /// Each message goes in between two marks, so that it is found again in what comes out. Templates ask whether there is one:
    /// an empty one has no marks.
    fn render_as_is(&self, messages: &[Turn], unix_ms: f64) -> Result<Chat, TextError> {
        let failed = |what: String| TextError::ChatTemplate { what };
        let is_free = |mark: &char| messages.iter().all(|message| !message.content.contains(*mark));
        // Characters of private use.
        let mut free = ('\u{e000}'..='\u{f8ff}').filter(is_free);
        let (Some(open), Some(close)) = (free.next(), free.next()) else {
            return Err(failed("the text has every character of private use".into()));
        };
        let marked = messages.iter().map(|Turn { role, content }| {
            let content = match content.trim() {
                "" => String::new(),
                content => format!("{open}{content}{close}"),
            };
            context! { role => role.name(), content }
        });
        let context = context! {
            messages => marked.collect::<Vec<_>>(),
            add_generation_prompt => true,
            bos_token => self.bos.as_str(),
            eos_token => self.eos.as_str(),
        };
        let rendered = sandbox::render(&self.source, context, unix_ms).map_err(failed)?;
        let chat = unmark(&rendered, open, close);
        let written = messages.iter().filter(|message| !message.content.trim().is_empty()).count();
        match chat.written.len() == written {
            true => Ok(chat),
            false => Err(failed("it leaves out a message or repeats one".into())),
        }
    }
}

fn unmark(rendered: &str, open: char, close: char) -> Chat {
    let mut chat = Chat::default();
    let mut begun = None;
    for character in rendered.chars() {
        if character == open {
            begun = Some(chat.text.len());
        } else if character == close {
            chat.written.extend(begun.take().map(|start| start..chat.text.len()));
        } else {
            chat.text.push(character);
        }
    }
    chat
}
