//! Text to token ids and back, from what the GGUF says. The `tokenizers` crate does the byte-pair merging.
//!
//! llama.cpp is the measure: for any text its ids are ours.

use std::ops::Range;

use tokenizers::Model;
use tokenizers::models::bpe::{BPE, Vocab};

use super::TextError;
use super::byte_level::ByteLevel;
use super::pre_tokenizer::PreTokenizer;
use super::vocabulary::{TokenKind, Vocabulary};
use crate::gguf::Metadata;
use crate::gguf::metadata::Strings;

const BYTE_LEVEL_BPE: &str = "gpt2";
const DOCUMENT_END: &str = "<|endoftext|>";
const TURN_END: &str = "<|im_end|>";
/// Pre-tokens whose ids are remembered: the same words come again at each key that is typed.
const REMEMBERED_WORDS: usize = 4096;

pub struct Tokenizer {
    vocabulary: Vocabulary,
    level: ByteLevel,
    pre_tokenizer: PreTokenizer,
    bpe: BPE,
    /// Special and user-defined tokens, which a text may hold in full; longer ones first.
    literals: Vec<u32>,
    end_tokens: Vec<u32>,
    bos: Option<u32>,
    add_bos: bool,
    document_start: u32,
}

/// A text's ids, and where in them each pre-token begins.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Encoded {
    pub ids: Vec<u32>,
    /// Indices into `ids`, rising; a pre-token that no token can spell has none.
    pub starts: Vec<usize>,
}

enum Fragment<'a> {
    Text(&'a str),
    Token(u32),
}

impl Tokenizer {
    pub fn from_gguf(metadata: &Metadata) -> Result<Self, TextError> {
        let model = metadata.str("tokenizer.ggml.model")?;
        if model != BYTE_LEVEL_BPE {
            return Err(TextError::UnsupportedModel { found: model.to_owned(), supported: BYTE_LEVEL_BPE.to_owned() });
        }
        let pre_tokenizer = PreTokenizer::named(metadata.str("tokenizer.ggml.pre")?)?;
        let tokens = metadata.strings("tokenizer.ggml.tokens")?;
        let types = match metadata.get("tokenizer.ggml.token_type") {
            Some(_) => metadata.i32s("tokenizer.ggml.token_type")?,
            None => Vec::new(),
        };

        let id = |key: &str| -> Result<Option<u32>, TextError> {
            let key = format!("tokenizer.ggml.{key}_token_id");
            if metadata.get(&key).is_none() {
                return Ok(None);
            }
            let id = metadata.u32(&key)?;
            if id as usize >= tokens.len() {
                let what = format!("`{key}` is {id} but there are {} tokens", tokens.len());
                return Err(TextError::Damaged { what });
            }
            Ok(Some(id))
        };
        let named = |name: &str| tokens.iter().position(|token| token == name).map(|id| id as u32);
        let (bos, eos, eot) = (id("bos")?, id("eos")?, id("eot")?);
        let (document_end, turn_end) = (named(DOCUMENT_END), named(TURN_END));
        let mut end_tokens: Vec<u32> = [eos, eot, turn_end, document_end].into_iter().flatten().collect();
        end_tokens.sort_unstable();
        end_tokens.dedup();
        let no_start =
            || TextError::Damaged { what: format!("it has neither {DOCUMENT_END} nor a bos nor an eos token") };
        let document_start = document_end.or(bos).or(eos).ok_or_else(no_start)?;

        let level = ByteLevel::new();
        let specials: Vec<u32> = end_tokens.iter().copied().chain(bos).collect();
        let vocabulary = Vocabulary::new(tokens, &types, &specials, &level);
        let mut literals: Vec<u32> =
            (0..tokens.len() as u32).filter(|&id| vocabulary.kind(id) != TokenKind::Normal).collect();
        literals.retain(|&id| !vocabulary.token_bytes(id).is_empty());
        literals.sort_by_key(|&id| std::cmp::Reverse(vocabulary.token_bytes(id).len()));
        let add_bos = match metadata.get("tokenizer.ggml.add_bos_token") {
            Some(_) => metadata.bool("tokenizer.ggml.add_bos_token")?,
            None => false,
        };
        let bpe = merging(tokens, metadata.strings("tokenizer.ggml.merges")?)?;
        Ok(Self { vocabulary, level, pre_tokenizer, bpe, literals, end_tokens, bos, add_bos, document_start })
    }

