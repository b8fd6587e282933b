//! Joins neighbouring characters of a text, the best pair first: n characters in time n log n.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;

const NONE: usize = usize::MAX;

/// Characters that are one by now. Without any: they became part of the one before.
struct Symbol {
    range: Range<usize>,
    before: usize,
    behind: usize,
}

struct Pair {
    score: f32,
    left: usize,
    right: usize,
    /// In bytes. Another size by now: the pair is no more.
    size: usize,
}

/// The highest score is first, and of the same the leftmost.
impl Ord for Pair {
    fn cmp(&self, other: &Self) -> Ordering {
        // `total_cmp` would part the two zeros.
        (self.score + 0.0).total_cmp(&(other.score + 0.0)).then(other.left.cmp(&self.left))
    }
}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Pair {}

/// `score`: of the characters of two neighbours together, if they may be joined. What is left, in order: it is the whole text.
pub fn join(text: &str, score: impl Fn(&str) -> Option<f32>) -> Vec<Range<usize>> {
    let mut symbols: Vec<Symbol> = Vec::with_capacity(text.len());
    for (index, (at, character)) in text.char_indices().enumerate() {
        let range = at..at + character.len_utf8();
        symbols.push(Symbol { range, before: index.wrapping_sub(1), behind: index + 1 });
    }
    if let Some(last) = symbols.last_mut() {
        last.behind = NONE;
    }
    let pair = |symbols: &[Symbol], left: usize, right: usize| {
        let (start, end) = (symbols.get(left)?.range.start, symbols.get(right)?.range.end);
        Some(Pair { score: score(&text[start..end])?, left, right, size: end - start })
    };
    let first = (1..symbols.len()).filter_map(|right| pair(&symbols, right - 1, right));
    let mut pairs: BinaryHeap<Pair> = first.collect();
    while let Some(Pair { left, right, size, .. }) = pairs.pop() {
        let (one, other) = (symbols[left].range.clone(), symbols[right].range.clone());
        if one.is_empty() || other.is_empty() || one.len() + other.len() != size {
            continue;
        }
        let behind = symbols[right].behind;
        symbols[left].range.end = other.end;
        symbols[left].behind = behind;
        symbols[right].range = 0..0;
        if let Some(next) = symbols.get_mut(behind) {
            next.before = left;
        }
        let before = symbols[left].before;
        pairs.extend(pair(&symbols, before, left));
        pairs.extend(pair(&symbols, left, behind));
    }
    symbols.into_iter().map(|symbol| symbol.range).filter(|range| !range.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined<'a>(text: &'a str, scores: &[(&str, f32)]) -> Vec<&'a str> {
        let score = |part: &str| scores.iter().find(|(known, _)| *known == part).map(|&(_, score)| score);
        join(text, score).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn the_best_pair_is_joined_first_and_of_equals_the_leftmost() {
        let scores = [("ab", 1.0), ("bc", 2.0), ("abc", -3.0), ("aa", 0.0), ("aaaa", -0.0)];
        assert_eq!(joined("abc", &scores), ["abc"]);
        assert_eq!(joined("abcd", &scores[..2]), ["a", "bc", "d"]);
        assert_eq!(joined("aaaaaaa", &scores), ["aaaa", "aa", "a"]);
        assert_eq!(joined("", &scores), [""; 0]);
        assert_eq!(joined("é東🙂", &[("東🙂", 0.0)]), ["é", "東🙂"]);
    }
}
