//! What the probe finds where all subgroups are of one size and made of neighbours.

/// What the probe counts, over workgroups of `threads` each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub least: u32,
    pub greatest: u32,
    /// Threads whose place in their subgroup is not the one that neighbours would have.
    pub strangers: u32,
}

pub fn probe(size: u32, threads: u32, workgroups: u32) -> Seen {
    let places = (0..threads).map(|thread| (thread, thread - thread / size * size));
    let strangers = places.filter(|(thread, place)| thread % size != *place).count();
    Seen { least: size, greatest: size, strangers: strangers as u32 * workgroups }
}
