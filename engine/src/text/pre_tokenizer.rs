//! Cuts text into pre-tokens, within which byte-pair merges happen, exactly as llama.cpp does for each named kind.
//!
//! A kind is a sequence of patterns. Each cuts every piece that the former ones left into its matches and what lies between
//! them. Here is the one list of the kinds known.

use std::ops::Range;

use tokenizers::utils::SysRegex;

use super::TextError;

const DIGIT: &str = r"\p{N}";
const GPT2: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)";

/// As published (Qwen2's tokenizer.json), but that llama.cpp's contractions know ASCII letters only.
const QWEN2: &str = concat!(
    r"'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]",
    r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
);

/// As published for Llama 3, with the same difference.
const LLAMA3: &str = concat!(
    r"'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]",
    r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
);

struct Kind {
    /// As `tokenizer.ggml.pre` has them.
    names: &'static [&'static str],
    patterns: &'static [&'static str],
    /// A pre-token that is a token is that token, whatever merges would make of it.
    takes_whole_tokens: bool,
    /// Where the file does not say.
    adds_bos: bool,
}

const fn kind(names: &'static [&'static str], patterns: &'static [&'static str]) -> Kind {
    Kind { names, patterns, takes_whole_tokens: false, adds_bos: false }
}

const KINDS: &[Kind] = &[
    kind(&["smollm", "refact", "starcoder", "command-r"], &[DIGIT, GPT2]),
    kind(&["qwen2", "deepseek-r1-qwen", "stablelm2", "megrez"], &[QWEN2]),
    Kind { takes_whole_tokens: true, adds_bos: true, ..kind(&["llama-bpe", "llama3", "llama-v3", "lfm2"], &[LLAMA3]) },
];

#[derive(Debug)]
pub struct PreTokenizer {
    patterns: Vec<SysRegex>,
    takes_whole_tokens: bool,
    adds_bos: bool,
}

impl PreTokenizer {
    /// By the name in `tokenizer.ggml.pre`.
    pub fn named(name: &str) -> Result<Self, TextError> {
        let Some(kind) = KINDS.iter().find(|kind| kind.names.contains(&name)) else {
            let supported = KINDS.iter().flat_map(|kind| kind.names).copied().collect::<Vec<_>>().join(", ");
            return Err(TextError::UnsupportedPreTokenizer { found: name.to_owned(), supported });
        };
        let compile = |pattern: &&str| {
            let refused = |error| TextError::Damaged { what: format!("pattern {pattern}: {error}") };
            SysRegex::new(pattern).map_err(refused)
        };
        let patterns = kind.patterns.iter().map(compile).collect::<Result<_, _>>()?;
        Ok(Self { patterns, takes_whole_tokens: kind.takes_whole_tokens, adds_bos: kind.adds_bos })
    }

    pub fn takes_whole_tokens(&self) -> bool {
        self.takes_whole_tokens
    }

    pub fn adds_bos(&self) -> bool {
        self.adds_bos
    }

    /// The pre-tokens, in order; together they are the whole text.
    pub fn split(&self, text: &str) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        if !text.is_empty() {
            pieces.push(0..text.len());
        }
        for pattern in &self.patterns {
            pieces = pieces.into_iter().flat_map(|piece| cut(pattern, text, piece)).collect();
        }
        pieces
    }
}

/// The pattern sees the piece alone: what surrounds it is neither matched nor looked at.
fn cut(pattern: &SysRegex, text: &str, piece: Range<usize>) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let mut end = piece.start;
    for (from, to) in pattern.find_iter(&text[piece.clone()]) {
        let (from, to) = (piece.start + from, piece.start + to);
        if end < from {
            cuts.push(end..from);
        }
        cuts.push(from..to);
        end = to;
    }
    if end < piece.end {
        cuts.push(end..piece.end);
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_as<'a>(kind: &str, text: &'a str) -> Vec<&'a str> {
        let ranges = PreTokenizer::named(kind).unwrap().split(text);
        ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn smollm_cuts_as_llama_cpp_does() {
        let split = |text: &'static str| split_as("smollm", text);
        assert_eq!(split(""), [""; 0]);
        assert_eq!(split("I'm here."), ["I", "'m", " here", "."]);
        assert_eq!(split("don't 'SAY' ’s"), ["don", "'t", " '", "SAY", "'", " ’", "s"]);
        // Digits stand alone, and a space before one does not join it.
        assert_eq!(split("in 2042"), ["in", " ", "2", "0", "4", "2"]);
        assert_eq!(split("x²½٣"), ["x", "²", "½", "٣"]);
        // The last blank before a word goes with it; a digit takes none.
        assert_eq!(split("a   b"), ["a", "  ", " b"]);
        assert_eq!(split("a   4"), ["a", "   ", "4"]);
        assert_eq!(split("a\n\n  b  "), ["a", "\n\n ", " b", "  "]);
        assert_eq!(split("a\n\nb"), ["a", "\n", "\n", "b"]);
        assert_eq!(split("…🙂 東京!?"), ["…🙂", " 東京", "!?"]);
        assert_eq!(split("e\u{301}e"), ["e", "\u{301}", "e"]);
    }

    #[test]
    fn qwen2_cuts_as_llama_cpp_does() {
        let split = |text: &'static str| split_as("qwen2", text);
        assert_eq!(split(""), [""; 0]);
        assert_eq!(split("I'm HERE'S."), ["I", "'m", " HERE", "'S", "."]);
        assert_eq!(split("in 2042, x²½٣"), ["in", " ", "2", "0", "4", "2", ",", " x", "²", "½", "٣"]);
        // One mark before a word goes with it; line breaks go with the marks before them.
        assert_eq!(split("(a) -b --c"), ["(a", ")", " -", "b", " --", "c"]);
        assert_eq!(split("a.\n\nb \n c"), ["a", ".\n\n", "b", " \n", " c"]);
        assert_eq!(split("a\t\tb   c  "), ["a", "\t", "\tb", "  ", " c", "  "]);
        assert_eq!(split("…🙂 東京!?\r\n"), ["…🙂", " 東京", "!?\r\n"]);
        assert_eq!(split("e\u{301}e it'ſa"), ["e", "\u{301}e", " it", "'ſa"]);
    }

    #[test]
    fn an_unknown_kind_names_the_known_ones() {
        let error = PreTokenizer::named("gpt-5").unwrap_err();
        assert!(error.is_unsupported());
        assert!(error.to_string().contains("`gpt-5`") && error.to_string().contains("smollm"), "{error}");
    }
}
