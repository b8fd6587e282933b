//! What the probe finds, given which threads of a workgroup make up each subgroup.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Sizes of subgroups.
    pub least: u32,
    pub greatest: u32,
    /// Threads that are not where they would be if neighbours made up the subgroups.
    pub strangers: u32,
}

pub fn probe(subgroups: &[Vec<u32>]) -> Seen {
    let sizes = || subgroups.iter().map(|threads| threads.len() as u32);
    let is_stranger = |(place, thread): (u32, &u32), size: u32| thread % size != place;
    let strangers = |threads: &Vec<u32>| {
        (0..).zip(threads).filter(|place| is_stranger(*place, threads.len() as u32)).count() as u32
    };
    Seen {
        least: sizes().min().unwrap_or_default(),
        greatest: sizes().max().unwrap_or_default(),
        strangers: subgroups.iter().map(strangers).sum(),
    }
}
