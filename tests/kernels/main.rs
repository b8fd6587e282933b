//! Every kernel against its twin in `engine/src/reference/`, on the adapter that `VK_DRIVER_FILES` picks.

mod add_norm;
mod attend;
mod attend_many;
mod combine;
mod compare;
mod data;
mod device;
mod embed;
mod fma_rate;
mod gpu;
mod heads;
mod matmul;
mod matvec;
mod outputs;
mod parameters;
mod product;
mod read_rate;
mod sample_cut;
mod sample_draw;
mod sample_penalise;
mod sample_pick;
mod sample_scan;
mod sample_take;
mod sampling;
mod store_heads;
mod subgroup_probe;
