//! Whether a model's files are whole and sound, told as a load would tell it. Needs no device: this is for files that have just come.

use std::ops::Range;

use super::problem;
use crate::{
    gguf::{GgufError, Parts},
    model::ModelError,
    protocol::Problem,
    session::{SessionError, Verifier},
};

/// Bytes that are asked for at a time.
const CHUNK_BYTES: u64 = 1 << 20;

pub struct Verification {
    /// Of the files, which lie one behind the other.
    sizes: Vec<u64>,
    /// While headers behind the first file's are read.
    parts: Option<Parts>,
    verifier: Option<Verifier>,
    at: u64,
}

impl Verification {
    pub fn new(sizes: Vec<u64>) -> Self {
        let parts = Some(Parts::new(sizes.clone()));
        let mut verification = Self { sizes, parts, verifier: None, at: 0 };
        verification.go_on();
        verification
    }

    /// The bytes that are to be pushed next; none: all were.
    pub fn wanted(&self) -> Option<Range<u64>> {
        let files = self.header().map_or(self.sizes.len(), |part| part + 1);
        let end = self.start_of(files);
        (self.at < end).then(|| self.at..end.min(self.at + CHUNK_BYTES))
    }

    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.at += bytes.len() as u64;
        if let Some(verifier) = &mut self.verifier {
            return verifier.push(bytes).map_err(|error| problem::from_session(&error));
        }
        let before = self.header();
        if let Some(parts) = &mut self.parts {
            parts.push(bytes).map_err(told)?;
        }
        if self.header() != before {
            self.go_on();
        }
        Ok(())
    }

    /// Nothing is wanted any more.
    pub fn finish(&self) -> Result<(), Problem> {
        if let Some(parts) = &self.parts {
            parts.finish().map_err(told)?;
        }
        self.verifier
            .as_ref()
            .map_or(Ok(()), |verifier| verifier.finish().map_err(|error| problem::from_session(&error)))
    }

    /// The file whose header is being read.
    fn header(&self) -> Option<usize> {
        self.parts.as_ref().and_then(Parts::wanted)
    }

    fn start_of(&self, file: usize) -> u64 {
        self.sizes.iter().take(file).sum()
    }

    /// With the next header, or with all files from the start.
    fn go_on(&mut self) {
        match self.header() {
            Some(part) => self.at = self.start_of(part),
            None => {
                self.at = 0;
                self.verifier = self.parts.take().map(Verifier::new);
            }
        }
    }
}

fn told(error: GgufError) -> Problem {
    problem::from_session(&SessionError::from(ModelError::from(error)))
}
