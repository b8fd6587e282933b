//! Parameters: one arena for steps, one for operations, bound once by dynamic offset.

use std::{cell::Cell, rc::Rc};

use super::{Gpu, GpuError};

/// The bytes of a parameter block that a kernel sees.
pub const UNIFORM_BYTES: u64 = 64;

/// Steps a submission.
const MAX_STEPS: usize = 64;
/// Operations of a model: about seven a layer.
const MAX_OPERATIONS: u64 = 4096;

pub struct Uniforms {
    steps: wgpu::Buffer,
    operations: wgpu::Buffer,
    pub(super) group: wgpu::BindGroup,
    pitch: u64,
    used: Cell<u64>,
}

impl Gpu {
    /// A new, empty arena. What was bound with the old one must not be dispatched again.
    pub fn make_uniforms(&self) {
        let pitch = u64::from(self.device.limits().min_uniform_buffer_offset_alignment).max(UNIFORM_BYTES);
        let buffer = |label, count: u64| {
            self.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size: count * pitch,
                usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        let (steps, operations) = (buffer("steps", MAX_STEPS as u64), buffer("operations", MAX_OPERATIONS));
        let bind = |buffer| {
            wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                buffer,
                offset: 0,
                size: std::num::NonZeroU64::new(UNIFORM_BYTES),
            })
        };
        let group = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("parameters"),
            layout: self.pipelines.parameters(),
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: bind(&steps) },
                wgpu::BindGroupEntry { binding: 1, resource: bind(&operations) },
            ],
        });
        *self.uniforms.borrow_mut() = Some(Rc::new(Uniforms { steps, operations, group, pitch, used: Cell::new(0) }));
    }

    fn uniforms(&self) -> Result<Rc<Uniforms>, GpuError> {
        self.uniforms.borrow().clone().ok_or_else(|| GpuError::Internal("no parameter arena was made".into()))
    }

    /// Keeps an operation's parameters for good; the offset goes into its `Bound`.
    pub(super) fn keep_operation(&self, parameters: &[u8]) -> Result<u32, GpuError> {
        let uniforms = self.uniforms()?;
        let offset = uniforms.used.get();
        if offset + uniforms.pitch > uniforms.operations.size() || parameters.len() as u64 > UNIFORM_BYTES {
            return Err(GpuError::Internal(format!(
                "the operations' arena has no room for {} bytes at {offset} of {}",
                parameters.len(),
                uniforms.operations.size()
            )));
        }
        self.queue.write_buffer(&uniforms.operations, offset, parameters);
        uniforms.used.set(offset + uniforms.pitch);
        u32::try_from(offset).map_err(|error| GpuError::Internal(error.to_string()))
    }

    /// Sets the steps of the next submission: `steps[i]` is what `Recorder::dispatch` calls step i.
    pub fn write_steps<T: bytemuck::NoUninit>(&self, steps: &[T]) -> Result<(), GpuError> {
        if size_of::<T>() as u64 > UNIFORM_BYTES {
            return Err(GpuError::Internal(format!("a step of {} bytes is more than a kernel sees", size_of::<T>())));
        }
        let uniforms = self.uniforms()?;
        let pitch = uniforms.pitch as usize;
        if (steps.len() * pitch) as u64 > uniforms.steps.size() {
            return Err(GpuError::Internal(format!("{} steps are more than the arena holds", steps.len())));
        }
        let mut bytes = vec![0; steps.len() * pitch];
        for (index, step) in steps.iter().enumerate() {
            let step = bytemuck::bytes_of(step);
            bytes[index * pitch..index * pitch + step.len()].copy_from_slice(step);
        }
        self.queue.write_buffer(&uniforms.steps, 0, &bytes);
        Ok(())
    }
}

impl Uniforms {
    pub(super) fn step_offset(&self, step: usize) -> u32 {
        (step as u64 * self.pitch) as u32
    }
}
