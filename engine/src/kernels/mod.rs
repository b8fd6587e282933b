//! One file a kernel: its parameters, shape checks and dispatch. `matrix` and `step` are what several share.
//!
//! Must not know: models, text. Shapes are (rows, columns); a column is a token.

pub mod add_norm;
pub mod attend;
pub mod attend_many;
pub mod cache;
pub mod combine;
pub mod drawing;
pub mod embed;
pub mod fma_rate;
pub mod matmul;
pub mod matrix;
pub mod matvec;
pub mod matvec_fixed;
pub mod product;
pub mod read_rate;
pub mod sample_cut;
pub mod sample_draw;
pub mod sample_penalise;
pub mod sample_pick;
pub mod sample_scan;
pub mod sample_take;
pub mod short_conv;
pub mod step;
pub mod store_blocks;
pub mod store_heads;
pub mod subgroup_probe;

pub use cache::{Cache, Kept, KvFormat};
pub use drawing::Drawing;
pub use matrix::{Gate, Input, Output, Weights, transposed};
pub use product::Product;
pub use step::Step;
