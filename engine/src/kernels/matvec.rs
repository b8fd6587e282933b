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

/// Subgroups of no more threads than this are a processor's, not a GPU's.
const NARROW: u32 = 8;
/// Rows of so many blocks are shared by a whole workgroup.
const LONG: u32 = 256;
/// Rows of so many blocks make the column worth keeping for more of them.
const WIDE: u32 = 128;
/// So many rows keep a wide device busy, even when each thread takes several.
const MANY_ROWS: u32 = 16_384;

/// How a matrix is spread over threads. Chosen from its shape and the device's subgroups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// Threads that share pairs of rows.
    pub lanes: u32,
    /// Pairs that they share, for one column.
    pub pairs: u32,
    /// The device's; none where sums go through workgroup memory.
    subgroup: Option<u32>,
}

impl Geometry {
    pub fn new(variant: Variant, rows: u32, blocks: u32) -> Self {
        let subgroup = variant.subgroup_size.map(|size| size.min(WORKGROUP));
        let wide = subgroup.filter(|size| *size > NARROW);
        // Narrow subgroups mean few threads at a time, which gain by reading the column once for more rows. (Four pairs
        // gain a fifth more, and take a software device half as long again to compile.)
        let pairs = match subgroup {
            Some(_) if wide.is_none() => 2,
            _ if wide.is_some() && rows >= MANY_ROWS => {
                if blocks >= WIDE {
                    4
                } else {
                    2
                }
            }
            _ => 1,
        };
        let lanes = match (subgroup, wide) {
            (Some(_), _) if blocks >= LONG => WORKGROUP,
            // The fewest idle lanes at the rows' ends.
            (_, Some(size)) if rows >= MANY_ROWS && blocks.div_ceil(size) * 2 > blocks.div_ceil(size / 2) => size / 2,
            (_, Some(size)) => size,
            // About two or more blocks each.
            _ => {
                let most = subgroup.unwrap_or(LANES_WITHOUT_SUBGROUPS);
                let most = most.min(blocks / 2).max(FEW);
                1 << most.ilog2()
            }
        };
        Self { lanes, pairs, subgroup }
    }

    /// Columns that a workgroup takes of a few, and pairs of rows. Subgroups of four are those of a software device, which is
    /// slow to compile a text for each.
    pub(super) fn few(&self) -> (u32, u32) {
        if self.subgroup == Some(4) { (1, self.pairs) } else { (FEW, 1) }
    }

    pub(super) fn shader(&self, slots: Vec<(&'static str, &'static str)>, columns: u32, pairs: u32) -> Shader {
        let mut slots = slots;
        slots.push(("nibbles", if self.subgroup >= Some(NARROW) { "nibbles_half" } else { "nibbles" }));
        let mut overrides = vec![("LANES", self.lanes.into())];
        if let Some(size) = self.subgroup {
            let partials = if self.lanes > size { columns * pairs * WORKGROUP / size } else { 1 };
            overrides.extend([("SUBGROUP", size.into()), ("PARTIALS", partials.into())]);
        }
        Shader {
            slots,
            constants: vec![("COLUMNS", columns), ("PAIRS", pairs)],
            subgroups: self.subgroup.is_some(),
            overrides,
            ..Shader::plain("matvec")
        }
    }
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
    fn lanes_are_a_power_of_two_that_can_store_every_item() {
        for subgroup_size in [None, Some(4), Some(8), Some(16), Some(32), Some(64), Some(128)] {
            for (rows, blocks) in [(1, 1), (960, 18), (576, 48), (1536, 280), (49152, 18), (17_920, 48), (28_672, 128)]
            {
                let geometry = Geometry::new(Variant { subgroup_size, ..Variant::default() }, rows, blocks);
                let Geometry { lanes, pairs, .. } = geometry;
                assert!(
                    lanes.is_power_of_two() && (FEW..=WORKGROUP).contains(&lanes),
                    "{subgroup_size:?} {geometry:?}"
                );
                assert!(pairs.max(FEW) <= lanes && pairs.max(FEW) <= subgroup_size.unwrap_or(lanes), "{geometry:?}");
            }
        }
    }

    #[test]
    fn lanes_do_not_idle_where_there_are_many_rows() {
        let lanes =
            |rows, blocks| Geometry::new(Variant { subgroup_size: Some(32), ..Variant::default() }, rows, blocks).lanes;
        assert_eq!([lanes(17_920, 48), lanes(49_152, 18), lanes(28_672, 128)], [16, 32, 32]);
        assert_eq!([lanes(2048, 48), lanes(576, 18), lanes(1536, 280)], [32, 32, 64]);
    }

    #[test]
    fn a_head_of_many_rows_spreads_over_two_dimensions() {
        let [x, y, _] = grid(4_000_000, 1, 32, 1);
        assert!(x <= 65_535 && y <= 65_535 && u64::from(x) * u64::from(y) >= 1_000_000);
        assert_eq!(grid(1, 4, 4, 2), [1, 1, 2]);
    }
}
