//! A model that is ready to run: device, weights, state, tokenizer and slots.

use std::rc::Rc;

use thiserror::Error;

use super::{
    Pacing, Slots, Use,
    loading::Words,
    pace::{MOST_STEPS, Pace},
};
use crate::{
    gguf::Metadata,
    gpu::{Buffer, Gpu, GpuError, Variant},
    kernels::{matvec, subgroup_probe::smallest_subgroup},
    model::{Config, Forward, ModelError, Sizes, State, demand},
    text::{ChatTemplate, TextError, Tokenizer},
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
/// What a conversation's keys and values may take, and its tokens: at least a slot's.
const CHAT_KV_BYTES: u64 = 128 << 20;
const MOST_CHAT: u32 = 8192;
const CHAT_MULTIPLE: u32 = 128;

#[derive(Debug, Clone, Error)]
pub enum SessionError {
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(transparent)]
    Gpu(#[from] GpuError),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("the prompt has {tokens} tokens, and the window holds {window}")]
    TooLong { tokens: usize, window: u32 },
    #[error("the last message has {tokens} tokens with all that belongs to it, and {room} fit")]
    TurnTooLong { tokens: usize, room: usize },
    #[error("{0}")]
    Turns(&'static str),
    #[error("all slots are taken")]
    NoSlot,
    #[error("the reference is not readable: {0}")]
    Reference(String),
}

/// Subgroups of so many threads are a graphics card's, whose dot products of bytes are fast.
const WIDE_SUBGROUP: u32 = 16;

pub struct Engine {
    pub gpu: Rc<Gpu>,
    pub config: Config,
    pub tokenizer: Tokenizer,
    /// None where the model was not made for conversations.
    pub template: Option<ChatTemplate>,
    pub pacing: Pacing,
    pub(super) state: State,
    pub(super) forward: Forward,
    pub(super) slots: Slots,
    pub(super) pace: Pace,
    /// What paused steps have reached, the outermost first: (T, D) each.
    pub(super) paused: Vec<Buffer>,
    pub(super) paused_count: usize,
}

impl Engine {
    /// Looks at the device before anything is compiled for it.
    pub async fn prepare(gpu: &Gpu, subgroups: bool) -> Result<(), GpuError> {
        gpu.set_variant(Variant::default());
        if subgroups {
            let subgroup_size = smallest_subgroup(gpu).await?;
            gpu.set_variant(Variant { subgroup_size, fixed_point: subgroup_size >= Some(WIDE_SUBGROUP) });
        }
        gpu.make_uniforms();
        Ok(())
    }

    pub(super) fn new(
        gpu: Rc<Gpu>,
        config: Config,
        Words { tokenizer, template }: Words,
        state: State,
        forward: Forward,
    ) -> Result<Self, SessionError> {
        gpu.check()?;
        let slots = Slots::new(state.sizes.slots as usize, state.sizes.chat > 0);
        let pacing = Pacing::default();
        Ok(Self {
            gpu,
            config,
            tokenizer,
            template,
            pacing,
            state,
            forward,
            slots,
            pace: Pace::default(),
            paused: vec![],
            paused_count: 0,
        })
    }

    /// Tokens that a prompt and its answer may have together.
    pub fn window(&self) -> u32 {
        self.state.sizes.window
    }

    /// The same of a conversation.
    pub fn chat_window(&self) -> u32 {
        self.window_of(Use::Chat)
    }

    pub(super) fn window_of(&self, wanted: Use) -> u32 {
        match (wanted, self.state.sizes.chat) {
            (Use::Chat, 1..) => self.state.sizes.chat,
            _ => self.state.sizes.window,
        }
    }

    /// Whether one more generation can run while others pause.
    pub fn has_free_slot(&self) -> bool {
        self.slots.has_free()
    }

    /// Forgets all cached keys and values: the next prompt is prefilled whole.
    pub fn forget(&mut self) {
        self.slots.forget();
    }
}

/// What a model takes on the device, besides what is spent on any: with a conversation's slot, as nearly all have one.
pub fn needed_bytes(config: &Config, weight_bytes: u64) -> u64 {
    let sizes = sizes(config, true);
    weight_bytes + demand::kv_bytes(config, &sizes) + demand::activation_bytes(config, &sizes)
}

/// `chat_tokens`: of a conversation's slot, if not as many as usual.
pub(super) fn sizes_of(config: &Config, metadata: &Metadata, chat_tokens: Option<u32>) -> Sizes {
    let sizes = sizes(config, ChatTemplate::is_in(metadata));
    match chat_tokens {
        Some(tokens) => Sizes { chat: tokens.max(sizes.window).min(config.context), ..sizes },
        None => sizes,
    }
}

pub(super) fn sizes(config: &Config, chats: bool) -> Sizes {
    let window = WINDOW.min(config.context);
    let slot_bytes = (config.kv_token_bytes() * u64::from(window)).max(1);
    let slots = (KV_BYTES / slot_bytes).clamp(1, MOST_SLOTS) as u32;
    let chat_tokens = (CHAT_KV_BYTES / config.kv_token_bytes().max(1)) as u32 / CHAT_MULTIPLE * CHAT_MULTIPLE;
    let chat = if chats { chat_tokens.clamp(WINDOW, MOST_CHAT).min(config.context) } else { 0 };
    Sizes { slots, window, chat, columns: COLUMNS.min(window), drafted: DRAFTED, results: MOST_STEPS as u32 }
}
