//! The product's policies: what to ask the model, when to stop, what is worth showing.
//!
//! Must not know: tokens' ids, browsers, the GPU.

mod complete;
mod ending;
mod window;

pub use complete::{Ask, MOST_TOKENS, Suggestion};
pub use window::window;
