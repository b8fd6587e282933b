//! Storage buffers and ranges of them, and whether the device had room for each.

use std::{cell::Cell, future::Future, pin::Pin, rc::Rc};

use super::{Gpu, GpuError};

/// Storage that kernels read and write, that the host fills, and that results are copied from. Its memory is given back with
/// the last of its clones, ranges and bindings.
#[derive(Debug, Clone)]
pub struct Buffer {
    pub(super) storage: Rc<Storage>,
}

/// Part of a buffer, in bytes.
#[derive(Debug, Clone)]
pub struct Range {
    pub(super) storage: Rc<Storage>,
    pub(super) offset: u64,
    pub(super) bytes: u64,
}

#[derive(Debug)]
pub(super) struct Storage {
    pub raw: wgpu::Buffer,
    allocated_bytes: Rc<Cell<u64>>,
}

impl Drop for Storage {
    /// A browser's buffer would wait for its garbage collector, which knows nothing of the memory behind it.
    fn drop(&mut self) {
        self.raw.destroy();
        self.allocated_bytes.set(self.allocated_bytes.get().saturating_sub(self.raw.size()));
    }
}

/// A buffer that was asked for, and the device's answer: a browser's comes later.
pub(super) struct Asked {
    what: String,
    bytes: u64,
    allocated_bytes: u64,
    answer: Pin<Box<dyn Future<Output = Option<wgpu::Error>>>>,
}

impl Buffer {
    pub fn bytes(&self) -> u64 {
        self.storage.raw.size()
    }

    pub fn all(&self) -> Range {
        self.range(0, self.bytes())
    }

    /// `offset` must be a multiple of 256 when the range is bound to a kernel.
    pub fn range(&self, offset: u64, bytes: u64) -> Range {
        Range { storage: self.storage.clone(), offset, bytes }
    }
}

impl Gpu {
    /// A zeroed buffer of at least `bytes` (rounded up to 16). `what` is named if there is no room: here, where the limits say so,
    /// else by `flush`.
    pub fn buffer(&self, what: &str, bytes: u64) -> Result<Buffer, GpuError> {
        let bytes = bytes.max(16).next_multiple_of(16);
        let allocated_bytes = self.allocated_bytes.get();
        if bytes > self.device.limits().max_buffer_size {
            return Err(GpuError::OutOfMemory { what: what.into(), bytes, allocated_bytes });
        }
        self.check()?;
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::COPY_SRC;
        let scope = self.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let raw = self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(what),
            size: bytes,
            usage,
            mapped_at_creation: false,
        });
        let answer = Box::pin(scope.pop());
        self.asked.borrow_mut().push(Asked { what: what.into(), bytes, allocated_bytes, answer });
        self.allocated_bytes.set(allocated_bytes + bytes);
        self.most_allocated_bytes.set(self.most_allocated_bytes.get().max(allocated_bytes + bytes));
        Ok(Buffer { storage: Rc::new(Storage { raw, allocated_bytes: self.allocated_bytes.clone() }) })
    }

    /// Whether the device had room for every buffer that was asked for since the last time.
    pub async fn check_room(&self) -> Result<(), GpuError> {
        let asked = self.asked.take();
        for Asked { what, bytes, allocated_bytes, answer } in asked {
            if answer.await.is_some() {
                return Err(GpuError::OutOfMemory { what, bytes, allocated_bytes });
            }
        }
        Ok(())
    }

    /// Queued in order with submissions: what is already submitted sees the old bytes. `offset` and length in fours.
    pub fn write<T: bytemuck::NoUninit>(&self, buffer: &Buffer, offset: u64, data: &[T]) {
        self.queue.write_buffer(&buffer.storage.raw, offset, bytemuck::cast_slice(data));
    }
}
