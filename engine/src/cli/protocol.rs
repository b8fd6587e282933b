//! `inkling protocol`: what `extension/shared/protocol.ts` holds.

use super::Outcome;

pub fn run() -> Outcome {
    print!("{}", inkling_engine::protocol::typescript());
    Ok(())
}
