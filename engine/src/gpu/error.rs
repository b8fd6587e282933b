//! What can go wrong with a device, told apart by what the user can do about it.

use thiserror::Error;

#[derive(Debug, Clone, Error)]
pub enum GpuError {
    #[error("no graphics adapter answered ({0})")]
    NoAdapter(String),
    #[error("the graphics adapter {adapter} offers {limit} = {offered}, and the engine needs at least {needed}")]
    BelowFloor { adapter: String, limit: &'static str, offered: u64, needed: u64 },
    /// `bytes` for `what` were refused when `allocated_bytes` had been given.
    #[error("the graphics device has no room for {what} ({bytes} bytes, after {allocated_bytes})")]
    OutOfMemory { what: String, bytes: u64, allocated_bytes: u64 },
    #[error("the graphics device was lost ({0})")]
    Lost(String),
    #[error("{0}")]
    Internal(String),
}

impl From<String> for GpuError {
    fn from(text: String) -> Self {
        Self::Internal(text)
    }
}
