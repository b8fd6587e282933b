//! Small models with real vocabularies: the header of a file, and a body of random weights of another size.
//!
//! Unlike the bigram machine, what such a model says depends on every token before, so a wrong key or value anywhere in the
//! cache changes it. It costs far less than the real one, with the real one's tokenizer.

use super::GgufFile;

/// Sizes of the body; heads are 32 wide, one KV head serves two.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub layers: u32,
    pub dim: u32,
    pub context: u32,
}

const HEAD: u32 = 32;
const F32: u32 = 0;
const F16: u32 = 1;
/// A matrix of random numbers in f32, no number of ggml's.
const PLAIN: u32 = u32::MAX;
const Q8_0: u32 = 8;
const ALIGNMENT: usize = 32;
/// Of a Q8_0 block: products of 64 weights with numbers about 1 are about 1 again.
const SCALE: f32 = 0.002;

/// Rows of the embedding, and of the head; tokens are made up for those that the header does not have. The numbers are the same in
/// both formats.
#[derive(Debug, Clone, Copy)]
pub struct Tables {
    pub rows: u32,
    pub in_f16: bool,
}

/// A file with the metadata of `header` but for the sizes, and weights from `seed`.
pub fn synthetic(header: Vec<u8>, shape: Shape, seed: u64) -> Vec<u8> {
    let file = GgufFile::new(header);
    let vocabulary = file.tensor("token_embd.weight").rows() as u32;
    write(file, shape, seed, (vocabulary, Q8_0))
}

/// The same with tables of another size.
pub fn synthetic_with(header: Vec<u8>, shape: Shape, seed: u64, tables: Tables) -> Vec<u8> {
    let kind = if tables.in_f16 { F16 } else { PLAIN };
    write(GgufFile::new(header), shape, seed, (tables.rows, kind))
}

fn write(file: GgufFile, shape: Shape, seed: u64, (vocabulary, kind): (u32, u32)) -> Vec<u8> {
    let Shape { layers, dim, context } = shape;
    let heads = dim / HEAD;
    let file = file
        .with_u32("llama.block_count", layers)
        .with_u32("llama.embedding_length", dim)
        .with_u32("llama.feed_forward_length", dim)
        .with_u32("llama.attention.head_count", heads)
        .with_u32("llama.attention.head_count_kv", heads / 2)
        .with_u32("llama.rope.dimension_count", HEAD)
        .with_u32("llama.context_length", context);

    let table = |name: &str| Tensor { kind, ..matrix(name, vocabulary, dim) };
    let mut tensors = vec![table("token_embd"), vector("output_norm", dim), table("output")];
    for layer in 0..layers {
        let name = |part: &str| format!("blk.{layer}.{part}");
        let square = |part: &str| matrix(&name(part), dim, dim);
        tensors.extend([vector(&name("attn_norm"), dim), vector(&name("ffn_norm"), dim)]);
        tensors.extend(["attn_q", "attn_output", "ffn_gate", "ffn_up", "ffn_down"].map(square));
        tensors.extend(["attn_k", "attn_v"].map(|part| matrix(&name(part), heads / 2 * HEAD, dim)));
    }

    let mut bytes = with_tokens(&file, vocabulary);
    bytes[8..16].copy_from_slice(&(tensors.len() as u64).to_le_bytes());
    let mut random = Random(seed | 1);
    let mut body = Vec::new();
    for tensor in &tensors {
        tensor.describe(&mut bytes, body.len() as u64);
        tensor.fill(&mut body, &mut random);
        pad(&mut body);
    }
    pad(&mut bytes);
    bytes.extend(body);
    bytes
}

struct Tensor {
    name: String,
    /// Columns first.
    shape: Vec<u32>,
    kind: u32,
    scale: f32,
}

fn vector(name: &str, length: u32) -> Tensor {
    Tensor { name: format!("{name}.weight"), shape: vec![length], kind: F32, scale: 1.0 }
}

fn matrix(name: &str, rows: u32, columns: u32) -> Tensor {
    Tensor { name: format!("{name}.weight"), shape: vec![columns, rows], kind: Q8_0, scale: SCALE }
}

impl Tensor {
    fn describe(&self, header: &mut Vec<u8>, offset: u64) {
        header.extend((self.name.len() as u64).to_le_bytes());
        header.extend(self.name.as_bytes());
        header.extend((self.shape.len() as u32).to_le_bytes());
        header.extend(self.shape.iter().flat_map(|length| u64::from(*length).to_le_bytes()));
        header.extend((if self.kind == PLAIN { F32 } else { self.kind }).to_le_bytes());
        header.extend(offset.to_le_bytes());
    }

    fn fill(&self, body: &mut Vec<u8>, random: &mut Random) {
        let weights: u32 = self.shape.iter().product();
        if self.kind == F32 {
            body.extend((0..weights).flat_map(|_| self.scale.to_le_bytes()));
            return;
        }
        if self.kind == F16 || self.kind == PLAIN {
            for _ in 0..weights {
                let weight = (f32::from(random.byte()) - 127.5) / 512.0;
                match self.kind {
                    F16 => body.extend(half::f16::from_f32(weight).to_le_bytes()),
                    _ => body.extend(weight.to_le_bytes()),
                }
            }
            return;
        }
        let scale = half::f16::from_f32(self.scale).to_le_bytes();
        for _ in 0..weights / 32 {
            body.extend(scale);
            body.extend((0..32).map(|_| random.byte()));
        }
    }
}

/// The file's metadata, with tokens of no words up to `vocabulary`.
fn with_tokens(file: &GgufFile, vocabulary: u32) -> Vec<u8> {
    let mut bytes = file.bytes[..file.tensor_list()].to_vec();
    let (tokens, types) = ("tokenizer.ggml.tokens", "tokenizer.ggml.token_type");
    let metadata = &file.gguf().metadata;
    let known = metadata.strings(tokens).unwrap();
    let made_up: Vec<String> = (known.len()..vocabulary as usize).map(|token| format!("no word {token}")).collect();
    let token = |text: &String| [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat();
    let mut arrays = [
        (tokens, known.iter().map(|token| token.len() + 8).sum(), made_up.iter().flat_map(token).collect::<Vec<u8>>()),
        (types, known.len() * 4, made_up.iter().flat_map(|_| 1i32.to_le_bytes()).collect()),
    ];
    // From the back, so that places before stay what they are.
    arrays.sort_by_key(|(key, ..)| std::cmp::Reverse(file.find(key).end));
    for (key, length, more) in arrays {
        let count = file.find(key).end + 8;
        bytes[count..count + 8].copy_from_slice(&((known.len() + made_up.len()) as u64).to_le_bytes());
        let end = count + 8 + length;
        bytes.splice(end..end, more);
    }
    bytes
}

fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
}

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn byte(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) as u8
    }
}
