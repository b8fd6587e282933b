//! What each kernel computes, as plain f32 loops: the tests compare with these. Written to be read, not to be fast.
//!
//! Must not know: the GPU, its layouts and limits, or how a kernel divides its work. Shapes are (rows, columns).

pub mod add_norm;
pub mod attend;
pub mod attend_many;
pub mod combine;
pub mod embed;
pub mod fma_rate;
pub mod matmul;
pub mod matrix;
pub mod matvec;
pub mod matvec_fixed;
pub mod read_rate;
pub mod sample_cut;
pub mod sample_draw;
pub mod sample_penalise;
pub mod sample_pick;
pub mod sample_scan;
pub mod sample_take;
pub mod short_conv;
pub mod store_blocks;
pub mod store_heads;
pub mod subgroup_probe;
