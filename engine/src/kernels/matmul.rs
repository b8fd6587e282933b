//! `shaders/matmul.wgsl`: a matrix times many columns, in tiles.

use super::matvec::spread;
use crate::gpu::Shader;

/// Rows of a tile, and its columns.
const TILE: u32 = 64;

pub(super) fn shader(slots: Vec<(&'static str, &'static str)>) -> Shader {
    Shader { slots, ..Shader::plain("matmul") }
}

pub(super) fn grid(rows: u32, columns: u32) -> [u32; 3] {
    spread(rows.div_ceil(TILE), columns.div_ceil(TILE))
}
