//! The product's policies: what to ask the model, when to stop, what is worth showing.
//!
//! Must not know: tokens' ids, browsers, the GPU.

mod complete;
mod diff;
mod ending;
mod pause;
mod rewrite;
mod window;

pub use complete::{Ask, MOST_ASKED, MOST_TOKENS, Suggestion};
pub use diff::{Change, ChangeKind, diff};
pub use pause::pause_ms;
pub use rewrite::{RewriteAction, instruction};
pub use window::window;