    /// `special`: tokens such as `<|im_start|>` that the text spells out become those tokens; else they are plain text, as
    /// whatever a user types must be. No bos is added.
    pub fn encode(&self, text: &str, special: bool) -> Result<Vec<u32>, TextError> {
        Ok(self.encode_with_starts(text, special)?.ids)
    }

    pub fn encode_with_starts(&self, text: &str, special: bool) -> Result<Encoded, TextError> {
        let mut encoded = Encoded::default();
        for fragment in self.fragments(text, special) {
            match fragment {
                Fragment::Token(id) => {
                    encoded.starts.push(encoded.ids.len());
                    encoded.ids.push(id);
                }
                Fragment::Text(text) => {
                    for range in self.pre_tokenizer.split(text) {
                        self.merge(&text[range], &mut encoded)?;
                    }
                }
            }
        }
        Ok(encoded)
    }

    fn merge(&self, pre_token: &str, encoded: &mut Encoded) -> Result<(), TextError> {
        let failed = |error: tokenizers::Error| TextError::Encode { bytes: pre_token.len(), what: error.to_string() };
        let tokens = self.bpe.tokenize(&self.level.encode(pre_token)).map_err(failed)?;
        if !tokens.is_empty() {
            encoded.starts.push(encoded.ids.len());
            encoded.ids.extend(tokens.iter().map(|token| token.id));
        }
        Ok(())
    }

    /// Cuts out the tokens that the text spells in full, the longest ones of the vocabulary first.
    fn fragments<'a>(&self, text: &'a str, special: bool) -> Vec<Fragment<'a>> {
        let mut fragments = vec![Fragment::Text(text)];
        for &id in &self.literals {
            let wanted = special || !self.vocabulary.is_special(id);
            let literal = std::str::from_utf8(self.vocabulary.token_bytes(id)).ok().filter(|_| wanted);
            let Some(literal) = literal.filter(|literal| text.contains(*literal)) else { continue };
            let cut = |fragment| match fragment {
                Fragment::Token(id) => vec![Fragment::Token(id)],
                Fragment::Text(text) => {
                    let mut pieces = Vec::new();
                    for (index, piece) in text.split(literal).enumerate() {
                        if index > 0 {
                            pieces.push(Fragment::Token(id));
                        }
                        if !piece.is_empty() {
                            pieces.push(Fragment::Text(piece));
                        }
                    }
                    pieces
                }
            };
            fragments = fragments.into_iter().flat_map(cut).collect();
        }
        fragments
    }

    /// Where each pre-token of plain text lies.
    pub fn pre_tokens(&self, text: &str) -> Vec<Range<usize>> {
        self.pre_tokenizer.split(text)
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub fn vocab_size(&self) -> usize {
        self.vocabulary.size()
    }

    /// The bytes that a token stands for; a token's need not be whole characters.
    pub fn token_bytes(&self, id: u32) -> &[u8] {
        self.vocabulary.token_bytes(id)
    }

    pub fn is_special(&self, id: u32) -> bool {
        self.vocabulary.is_special(id)
    }

    /// Tokens after which the model has said all: in rising order.
    pub fn end_tokens(&self) -> &[u32] {
        &self.end_tokens
    }

    pub fn bos(&self) -> Option<u32> {
        self.bos
    }

    pub fn add_bos(&self) -> bool {
        self.add_bos
    }

    /// What stands before a text's first token where nothing else does.
    pub fn document_start(&self) -> u32 {
        self.document_start
    }
}

