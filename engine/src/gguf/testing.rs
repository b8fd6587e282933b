//! Writes small GGUF files for unit tests, right ones and wrong ones.

use super::{Gguf, HeaderReader};

#[derive(Clone)]
pub struct Builder {
    version: u32,
    pairs: Vec<u8>,
    pair_count: u64,
    tensors: Vec<u8>,
    tensor_count: u64,
}

impl Default for Builder {
    fn default() -> Self {
        Self { version: 3, pairs: Vec::new(), pair_count: 0, tensors: Vec::new(), tensor_count: 0 }
    }
}

pub fn string(text: &str) -> Vec<u8> {
    [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat()
}

impl Builder {
    pub fn version(mut self, version: u32) -> Self {
        self.version = version;
        self
    }

    /// A pair whose value is given by its type's number and its bytes.
    pub fn raw(mut self, key: &str, kind: u32, value: &[u8]) -> Self {
        self.pairs.extend(string(key));
        self.pairs.extend(kind.to_le_bytes());
        self.pairs.extend(value);
        self.pair_count += 1;
        self
    }

    pub fn u32(self, key: &str, value: u32) -> Self {
        self.raw(key, 4, &value.to_le_bytes())
    }

    pub fn bool(self, key: &str, value: bool) -> Self {
        self.raw(key, 7, &[value.into()])
    }

    pub fn str(self, key: &str, value: &str) -> Self {
        self.raw(key, 8, &string(value))
    }

    pub fn array(self, key: &str, kind: u32, count: u64, elements: &[u8]) -> Self {
        let head = [&kind.to_le_bytes()[..], &count.to_le_bytes()[..]].concat();
        self.raw(key, 9, &[&head, elements].concat())
    }

    pub fn strings<S: AsRef<str>>(self, key: &str, values: &[S]) -> Self {
        let elements: Vec<u8> = values.iter().flat_map(|value| string(value.as_ref())).collect();
        self.array(key, 8, values.len() as u64, &elements)
    }

    pub fn i32s(self, key: &str, values: &[i32]) -> Self {
        let elements: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.array(key, 5, values.len() as u64, &elements)
    }

    /// `offset` counts from the data's beginning.
    pub fn tensor(mut self, name: &str, shape: &[u64], kind: u32, offset: u64) -> Self {
        self.tensors.extend(string(name));
        self.tensors.extend((shape.len() as u32).to_le_bytes());
        self.tensors.extend(shape.iter().flat_map(|length| length.to_le_bytes()));
        self.tensors.extend(kind.to_le_bytes());
        self.tensors.extend(offset.to_le_bytes());
        self.tensor_count += 1;
        self
    }

    /// The header alone, padded to `alignment`.
    pub fn header(&self, alignment: usize) -> Vec<u8> {
        let mut bytes = b"GGUF".to_vec();
        bytes.extend(self.version.to_le_bytes());
        bytes.extend(self.tensor_count.to_le_bytes());
        bytes.extend(self.pair_count.to_le_bytes());
        bytes.extend(&self.pairs);
        bytes.extend(&self.tensors);
        bytes.resize(bytes.len().next_multiple_of(alignment), 0);
        bytes
    }

    /// The header read back, with one small tensor where there is none.
    pub fn read(self) -> Gguf {
        let file = if self.tensor_count == 0 { self.tensor("t", &[32], 0, 0) } else { self };
        HeaderReader::new(None).push(&file.header(32)).unwrap().unwrap().0
    }
}
