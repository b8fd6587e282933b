//! Cuts text into pre-tokens, within which byte-pair merges happen, exactly as llama.cpp does for each named kind.
//!
//! A kind is a sequence of patterns. Each cuts every piece that the former ones left into its matches and what lies between
//! them. Here is the one list of the kinds known.

use std::ops::Range;

use super::TextError;
use super::pattern::Pattern;

const DIGIT: &str = r"\p{N}";
const GPT2: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)";

/// As published (in a model's tokenizer.json), but that llama.cpp's contractions know ASCII letters only.
macro_rules! words {
    ($digits:literal) => {
        concat!(
            r"'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]|[^\r\n\p{L}\p{N}]?\p{L}+|",
            $digits,
            r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        )
    };
}
const QWEN2: &str = words!(r"\p{N}");
const LLAMA3: &str = words!(r"\p{N}{1,3}");
const MINICPM5: &str = words!(r"\p{N}+");
const SEED_CODER: &str = concat!(
    r"'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}",
    r"| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+",
);

/// Small letters behind large ones. For llama.cpp, letters beyond ASCII are both.
macro_rules! cased_words {
    ($contraction:literal, $digits:literal) => {
        concat!(
            r"[^\r\n\p{L}\p{N}]?[\p{L}--[a-z]]*[\p{L}--[A-Z]]+",
            $contraction,
            r"|[^\r\n\p{L}\p{N}]?[\p{L}--[a-z]]+[\p{L}--[A-Z]]*",
            $contraction,
            "|",
            $digits,
            r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        )
    };
}
const TEKKEN: &str = cased_words!("", r"\p{N}");
const GPT4O: &str = cased_words!("(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?", r"\p{N}{1,3}");

const DEEPSEEK_CODER: &[&str] =
    &["[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", "[\u{4e00}-\u{9fa5}\u{800}-\u{4e00}\u{ac00}-\u{d7ff}]+", DIGIT];
const DEEPSEEK_V3: &[&str] = &[
    r"\p{N}{1,3}",
    "[\u{4e00}-\u{9fa5}\u{3040}-\u{309f}\u{30a0}-\u{30ff}]+",
    concat!(
        r##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"##,
        r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    ),
];
/// Of files from before there were kinds.
const UNNAMED: &[&str] = &[r"[\p{P}\$\+<=>\^~\|]+", GPT2, r"\p{N}+", "[0-9][0-9][0-9]"];

struct Kind {
    /// As `tokenizer.ggml.pre` has them.
    names: &'static [&'static str],
    patterns: &'static [&'static str],
    /// A pre-token that is a token is that token, whatever merges would make of it.
    takes_whole_tokens: bool,
    /// Where the file does not say.
    adds_bos: bool,
    /// A contraction's end goes with the word before it.
    joins_contractions: bool,
}

const fn kind(names: &'static [&'static str], patterns: &'static [&'static str]) -> Kind {
    Kind { names, patterns, takes_whole_tokens: false, adds_bos: false, joins_contractions: false }
}

const fn whole_tokens(names: &'static [&'static str], patterns: &'static [&'static str], adds_bos: bool) -> Kind {
    Kind { takes_whole_tokens: true, adds_bos, ..kind(names, patterns) }
}

const KINDS: &[Kind] = &[
    kind(&["smollm", "refact", "starcoder", "command-r", "codeshell", "exaone", "minerva-7b"], &[DIGIT, GPT2]),
    kind(&["gpt-2", "phi-2", "mpt", "olmo", "jais", "trillion", "granite-docling", "gigachat", "mellum"], &[GPT2]),
    kind(&["qwen2", "deepseek-r1-qwen", "kormo", "megrez", "stablelm2", "hunyuan", "solar-open"], &[QWEN2]),
    kind(&["dbrx", "smaug-bpe", "glm4", "chatglm-bpe"], &[LLAMA3]),
    whole_tokens(&["llama-bpe", "llama3", "llama-v3", "falcon3", "pixtral", "midm-2.0", "lfm2"], &[LLAMA3], true),
    whole_tokens(&["tekken"], &[TEKKEN], true),
    Kind { joins_contractions: true, ..kind(&["gpt-4o", "llama4", "kanana2"], &[GPT4O]) },
    whole_tokens(&["minicpm5"], &[r"\p{N}{1,3}", MINICPM5], false),
    kind(&["seed-coder"], &[SEED_CODER]),
    kind(&["deepseek-coder"], DEEPSEEK_CODER),
    kind(&["deepseek-v3", "hunyuan-dense"], DEEPSEEK_V3),
    kind(&["default"], UNNAMED),
];

#[derive(Debug)]
pub struct PreTokenizer {
    patterns: Vec<Pattern>,
    takes_whole_tokens: bool,
    adds_bos: bool,
    joins_contractions: bool,
}

impl PreTokenizer {
    /// By the name in `tokenizer.ggml.pre`.
    pub fn named(name: &str) -> Result<Self, TextError> {
        let kind = kind_named(name)?;
        let patterns = kind.patterns.iter().map(|pattern| Pattern::new(pattern)).collect::<Result<_, _>>()?;
        let &Kind { takes_whole_tokens, adds_bos, joins_contractions, .. } = kind;
        Ok(Self { patterns, takes_whole_tokens, adds_bos, joins_contractions })
    }

    pub fn takes_whole_tokens(&self) -> bool {
        self.takes_whole_tokens
    }

    pub fn adds_bos(&self) -> bool {
        self.adds_bos
    }

    pub fn joins_contractions(&self) -> bool {
        self.joins_contractions
    }

    /// The pre-tokens, in order; together they are the whole text.
    pub fn split(&self, text: &str) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        if !text.is_empty() {
            pieces.push(0..text.len());
        }
        for pattern in &self.patterns {
            let mut cuts = Vec::with_capacity(pieces.len());
            for piece in pieces {
                pattern.cut(text, piece, &mut cuts);
            }
            pieces = cuts;
        }
        pieces
    }
}

pub fn check(name: &str) -> Result<(), TextError> {
    kind_named(name).map(|_| ())
}

fn kind_named(name: &str) -> Result<&'static Kind, TextError> {
    let unknown = || TextError::UnsupportedPreTokenizer { found: name.to_owned(), supported: known().join(", ") };
    KINDS.iter().find(|kind| kind.names.contains(&name)).ok_or_else(unknown)
}

/// The names of all kinds.
pub fn known() -> Vec<&'static str> {
    KINDS.iter().flat_map(|kind| kind.names).copied().collect()
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
