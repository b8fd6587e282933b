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
    /// An answer runs or pauses in it.
    is_taken: bool,
}

#[derive(Debug)]
pub struct Slots {
    slots: Vec<Slot>,
    /// The last one is for conversations.
    has_chat: bool,
    clock: u64,
}

/// What a slot is claimed for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Use {
    #[default]
    Writing,
    Chat,
}

/// A prompt takes over another text's slot when they share at least this part of that text: a smaller overlap (a common
/// greeting) is not worth losing a whole other text for.
const WORTH_TAKING: usize = 2;

impl Slots {
    pub fn new(writing: usize, has_chat: bool) -> Self {
        Self { slots: vec![Slot::default(); writing.max(1) + usize::from(has_chat)], has_chat, clock: 0 }
    }

    /// Whether anybody else could claim a slot now.
    pub fn has_free(&self) -> bool {
        self.slots.iter().any(|slot| !slot.is_taken)
    }

    /// The free slots for this use: the conversations' is lent where all others are taken, as it is no smaller.
    fn free(&self, wanted: Use) -> Vec<usize> {
        let writing = self.slots.len() - usize::from(self.has_chat);
        let is_free = |index: &usize| !self.slots[*index].is_taken;
        let rest: Vec<usize> = (writing..self.slots.len()).filter(is_free).collect();
        if wanted == Use::Chat && self.has_chat {
            return rest;
        }
        let own: Vec<usize> = (0..writing).filter(is_free).collect();
        if own.is_empty() { rest } else { own }
    }

    /// The slot with the longest common prefix where that is a good part of what it holds, else the least recently used.
    /// At least the prompt's last token is left to run: its logits are wanted. None where all are taken. It stays taken
    /// until `release`.
    pub fn claim(&mut self, prompt: &[u32], wanted: Use) -> Option<Claim> {
        self.clock += 1;
        let free = self.free(wanted);
        let shared = |slot: &Slot| slot.tokens.iter().zip(prompt).take_while(|(a, b)| a == b).count();
        let best = free
            .iter()
            .map(|index| (shared(&self.slots[*index]), *index))
            .filter(|(common, index)| {
                *common > 0 && *common * WORTH_TAKING >= self.slots[*index].tokens.len().min(prompt.len())
            })
            .max_by_key(|(common, index)| (*common, self.slots[*index].used));
        let oldest = free.iter().copied().min_by_key(|index| self.slots[*index].used)?;
        let (common, slot) = best.unwrap_or((shared(&self.slots[oldest]), oldest));
        let reused = common.min(prompt.len().saturating_sub(1));
        self.slots[slot].used = self.clock;
        self.slots[slot].tokens.truncate(reused);
        self.slots[slot].is_taken = true;
        Some(Claim { slot, reused })
    }

    pub fn release(&mut self, slot: usize) {
        self.slots[slot].is_taken = false;
    }

    /// These tokens' keys and values now follow what the slot held.
    pub fn extend(&mut self, slot: usize, tokens: &[u32]) {
        self.slots[slot].tokens.extend_from_slice(tokens);
    }

    /// The cache holds nothing any more.
    pub fn forget(&mut self) {
        for slot in &mut self.slots {
            *slot = Slot { is_taken: slot.is_taken, ..Slot::default() };
        }
    }

    pub fn tokens(&self, slot: usize) -> &[u32] {
        &self.slots[slot].tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim_writing(slots: &mut Slots, tokens: &[u32]) -> Claim {
        let claim = slots.claim(tokens, Use::Writing).unwrap();
        slots.release(claim.slot);
        claim
    }

    fn filled(slots: &mut Slots, tokens: &[u32]) -> Claim {
        let claim = claim_writing(slots, tokens);
        slots.extend(claim.slot, &tokens[claim.reused..]);
        claim
    }

    #[test]
    fn the_longest_common_prefix_is_reused_and_the_last_token_runs_again() {
        let mut slots = Slots::new(2, false);
        filled(&mut slots, &[1, 2, 3, 4]);
        filled(&mut slots, &[9, 9]);
        assert_eq!(claim_writing(&mut slots, &[1, 2, 3, 4]), Claim { slot: 0, reused: 3 });
        slots.extend(0, &[4]);
        assert_eq!(claim_writing(&mut slots, &[1, 2, 3, 5]).reused, 3);
        assert_eq!(slots.tokens(0), [1, 2, 3]);
    }

    #[test]
    fn a_small_overlap_takes_the_least_recently_used_slot() {
        let mut slots = Slots::new(2, false);
        filled(&mut slots, &[1, 2, 3, 4, 5, 6]);
        let claim = filled(&mut slots, &[1, 7, 7, 7, 7, 7]);
        assert_eq!((claim.slot, claim.reused), (1, 0));
        assert_eq!(claim_writing(&mut slots, &[1, 2, 3, 4, 5, 6, 8]), Claim { slot: 0, reused: 6 });
    }

    #[test]
    fn one_slot_serves_everybody() {
        let mut slots = Slots::new(0, false);
        filled(&mut slots, &[1, 2, 3]);
        assert_eq!(claim_writing(&mut slots, &[5]), Claim { slot: 0, reused: 0 });
        assert_eq!(claim_writing(&mut slots, &[]), Claim { slot: 0, reused: 0 });
    }

    #[test]
    fn deleting_text_keeps_what_is_left() {
        let mut slots = Slots::new(1, false);
        filled(&mut slots, &[1, 2, 3, 4, 5]);
        assert_eq!(claim_writing(&mut slots, &[1, 2]), Claim { slot: 0, reused: 1 });
    }

    #[test]
    fn a_taken_slot_is_left_alone() {
        let mut slots = Slots::new(1, true);
        let chat = slots.claim(&[1, 2, 3], Use::Chat).unwrap();
        slots.extend(chat.slot, &[1, 2, 3]);
        let writing = slots.claim(&[1, 2, 3, 4], Use::Writing).unwrap();
        assert_eq!((chat.slot, writing), (1, Claim { slot: 0, reused: 0 }));
        assert!(!slots.has_free() && slots.claim(&[1, 2, 3], Use::Writing).is_none());
        slots.release(chat.slot);
        assert_eq!(
            slots.claim(&[1, 2, 3, 4], Use::Writing),
            Some(Claim { slot: 1, reused: 3 }),
            "lent where nothing else is"
        );
    }

    #[test]
    fn conversations_and_writing_keep_apart() {
        let mut slots = Slots::new(2, true);
        for (wanted, slot) in [(Use::Chat, 2), (Use::Writing, 0), (Use::Chat, 2), (Use::Writing, 1)] {
            let claim = slots.claim(&[slot as u32 + 7], wanted).unwrap();
            assert_eq!(claim.slot, slot, "{wanted:?}");
            slots.extend(claim.slot, &[slot as u32 + 7, 9, 9, 9]);
            slots.release(claim.slot);
        }
    }
}
