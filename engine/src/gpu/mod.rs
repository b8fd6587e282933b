//! The device, its buffers, pipelines and submissions. The only room that names wgpu.
//!
//! Must not know: any kernel, shape or model. What it is told is names of shaders, bytes and grids.

mod buffer;
mod compose;
mod device;
mod error;
mod pass;
mod pipeline;
mod platform;
mod readback;
mod shader;
mod timing;
mod trial;
mod uniforms;

pub use buffer::{Buffer, Range};
pub use device::{Gpu, Opening, Profile, Variant, WorkgroupLimits};
pub use error::GpuError;
pub use pass::{Counts, Recorder, Ticket};
pub use pipeline::{Access, Bound, Pipeline};
#[cfg(not(target_arch = "wasm32"))]
pub use platform::Native;
pub use platform::Platform;
pub use readback::Fence;
pub use shader::{Shader, Value};
pub use timing::Span;
pub use uniforms::UNIFORM_BYTES;
