//! `shaders/matvec.wgsl`: a matrix times one column, or a few.

use crate::gpu::{Shader, Variant};

/// Columns of the wider text.
pub const FEW: u32 = 4;
/// The most columns that are not `matmul`'s: two workgroups' depth.
pub const MOST: u32 = 8;
const WORKGROUP: u32 = 64;
/// Without shuffles a sum goes through workgroup memory, and fewer lanes a pair keep that short.
const LANES_WITHOUT_SUBGROUPS: u32 = 16;
const MAX_GROUPS: u32 = 65_535;

/// Threads that share a pair of rows: about two or more blocks each, at least `FEW`, no more than a subgroup.
pub fn lanes(variant: Variant, blocks: u32) -> u32 {
    let most = variant.subgroup_size.unwrap_or(LANES_WITHOUT_SUBGROUPS).min(WORKGROUP);
    let mut lanes = FEW;
    while lanes * 2 <= most && lanes * 4 <= blocks {
        lanes *= 2;
    }
    lanes
}

pub(super) fn shader(
    slots: Vec<(&'static str, &'static str)>,
    columns: u32,
    pairs: u32,
    lanes: u32,
    variant: Variant,
) -> Shader {
    Shader {
        name: "matvec",
        slots,
        constants: vec![("COLUMNS", columns), ("PAIRS", pairs)],
        half: false,
        subgroups: variant.subgroup_size.is_some(),
        overrides: vec![("LANES", lanes)],
    }
}

/// Pairs of rows that a thread works on, for one column. Narrow subgroups mean few threads at a time, which gain by reading
/// the column once for more rows; wide ones are better spread over all rows.
pub fn pairs(variant: Variant) -> u32 {
    if variant.subgroup_size.is_some_and(|size| size <= 8) { 4 } else { 1 }
}

/// Workgroups, in two dimensions where one would not do.
pub(super) fn grid(rows: u32, pairs: u32, lanes: u32, depth: u32) -> [u32; 3] {
    spread(rows.div_ceil(2).div_ceil(pairs * WORKGROUP / lanes), depth)
}

pub(super) fn spread(groups: u32, depth: u32) -> [u32; 3] {
    let wide = groups.min(MAX_GROUPS);
    [wide, groups.div_ceil(wide), depth]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_are_a_power_of_two_within_the_subgroup() {
        for size in [None, Some(4), Some(8), Some(32), Some(64)] {
            for blocks in [1, 2, 18, 48, 128, 448] {
                let lanes = lanes(Variant { half: false, subgroup_size: size }, blocks);
                assert!(
                    lanes.is_power_of_two() && (FEW..=size.unwrap_or(16)).contains(&lanes),
                    "{size:?} {blocks} {lanes}"
                );
            }
        }
    }

    #[test]
    fn a_head_of_many_rows_spreads_over_two_dimensions() {
        let [x, y, _] = grid(4_000_000, 1, 32, 1);
        assert!(x <= 65_535 && y <= 65_535 && u64::from(x) * u64::from(y) >= 1_000_000);
        assert_eq!(grid(1, 4, 4, 2), [1, 1, 2]);
    }
}
