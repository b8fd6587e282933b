//! One file a kernel: its parameters, shape checks and dispatch. `matrix` and `step` are what several share.
//!
//! Must not know: models, text. Shapes are (rows, columns); a column is a token.

pub mod attend;
pub mod combine;
pub mod embed;
pub mod matmul;
pub mod matrix;
pub mod matvec;
pub mod product;
pub mod sample_pick;
pub mod sample_scan;
pub mod step;
pub mod subgroup_probe;

pub use matrix::{Input, Output, Weights};
pub use product::Product;
pub use step::Step;
