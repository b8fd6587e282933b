//! Headers around a fuzzer's bytes: what is right stands around the part that may be wrong, which is then reached at once.

pub const U32: u32 = 4;
pub const I32: u32 = 5;
pub const F32: u32 = 6;
pub const BOOL: u32 = 7;
pub const STRING: u32 = 8;
const ARRAY: u32 = 9;

/// Metadata pairs, as they lie in a file.
#[derive(Default)]
pub struct Pairs {
    pub count: u64,
    pub bytes: Vec<u8>,
}

pub fn string(text: &[u8]) -> Vec<u8> {
    [&(text.len() as u64).to_le_bytes()[..], text].concat()
}

impl Pairs {
    pub fn value(&mut self, key: &str, kind: u32, value: &[u8]) {
        self.bytes.extend(string(key.as_bytes()));
        self.bytes.extend(kind.to_le_bytes());
        self.bytes.extend(value);
        self.count += 1;
    }

    pub fn u32(&mut self, key: &str, value: u32) {
        self.value(key, U32, &value.to_le_bytes());
    }

    pub fn str(&mut self, key: &str, value: &[u8]) {
        self.value(key, STRING, &string(value));
    }

    pub fn array(&mut self, key: &str, kind: u32, count: usize, elements: &[u8]) {
        let head = [&kind.to_le_bytes()[..], &(count as u64).to_le_bytes()].concat();
        self.value(key, ARRAY, &[&head, elements].concat());
    }

    pub fn strings<'a>(&mut self, key: &str, values: impl Iterator<Item = &'a [u8]>) {
        let mut count = 0;
        let elements: Vec<u8> = values.inspect(|_| count += 1).flat_map(string).collect();
        self.array(key, STRING, count, &elements);
    }

    /// A model of one layer, small enough for its weights to be there.
    pub fn small_model(&mut self) {
        self.str("general.architecture", b"llama");
        for (key, value) in [
            ("block_count", 1),
            ("embedding_length", 32),
            ("feed_forward_length", 32),
            ("attention.head_count", 1),
            ("context_length", 64),
        ] {
            self.u32(&format!("llama.{key}"), value);
        }
        self.value("llama.attention.layer_norm_rms_epsilon", F32, &1e-5f32.to_le_bytes());
    }
}

pub fn preamble(tensors: u64, pairs: u64) -> Vec<u8> {
    [&b"GGUF"[..], &3u32.to_le_bytes(), &tensors.to_le_bytes(), &pairs.to_le_bytes()].concat()
}

/// An entry of the list of tensors; F32 by its type.
pub fn tensor(name: &str, shape: &[u64]) -> Vec<u8> {
    let mut bytes = string(name.as_bytes());
    bytes.extend((shape.len() as u32).to_le_bytes());
    bytes.extend(shape.iter().flat_map(|length| length.to_le_bytes()));
    bytes.extend([0; 12]);
    bytes
}

/// As a number of the given width, little-endian; zeros where the bytes are at their end.
pub fn take<const N: usize>(bytes: &mut &[u8]) -> [u8; N] {
    let mut taken = [0; N];
    let length = bytes.len().min(N);
    let (head, rest) = bytes.split_at(length);
    taken[..length].copy_from_slice(head);
    *bytes = rest;
    taken
}
