//! A model on its way into an engine: the weights' bytes, and what the header says of its words.

use std::rc::Rc;

use super::{Engine, Needs, Room, SessionError, room::sizes};
use crate::{
    gguf::{Metadata, Parts},
    gpu::Gpu,
    model::{Config, LoadTimes, Loader, ModelError},
    text::{ChatTemplate, Tokenizer},
};

pub struct Loading {
    loader: Loader<SessionError>,
    words: Option<Words>,
    tokenizer_ms: f64,
}

pub(super) struct Words {
    pub tokenizer: Tokenizer,
    pub template: Option<ChatTemplate>,
}

impl Loading {
    /// `total_bytes`: the file's size, where it is known.
    pub fn new(total_bytes: Option<u64>) -> Self {
        Self::with_room(Parts::one(total_bytes), Room::default())
    }

    /// A model in one file or several.
    pub fn with_room(parts: Parts, room: Room) -> Self {
        let sizes = move |config: &Config, metadata: &Metadata| {
            Tokenizer::check(metadata)?;
            Ok(sizes(config, ChatTemplate::is_in(metadata), room))
        };
        Self { loader: Loader::new(parts, Box::new(sizes)), words: None, tokenizer_ms: 0.0 }
    }

    /// Takes the file's next bytes; those of several files one after the other.
    pub fn push(&mut self, gpu: &Gpu, chunk: &[u8]) -> Result<(), SessionError> {
        self.loader.push(gpu, chunk)?;
        // Here, and not at the end: the device compiles meanwhile.
        if let Some(metadata) = self.loader.take_metadata() {
            let begun = gpu.now_ms();
            self.words = Some(self.read_words(&metadata)?);
            self.tokenizer_ms = gpu.now_ms() - begun;
        }
        Ok(())
    }

    fn read_words(&self, metadata: &Metadata) -> Result<Words, SessionError> {
        let tokenizer = Tokenizer::from_gguf(metadata)?;
        let template = ChatTemplate::from_gguf(metadata, tokenizer.vocabulary());
        Ok(Words { tokenizer, template })
    }

    /// What the model takes on the device, by its header.
    pub fn needs(&self) -> Option<Needs> {
        let (config, sizes, weight_bytes) = self.loader.needs()?;
        Some(Needs::with(config, *weight_bytes, sizes))
    }

    pub fn received(&self) -> u64 {
        self.loader.received()
    }

    /// What was spent so far, and on the tokenizer.
    pub fn times(&self) -> (LoadTimes, f64) {
        (self.loader.times(), self.tokenizer_ms)
    }

    /// The file has been read to its end.
    pub fn finish(self, gpu: Rc<Gpu>) -> Result<Engine, SessionError> {
        let (config, state, forward) = self.loader.finish()?;
        // Both come with the header.
        let missing = || ModelError::Unsupported { what: "a file without a header".into() };
        let words = self.words.ok_or_else(missing)?;
        Engine::new(gpu, config, words, state, forward)
    }
}