fn merging(tokens: &Strings, merges: &Strings) -> Result<BPE, TextError> {
    let longest = tokens.iter().map(str::len).max().unwrap_or(0);
    let pair = |merge: &str| match merge.split_once(' ') {
        // The crate would panic where a merge makes more than the longest token.
        Some((left, right)) if left.len() + right.len() <= longest => Ok((left.to_owned(), right.to_owned())),
        _ => Err(TextError::Damaged { what: format!("`{merge}` is not a merge of two tokens") }),
    };
    let merges = merges.iter().map(pair).collect::<Result<Vec<_>, _>>()?;
    let ids: Vocab = tokens.iter().map(str::to_owned).zip(0..).collect();
    let bpe = BPE::builder().vocab_and_merges(ids, merges).cache_capacity(REMEMBERED_WORDS).build();
    bpe.map_err(|error| TextError::Damaged { what: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{END, SMILE, TURN_END, TURN_START, Vocabulary, spelled, tokenizer, tokenizer_without};
    use super::*;
    use crate::gguf::testing::Builder;

    fn pieces(text: &str, special: bool) -> Vec<String> {
        let tokenizer = tokenizer();
        spelled(&tokenizer, &tokenizer.encode(text, special).unwrap())
    }

    #[test]
    fn merges_within_pre_tokens_only() {
        assert_eq!(pieces("a words word\n\n12", false), ["a", " words", " word", "\n\n", "1", "2"]);
        assert_eq!(pieces("I'll", false), ["I", "'ll"]);
        assert_eq!(pieces("", false), [""; 0]);
    }

    #[test]
    fn special_tokens_are_parsed_on_demand_and_user_defined_ones_always() {
        let tokenizer = tokenizer();
        let text = "<|im_start|>a:-)<|im_end|><|im_end|>";
        let ids = tokenizer.encode(text, true).unwrap();
        assert_eq!((ids[0], ids[2], &ids[3..]), (TURN_START, SMILE, &[TURN_END, TURN_END][..]));
        let plain = tokenizer.encode(text, false).unwrap();
        assert!(plain.contains(&SMILE));
        assert!(plain.iter().all(|&id| !tokenizer.is_special(id)));
        assert_eq!(spelled(&tokenizer, &plain).concat(), text);
    }

    #[test]
    fn pre_tokens_start_where_they_say() {
        let tokenizer = tokenizer();
        let encoded = tokenizer.encode_with_starts("xy words:-)!!", false).unwrap();
        assert_eq!(spelled(&tokenizer, &encoded.ids), ["x", "y", " words", ":-)", "!!"]);
        assert_eq!(encoded.starts, [0, 2, 3, 4]);
    }

    #[test]
    fn bytes_without_a_token_are_left_out() {
        let tokenizer = tokenizer_without(&[4]);
        let encoded = tokenizer.encode_with_starts("a\u{4}", false).unwrap();
        assert_eq!((spelled(&tokenizer, &encoded.ids), encoded.starts), (vec!["a".to_owned()], vec![0]));
    }

    #[test]
    fn roles_of_tokens() {
        let tokenizer = tokenizer();
        assert_eq!(tokenizer.end_tokens(), [END, TURN_END]);
        assert_eq!((tokenizer.bos(), tokenizer.add_bos()), (Some(TURN_START), false));
        assert_eq!(tokenizer.document_start(), END);
    }

    /// The small tokenizer's file, made over again by `change`.
    fn refused(change: impl FnOnce(Builder) -> Builder) -> TextError {
        let file = Vocabulary { without: Vec::new(), merges: Vec::new() }.file();
        Tokenizer::from_gguf(&change(file).read().metadata).err().unwrap()
    }

    #[test]
    fn bad_tokenizers_are_refused() {
        let base = || {
            Builder::default()
                .str("tokenizer.ggml.model", "gpt2")
                .str("tokenizer.ggml.pre", "smollm")
                .strings("tokenizer.ggml.tokens", &["a", "b", "<|endoftext|>"])
        };
        let missing = refused(|_| base()).to_string();
        assert!(missing.contains("`tokenizer.ggml.merges`"), "{missing}");
        for merge in ["ab", "a c", "a b", "<|endoftext|> <|endoftext|>"] {
            let error = refused(|_| base().strings("tokenizer.ggml.merges", &[merge]));
            assert!(matches!(error, TextError::Damaged { .. }), "{merge}: {error}");
        }
        let beyond = refused(|file| file.u32("tokenizer.ggml.eot_token_id", 9999)).to_string();
        assert!(beyond.contains("9999"), "{beyond}");
        let model = refused(|_| Builder::default().str("tokenizer.ggml.model", "llama"));
        assert!(model.is_unsupported() && model.to_string().contains("one of: gpt2"), "{model}");
    }
}
