//! KV slots: which tokens' keys and values each one holds, and which slot a new prompt should take.
//!
//! Pure bookkeeping. A slot's cache is valid for exactly the tokens listed here.

/// A slot given to a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    pub slot: usize,
    /// Leading tokens of the prompt whose keys and values are already there.
    pub reused: usize,
}

#[derive(Debug, Default, Clone)]
struct Slot {
    tokens: Vec<u32>,
    used: u64,
}

#[derive(Debug)]
pub struct Slots {
    slots: Vec<Slot>,
    clock: u64,
}

/// A prompt takes over another text's slot when they share at least this part of that text: a smaller overlap (a common
/// greeting) is not worth losing a whole other text for.
const WORTH_TAKING: usize = 2;

impl Slots {
    pub fn new(count: usize) -> Self {
        Self { slots: vec![Slot::default(); count.max(1)], clock: 0 }
    }

    /// The slot with the longest common prefix where that is a good part of what it holds, else the least recently used.
    /// At least the prompt's last token is left to run: its logits are wanted.
    pub fn claim(&mut self, prompt: &[u32]) -> Claim {
        self.clock += 1;
        let shared = |slot: &Slot| slot.tokens.iter().zip(prompt).take_while(|(a, b)| a == b).count();
        let best = (0..self.slots.len())
            .map(|index| (shared(&self.slots[index]), index))
            .filter(|(common, index)| {
                *common > 0 && *common * WORTH_TAKING >= self.slots[*index].tokens.len().min(prompt.len())
            })
            .max_by_key(|(common, index)| (*common, self.slots[*index].used));
        let oldest = (0..self.slots.len()).min_by_key(|index| self.slots[*index].used).unwrap_or(0);
        let (common, slot) = best.unwrap_or((shared(&self.slots[oldest]), oldest));
        let reused = common.min(prompt.len().saturating_sub(1));
        self.slots[slot].used = self.clock;
        self.slots[slot].tokens.truncate(reused);
        Claim { slot, reused }
    }

    /// These tokens' keys and values now follow what the slot held.
    pub fn extend(&mut self, slot: usize, tokens: &[u32]) {
        self.slots[slot].tokens.extend_from_slice(tokens);
    }

    /// The cache holds nothing any more.
    pub fn forget(&mut self) {
        let count = self.slots.len();
        *self = Self::new(count);
    }

    pub fn tokens(&self, slot: usize) -> &[u32] {
        &self.slots[slot].tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(slots: &mut Slots, tokens: &[u32]) -> Claim {
        let claim = slots.claim(tokens);
        slots.extend(claim.slot, &tokens[claim.reused..]);
        claim
    }

    #[test]
    fn the_longest_common_prefix_is_reused_and_the_last_token_runs_again() {
        let mut slots = Slots::new(2);
        filled(&mut slots, &[1, 2, 3, 4]);
        filled(&mut slots, &[9, 9]);
        assert_eq!(slots.claim(&[1, 2, 3, 4]), Claim { slot: 0, reused: 3 });
        slots.extend(0, &[4]);
        assert_eq!(slots.claim(&[1, 2, 3, 5]).reused, 3);
        assert_eq!(slots.tokens(0), [1, 2, 3]);
    }

    #[test]
    fn a_small_overlap_takes_the_least_recently_used_slot() {
        let mut slots = Slots::new(2);
        filled(&mut slots, &[1, 2, 3, 4, 5, 6]);
        let claim = filled(&mut slots, &[1, 7, 7, 7, 7, 7]);
        assert_eq!((claim.slot, claim.reused), (1, 0));
        assert_eq!(slots.claim(&[1, 2, 3, 4, 5, 6, 8]), Claim { slot: 0, reused: 6 });
    }

    #[test]
    fn one_slot_serves_everybody() {
        let mut slots = Slots::new(0);
        filled(&mut slots, &[1, 2, 3]);
        assert_eq!(slots.claim(&[5]), Claim { slot: 0, reused: 0 });
        assert_eq!(slots.claim(&[]), Claim { slot: 0, reused: 0 });
    }

    #[test]
    fn deleting_text_keeps_what_is_left() {
        let mut slots = Slots::new(1);
        filled(&mut slots, &[1, 2, 3, 4, 5]);
        assert_eq!(slots.claim(&[1, 2]), Claim { slot: 0, reused: 1 });
    }
}
