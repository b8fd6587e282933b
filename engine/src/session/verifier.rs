//! A model's files looked through from their first byte to their last, without a device: what a load would refuse at any byte is
//! refused here, before anything of a device's memory is asked for. Holds a row at a time.

use super::SessionError;
use crate::{
    gguf::{Parts, TensorInfo, TensorStream},
    model::{Header, ModelError, check_rows},
    text::Tokenizer,
};

pub struct Verifier {
    header: Header,
    /// Once the header has come.
    weights: Option<(TensorStream, Vec<TensorInfo>)>,
}

impl Verifier {
    /// `parts`: with all headers but the first file's.
    pub fn new(parts: Parts) -> Self {
        Self { header: Header::new(parts), weights: None }
    }

    /// Takes the file's next bytes; those of several files one after the other.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), SessionError> {
        let Some((stream, tensors)) = &mut self.weights else {
            let Some((gguf, _, rest)) = self.header.push(chunk)? else { return Ok(()) };
            Tokenizer::check(&gguf.metadata)?;
            self.weights = Some((TensorStream::new(&gguf), gguf.tensors));
            return self.push(&rest);
        };
        Ok(stream.push(chunk, &mut |rows| check_rows(&tensors[rows.tensor], &rows))?)
    }

    /// The file has been read to its end.
    pub fn finish(&self) -> Result<(), SessionError> {
        let finished = match &self.weights {
            Some((stream, _)) => stream.finish().map_err(ModelError::from),
            None => self.header.finish(),
        };
        Ok(finished?)
    }
}
