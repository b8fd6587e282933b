//! Models: what a GGUF's header says of one, its weights on the device, its state, and the one forward pass.
//!
//! Must not know: text, tokenizers, requests.

mod architecture;
mod check;
mod config;
pub mod demand;
mod destinations;
mod error;
mod forward;
mod head_order;
mod header;
mod loader;
mod options;
mod placement;
mod read_options;
mod rope;
mod state;
mod weights;

pub use architecture::{Architecture, Norms, QkNorm, RopePairs};
pub use check::{check, check_rows};
pub use config::Config;
pub use error::ModelError;
pub use forward::{Choice, Forward};
pub use header::Header;
pub use loader::{LoadTimes, Loader, Progress, SizesOf};
pub use options::{OptionSizes, Options};
pub use state::{Sizes, State};
pub use weights::{ModelWeights, tensors};
