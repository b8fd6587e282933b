//! A model that is ready to run: device, weights, state, tokenizer and slots.

use std::rc::Rc;

use thiserror::Error;

use super::{Pacing, Slots, Use, loading::Words, pace::Pace};
use crate::{
    gpu::{Buffer, Gpu, GpuError, Variant},
    kernels::{KvFormat, subgroup_probe::smallest_subgroup},
    model::{Config, Forward, ModelError, State},
    text::{ChatTemplate, TextError, Tokenizer},
};

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

    /// How keys and values are kept.
    pub fn kv_format(&self) -> KvFormat {
        self.state.sizes.kv
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
