//! A GGUF file in memory, to be damaged or changed in one place.

use inkling_engine::gguf::{Gguf, HeaderReader, TensorInfo};

/// Of the weights; a string of another length moves them by less.
const ALIGNMENT: usize = 32;

#[derive(Clone)]
pub struct GgufFile {
    pub bytes: Vec<u8>,
    gguf: Gguf,
}

impl GgufFile {
    /// `bytes` are a good file.
    pub fn new(bytes: Vec<u8>) -> Self {
        let mut reader = HeaderReader::new(Some(bytes.len() as u64));
        let (gguf, _) = reader.push(&bytes).unwrap().expect("a whole header");
        Self { bytes, gguf }
    }

    pub fn gguf(&self) -> &Gguf {
        &self.gguf
    }

    pub fn data_offset(&self) -> usize {
        self.gguf.data_offset as usize
    }

    pub fn tensor(&self, name: &str) -> &TensorInfo {
        self.gguf.tensor(name).unwrap_or_else(|| panic!("no tensor {name}"))
    }

    /// The bytes of a tensor's weights.
    pub fn weights(&mut self, name: &str) -> &mut [u8] {
        let (start, length) = (self.tensor(name).offset as usize, self.tensor(name).bytes as usize);
        &mut self.bytes[start..start + length]
    }

    /// In every format that the engine reads, zero bytes are weights of zero.
    pub fn zero(mut self, tensor: &str) -> Self {
        self.weights(tensor).fill(0);
        self
    }

    /// The place of a name (a metadata key or a tensor's) in the header; what is said of it follows at `end`.
    pub fn find(&self, name: &str) -> Found {
        let needle = [&(name.len() as u64).to_le_bytes()[..], name.as_bytes()].concat();
        let at = self.bytes[..self.data_offset()].windows(needle.len()).position(|window| window == needle);
        let length = at.unwrap_or_else(|| panic!("no {name} in the header"));
        Found { start: length + 8, end: length + needle.len() }
    }

    /// Where the list of tensors begins.
    pub fn tensor_list(&self) -> usize {
        self.find(&self.gguf.tensors[0].name).start - 8
    }

    /// Where the list of tensors ends.
    pub fn tensors_end(&self) -> usize {
        let last = self.gguf.tensors.last().unwrap();
        // Behind a name: how many dimensions, each one's length, the type, the offset.
        self.find(&last.name).end + 4 + last.shape.len() * 8 + 4 + 8
    }

    /// Overwrites bytes of the file.
    pub fn with(mut self, at: usize, bytes: &[u8]) -> Self {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
        self
    }

    /// Replaces a metadata string by one of the same length.
    pub fn with_string(self, key: &str, value: &str) -> Self {
        let at = self.find(key).end + 4;
        let old = u64::from_le_bytes(self.bytes[at..at + 8].try_into().unwrap());
        assert_eq!(old as usize, value.len(), "{key} can only get a value of {old} bytes");
        self.with(at + 8, value.as_bytes())
    }

    /// Replaces a metadata string by any other. The file's weights are moved.
    pub fn with_text(mut self, key: &str, value: &str) -> Self {
        let at = self.find(key).end + 4;
        let old = u64::from_le_bytes(self.bytes[at..at + 8].try_into().unwrap()) as usize;
        let new = [&(value.len() as u64).to_le_bytes()[..], value.as_bytes()].concat();
        self.bytes.splice(at..at + 8 + old, new);
        // Wherever they begin now.
        self.bytes.extend([0; ALIGNMENT]);
        Self::new(self.bytes)
    }

    /// Replaces a metadata number of 32 bits.
    pub fn with_u32(self, key: &str, value: u32) -> Self {
        let at = self.find(key).end + 4;
        self.with(at, &value.to_le_bytes())
    }

    /// Replaces a length of a matrix's shape: 0 is its columns, 1 its rows.
    pub fn with_length(self, tensor: &str, dimension: usize, length: u64) -> Self {
        let at = self.find(tensor).end + 4 + dimension * 8;
        self.with(at, &length.to_le_bytes())
    }

    /// Replaces ggml's number of a matrix's type.
    pub fn with_type(self, tensor: &str, number: u32) -> Self {
        let at = self.find(tensor).end + 4 + 2 * 8;
        self.with(at, &number.to_le_bytes())
    }
}

/// Where a name stands in a file.
pub struct Found {
    pub start: usize,
    pub end: usize,
}
