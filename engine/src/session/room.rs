//! How much room a model's state gets, and what the model takes with it.

use super::pace::MOST_STEPS;
use crate::{
    kernels::{KvFormat, matvec},
    model::{Config, Sizes, demand},
};

/// Tokens that a slot holds: 8 KB of text before the caret, and an answer.
const WINDOW: u32 = 2048;
/// Tokens of one prefill step, where the device is fast (`Pace::columns`): as many as fill a large one.
const COLUMNS: u32 = 512;
/// Columns of a step that verifies a draft: as many as keep the bits of a single one.
const DRAFTED: u32 = matvec::MOST;
/// What all slots' keys and values may take.
const KV_BYTES: u64 = 192 << 20;
const MOST_SLOTS: u64 = 4;
/// What a conversation's keys and values may take, and its tokens, if nothing else is asked for: at least a slot's.
const CHAT_KV_BYTES: u64 = 128 << 20;
const MOST_CHAT: u32 = 8192;
const CHAT_MULTIPLE: u32 = 128;

/// How a model's keys and values are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Room {
    /// Where the model's heads allow it.
    pub kv: KvFormat,
    /// Tokens of a conversation's slot, up to what the model was trained to see; none: as many as `CHAT_KV_BYTES` hold.
    pub chat_tokens: Option<u32>,
}

/// What a model takes of the device's memory, besides what is spent on any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    pub all_bytes: u64,
    /// Of that, a conversation's keys and values.
    pub chat_bytes: u64,
    pub chat_tokens: u32,
}

impl Needs {
    /// With a conversation's slot, as nearly all have one.
    pub fn new(config: &Config, weight_bytes: u64, room: Room) -> Self {
        Self::with(config, weight_bytes, &sizes(config, true, room))
    }

    pub(super) fn with(config: &Config, weight_bytes: u64, sizes: &Sizes) -> Self {
        let all_bytes = weight_bytes + demand::kv_bytes(config, sizes) + demand::activation_bytes(config, sizes);
        let chat_bytes = config.kv_token_bytes(sizes.kv) * u64::from(sizes.chat);
        Self { all_bytes, chat_bytes, chat_tokens: sizes.chat }
    }
}

pub(super) fn sizes(config: &Config, chats: bool, Room { kv, chat_tokens }: Room) -> Sizes {
    let window = WINDOW.min(config.context);
    let kv = if config.check_kv(kv).is_ok() { kv } else { KvFormat::F16 };
    let token_bytes = config.kv_token_bytes(kv).max(1);
    let slots = (KV_BYTES / (token_bytes * u64::from(window)).max(1)).clamp(1, MOST_SLOTS) as u32;
    let usual = || ((CHAT_KV_BYTES / token_bytes) as u32 / CHAT_MULTIPLE * CHAT_MULTIPLE).min(MOST_CHAT);
    let asked = chat_tokens.or_else(|| chats.then(usual));
    let chat = asked.map_or(0, |tokens| tokens.max(window).min(config.context));
    Sizes { slots, window, chat, columns: COLUMNS.min(window), drafted: DRAFTED, results: MOST_STEPS as u32, kv }
}
