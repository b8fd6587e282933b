//! `shaders/matmul.wgsl`: a matrix times many columns, in tiles.

use super::matvec::spread;
use crate::gpu::{Shader, Variant};

const TILE: u32 = 32;

pub(super) fn shader(slots: Vec<(&'static str, &'static str)>, variant: Variant) -> Shader {
    Shader { name: "matmul", slots, constants: vec![], half: variant.half, subgroups: false, overrides: vec![] }
}

pub(super) fn grid(rows: u32, columns: u32) -> [u32; 3] {
    spread(rows.div_ceil(TILE), columns.div_ceil(TILE))
}
