//! `shaders/matmul.wgsl`: a matrix times many columns, in tiles.

use super::matvec::spread;
use crate::gpu::{Shader, Variant};

const ROWS: u32 = 64;
/// Columns of a tile: of the wide text, and of the one for steps that would leave half of that empty.
const WIDE: u32 = 64;
pub const SLIM: u32 = 32;

/// Columns of a tile in a step of so many.
fn tile(columns: u32) -> u32 {
    if columns > SLIM { WIDE } else { SLIM }
}

pub(super) fn shader(mut slots: Vec<(&'static str, &'static str)>, columns: u32, variant: Variant) -> Shader {
    slots.push(("squares", if variant.half { "squares_f16" } else { "squares_f32" }));
    let constants = vec![("TEAMS", tile(columns) / 4)];
    Shader { name: "matmul", slots, constants, half: variant.half, subgroups: false, overrides: vec![] }
}

pub(super) fn grid(rows: u32, columns: u32) -> [u32; 3] {
    spread(rows.div_ceil(ROWS), columns.div_ceil(tile(columns)))
}
