//! Parses the header as its bytes arrive, each item once, and believes no count before the bytes are there.

use super::input::{Input, Stop};
use super::metadata::{Metadata, Value};
use super::tensor::{TensorInfo, place};
use super::value_reader::{self, Begun, PartialArray};
use super::{Gguf, GgufError};

const MOST_ENTRIES: u64 = 1 << 16;
const DEFAULT_ALIGNMENT: u32 = 32;
const MOST_ALIGNMENT: u32 = 1 << 16;

/// What comes next.
#[derive(Debug)]
enum Step {
    Preamble,
    Pair,
    Array { key: String, offset: u64, array: PartialArray },
    Tensor,
    Padding { data_offset: u64 },
    Done,
}

impl Step {
    fn describe(&self) -> String {
        match self {
            Self::Preamble => "the file's first bytes".to_owned(),
            Self::Pair => "the metadata".to_owned(),
            Self::Array { key, .. } => format!("the metadata's `{key}`"),
            Self::Tensor => "the list of tensors".to_owned(),
            Self::Padding { .. } => "the padding before the weights".to_owned(),
            Self::Done => "the weights".to_owned(),
        }
    }
}

#[derive(Debug)]
pub struct HeaderReader {
    input: Input,
    total_bytes: Option<u64>,
    step: Step,
    version: u32,
    pairs_left: u64,
    tensors_left: u64,
    metadata: Metadata,
    tensors: Vec<TensorInfo>,
}

impl HeaderReader {
    /// `total_bytes`: the file's length where it is known, so that one cut short is found out early.
    pub fn new(total_bytes: Option<u64>) -> Self {
        Self {
            input: Input::new(total_bytes),
            total_bytes,
            step: Step::Preamble,
            version: 0,
            pairs_left: 0,
            tensors_left: 0,
            metadata: Metadata::default(),
            tensors: Vec::new(),
        }
    }

    /// Takes the file's next bytes. Once the header is whole: it, and the bytes received beyond `data_offset`.
    /// Push nothing after that.
    pub fn push(&mut self, chunk: &[u8]) -> Result<Option<(Gguf, Vec<u8>)>, GgufError> {
        self.input.append(chunk);
        loop {
            let start = self.input.offset();
            match self.advance() {
                Ok(()) => {}
                Err(Stop::More) => {
                    self.input.rewind(start);
                    return Ok(None);
                }
                Err(Stop::Beyond { claimed, limit }) => {
                    return Err(self.beyond(start, claimed, limit));
                }
                Err(Stop::Bad(error)) => return Err(error),
            }
            if matches!(self.step, Step::Done) {
                let mut done = std::mem::replace(self, Self::new(self.total_bytes));
                self.step = Step::Done;
                done.tensors.shrink_to_fit();
                let data_offset = done.input.offset();
                let gguf = Gguf { version: done.version, metadata: done.metadata, tensors: done.tensors, data_offset };
                return Ok(Some((gguf, done.input.into_rest())));
            }
        }
    }

    /// What has been read of the metadata so far.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The stream ended: an error unless the header was whole.
    pub fn finish(&self) -> Result<(), GgufError> {
        match self.step {
            Step::Done => Ok(()),
            _ => Err(GgufError::CutShort { inside: self.step.describe(), offset: self.input.end() }),
        }
    }

    /// Reads one item, or as much of an array as is there.
    fn advance(&mut self) -> Result<(), Stop<GgufError>> {
        match &mut self.step {
            Step::Preamble => self.preamble()?,
            Step::Pair if self.pairs_left == 0 => self.step = Step::Tensor,
            Step::Pair => {
                let offset = self.input.offset();
                let key = self.input.string()?.into_owned();
                match value_reader::begin(&mut self.input)? {
                    Begun::Whole(value) => self.insert(key, value, offset)?,
                    Begun::Array(array) => self.step = Step::Array { key, offset, array },
                }
            }
            Step::Array { array, .. } if !array.is_whole() => array.advance(&mut self.input)?,
            Step::Array { .. } => {
                if let Step::Array { key, offset, array } = std::mem::replace(&mut self.step, Step::Pair) {
                    self.insert(key, array.into_value(), offset)?;
                }
            }
            Step::Tensor if self.tensors_left == 0 => self.place_tensors()?,
            Step::Tensor => {
                self.tensors.push(TensorInfo::read(&mut self.input)?);
                self.tensors_left -= 1;
            }
            Step::Padding { data_offset } => {
                let padding = *data_offset - self.input.offset();
                self.input.take(padding)?;
                self.step = Step::Done;
            }
            Step::Done => return Err(Stop::More),
        }
        Ok(())
    }

    fn preamble(&mut self) -> Result<(), Stop<GgufError>> {
        let found = self.input.array::<4, GgufError>()?;
        if found != *b"GGUF" {
            return Err(GgufError::NotGguf { found }.into());
        }
        let version = self.input.u32()?;
        if (1..=3).contains(&version.swap_bytes()) {
            return Err(GgufError::BigEndian.into());
        }
        if !(2..=3).contains(&version) {
            return Err(GgufError::UnsupportedVersion { version }.into());
        }
        let (tensors, pairs) = (self.input.u64()?, self.input.u64()?);
        if tensors > MOST_ENTRIES || pairs > MOST_ENTRIES {
            let what = format!("the header claims {tensors} tensors and {pairs} metadata entries");
            return Err(GgufError::Damaged { what, offset: 8 }.into());
        }
        (self.version, self.tensors_left, self.pairs_left) = (version, tensors, pairs);
        self.step = Step::Pair;
        Ok(())
    }

    fn insert(&mut self, key: String, value: Value, offset: u64) -> Result<(), GgufError> {
        self.pairs_left -= 1;
        let what = format!("the metadata holds `{key}` twice");
        if !self.metadata.insert(key, value, offset) {
            return Err(GgufError::Damaged { what, offset });
        }
        Ok(())
    }

    fn place_tensors(&mut self) -> Result<(), GgufError> {
        const KEY: &str = "general.alignment";
        let alignment = match self.metadata.get(KEY) {
            Some(_) => self.metadata.u32(KEY)?,
            None => DEFAULT_ALIGNMENT,
        };
        // The first of several files may hold the metadata alone.
        if self.tensors.is_empty() && self.metadata.get(super::parts::COUNT_KEY).is_none() {
            let what = "a file without weights (a vocabulary alone)".to_owned();
            return Err(GgufError::Unsupported { what, offset: 8 });
        }
        if !alignment.is_power_of_two() || alignment > MOST_ALIGNMENT {
            let offset = self.metadata.offset(KEY).unwrap_or_default();
            return Err(GgufError::Damaged { what: format!("`{KEY}` is {alignment}"), offset });
        }
        let data_offset = self.input.offset().next_multiple_of(alignment.into());
        place(&mut self.tensors, data_offset, alignment.into(), self.total_bytes)?;
        self.step = Step::Padding { data_offset };
        Ok(())
    }

    fn beyond(&self, offset: u64, claimed: u64, limit: u64) -> GgufError {
        let inside = self.step.describe();
        match self.total_bytes {
            Some(total) if total == limit => GgufError::Damaged {
                what: format!("{inside} claims {claimed} bytes more but the file ends at byte {total}"),
                offset,
            },
            _ => GgufError::Damaged {
                what: format!("{inside} claims {claimed} bytes more, past the {limit} that a header may have"),
                offset,
            },
        }
    }
}
