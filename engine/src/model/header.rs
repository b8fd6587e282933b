//! A model's header as its bytes arrive, and what can be known to be wrong by it. Asks nothing of a device.

use super::{Config, ModelError, check};
use crate::gguf::{Gguf, HeaderReader, Parts};

pub struct Header {
    reader: HeaderReader,
    /// Until the first file's header has come.
    parts: Option<Parts>,
}

impl Header {
    /// `parts`: with all headers but the first file's. Sizes that are known let a header that lies be found at once.
    pub fn new(parts: Parts) -> Self {
        Self { reader: HeaderReader::new(parts.total_bytes()), parts: Some(parts) }
    }

    /// Takes the file's next bytes. Once the header is whole: it, what model it is of, and the bytes behind it.
    pub fn push(&mut self, chunk: &[u8]) -> Result<Option<(Gguf, Config, Vec<u8>)>, ModelError> {
        let Some((gguf, rest)) = self.reader.push(chunk)? else { return Ok(None) };
        let whole = match self.parts.take() {
            Some(parts) => parts.join(gguf)?,
            None => gguf,
        };
        let config = Config::from_gguf(&whole)?;
        check(&whole, &config)?;
        Ok(Some((whole, config, rest)))
    }

    /// The file is at its end: an error unless the header was whole.
    pub fn finish(&self) -> Result<(), ModelError> {
        Ok(self.reader.finish()?)
    }
}
