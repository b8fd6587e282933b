//! Storage buffers and ranges of them.

use super::{Gpu, GpuError};

/// Storage that kernels read and write, that the host fills, and that results are copied from.
#[derive(Debug, Clone)]
pub struct Buffer {
    pub(super) raw: wgpu::Buffer,
}

/// Part of a buffer, in bytes.
#[derive(Debug, Clone)]
pub struct Range {
    pub(super) buffer: wgpu::Buffer,
    pub(super) offset: u64,
    pub(super) bytes: u64,
}

impl Buffer {
    pub fn bytes(&self) -> u64 {
        self.raw.size()
    }

    pub fn all(&self) -> Range {
        self.range(0, self.bytes())
    }

    /// `offset` must be a multiple of 256 when the range is bound to a kernel.
    pub fn range(&self, offset: u64, bytes: u64) -> Range {
        Range { buffer: self.raw.clone(), offset, bytes }
    }
}

impl Gpu {
    /// A zeroed buffer of at least `bytes` (rounded up to 16). `what` is named if there is no room.
    pub fn buffer(&self, what: &str, bytes: u64) -> Result<Buffer, GpuError> {
        let bytes = bytes.max(16).next_multiple_of(16);
        if bytes > self.device.limits().max_buffer_size {
            return Err(GpuError::OutOfMemory { what: what.into(), bytes });
        }
        self.check()?;
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::COPY_SRC;
        let raw = self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(what),
            size: bytes,
            usage,
            mapped_at_creation: false,
        });
        self.allocated_bytes.set(self.allocated_bytes.get() + bytes);
        Ok(Buffer { raw })
    }

    /// Queued in order with submissions: what is already submitted sees the old bytes. `offset` and length in fours.
    pub fn write<T: bytemuck::NoUninit>(&self, buffer: &Buffer, offset: u64, data: &[T]) {
        self.queue.write_buffer(&buffer.raw, offset, bytemuck::cast_slice(data));
    }
}
