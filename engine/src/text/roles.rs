//! Which tokens begin and end a text: what the file says, and names that llama.cpp knows where it says nothing.

use super::TextError;
use crate::gguf::Metadata;
use crate::gguf::metadata::Strings;

/// After these the model has said all. They are special whatever the file says.
const ENDS: &[&str] = &[
    "<|endoftext|>",
    "<|im_end|>",
    "<|eot_id|>",
    "<|eom_id|>",
    "<|end|>",
    "<|end_of_text|>",
    "<end_of_turn>",
    "<eos>",
    "</s>",
    "<EOT>",
    "_<EOT>",
    "[EOT]",
    "[EOS]",
    "<|return|>",
    "<|call|>",
    "<end_of_utterance>",
    "<｜end▁of▁sentence｜>",
    // Of code with a gap: another file, or nothing.
    "<|fim_pad|>",
    "<fim-pad>",
    "<fim_pad>",
    "<PAD>",
    "[PAD]",
    "<|fim_repo|>",
    "<|repo_name|>",
    "<fim-repo>",
    "<REPO>",
    "<reponame>",
    "<|file_sep|>",
];

/// Special whatever the file says, as well.
const MARKS: &[&str] = &[
    "<|fim_prefix|>",
    "<fim-prefix>",
    "<fim_prefix>",
    "<PRE>",
    "▁<PRE>",
    "<|fim_suffix|>",
    "<fim-suffix>",
    "<fim_suffix>",
    "<SUF>",
    "▁<SUF>",
    "<|fim_middle|>",
    "<fim-middle>",
    "<fim_middle>",
    "<MID>",
    "▁<MID>",
];

/// What there is where the file does not say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Defaults {
    pub bos: Option<u32>,
    pub eos: Option<u32>,
    pub add_bos: bool,
}

#[derive(Debug)]
pub struct Roles {
    pub bos: Option<u32>,
    pub add_bos: bool,
    /// In rising order.
    pub end_tokens: Vec<u32>,
    pub document_start: u32,
    pub specials: Vec<u32>,
}

impl Roles {
    pub fn from_gguf(metadata: &Metadata, tokens: &Strings, defaults: Defaults) -> Result<Self, TextError> {
        let id = |key: &str| -> Result<Option<u32>, TextError> {
            let key = format!("tokenizer.ggml.{key}_token_id");
            if metadata.get(&key).is_none() {
                return Ok(None);
            }
            let id = metadata.u32(&key)?;
            if id as usize >= tokens.len() {
                let what = format!("`{key}` is {id} but there are {} tokens", tokens.len());
                return Err(TextError::Damaged { what }.said_by(metadata, &key));
            }
            Ok(Some(id))
        };
        let named = |names: &[&str]| -> Vec<u32> {
            // All names end so, and few tokens do.
            let is_named = |(_, token): &(u32, &str)| token.ends_with(['>', ']']) && names.contains(token);
            (0..).zip(tokens.iter()).filter(is_named).map(|(id, _)| id).collect()
        };
        let known = |id: Option<u32>| id.filter(|&id| (id as usize) < tokens.len());
        let bos = id("bos")?.or(known(defaults.bos));
        let eos = id("eos")?.or(known(defaults.eos));
        let document_end = named(&ENDS[..1]).first().copied();
        let no_start = || TextError::Damaged { what: format!("it has neither {} nor a bos nor an eos token", ENDS[0]) };
        let document_start = document_end.or(bos).or(eos).ok_or_else(no_start)?;

        let mut end_tokens = named(ENDS);
        end_tokens.extend([eos, id("eot")?, id("eom")?].into_iter().flatten());
        end_tokens.sort_unstable();
        end_tokens.dedup();
        let mut specials = named(MARKS);
        specials.extend(end_tokens.iter().chain(&bos));
        let add_bos = match metadata.get("tokenizer.ggml.add_bos_token") {
            Some(_) => metadata.bool("tokenizer.ggml.add_bos_token")?,
            None => defaults.add_bos,
        };
        Ok(Self { bos, add_bos, end_tokens, document_start, specials })
    }
}
