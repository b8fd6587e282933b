//! Sessions: which slot a prompt goes into, how much work a submission holds, and the loop that turns one into text.
//!
//! Must not know: wgpu, JavaScript, what a suggestion is.

mod engine;
mod generate;
mod give_way;
mod loading;
mod pace;
mod room;
mod sampling;
mod scheduler;
mod score;
mod slots;
mod speculate;
mod submit;
mod trial_run;
mod verifier;

pub use engine::{Engine, SessionError};
pub use generate::{Flow, Generation, Report, Token};
pub use give_way::GiveWay;
pub use loading::Loading;
pub use pace::{MOST_STEPS, Pacing};
pub use room::{Needs, Room};
pub use sampling::Sampling;
pub use scheduler::{Entry, Key, Priority, Scheduler};
pub use score::{Reference, Score};
pub use slots::{Claim, Slots, Use};
pub use speculate::Speculation;
pub use trial_run::{Formats, TrialRun};
pub use verifier::Verifier;
