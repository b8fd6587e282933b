//! Submissions: one compute pass each, and copies of its results.

use std::rc::Rc;

use super::{Bound, Buffer, Gpu, GpuError, Pipeline, timing::Timing, uniforms::Uniforms};

/// What was asked of the device since it was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub dispatches: u64,
    pub submissions: u64,
    pub readbacks: u64,
    /// Summed from the ranges of weights that were really bound.
    pub weight_bytes: u64,
    /// Of ranges of which a dispatch reads as much as its step says, as much as it reads: keys and values.
    pub partly_read_bytes: u64,
}

/// Records one submission.
pub struct Recorder<'gpu> {
    gpu: &'gpu Gpu,
    encoder: wgpu::CommandEncoder,
    /// The one that dispatches go into; none before the first, and behind one that was timed.
    pass: Option<wgpu::ComputePass<'static>>,
    uniforms: Rc<Uniforms>,
    /// The step and the operation whose parameters the pass has.
    parameters: Option<(u32, u32)>,
    counts: Counts,
    timing: Option<Rc<Timing>>,
    role: &'static str,
}

/// A submission on its way, and the buffer its results were copied to.
pub struct Ticket {
    pub(super) index: wgpu::SubmissionIndex,
    pub(super) staging: Option<wgpu::Buffer>,
    pub(super) bytes: u64,
}

impl Gpu {
    pub fn record(&self) -> Result<Recorder<'_>, GpuError> {
        self.check()?;
        let uniforms = self.uniforms.borrow().clone();
        let uniforms = uniforms.ok_or_else(|| GpuError::Internal("no parameter arena was made".into()))?;
        let encoder = self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let (counts, timing) = (self.counts.get(), self.timing.borrow().clone());
        Ok(Recorder { gpu: self, encoder, pass: None, uniforms, parameters: None, counts, timing, role: "" })
    }
}

impl Gpu {
    /// Copies the first `bytes` of a buffer to another's start, behind all that is submitted.
    pub fn copy(&self, from: &Buffer, to: &Buffer, bytes: u64) {
        let mut encoder = self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        encoder.copy_buffer_to_buffer(&from.storage.raw, 0, &to.storage.raw, 0, bytes);
        self.queue.submit([encoder.finish()]);
        let counts = self.counts.get();
        self.counts.set(Counts { submissions: counts.submissions + 1, ..counts });
    }
}

impl Recorder<'_> {
    /// What the next dispatches are for, when they are timed.
    pub fn role(&mut self, role: &'static str) {
        self.role = role;
    }

    pub fn dispatch(&mut self, pipeline: &Pipeline, bound: &Bound, step: usize, grid: [u32; 3]) {
        let timed =
            self.timing.as_ref().and_then(|timing| Some((timing.clone(), timing.take(self.role, pipeline.name)?)));
        if timed.is_some() {
            self.pass = None;
        }
        let pass = self.pass.get_or_insert_with(|| {
            let timestamp_writes = timed.as_ref().map(|(timing, first)| wgpu::ComputePassTimestampWrites {
                query_set: &timing.queries,
                beginning_of_pass_write_index: Some(*first),
                end_of_pass_write_index: Some(first + 1),
            });
            let descriptor = wgpu::ComputePassDescriptor { label: None, timestamp_writes };
            self.parameters = None;
            self.encoder.begin_compute_pass(&descriptor).forget_lifetime()
        });
        pass.set_pipeline(&pipeline.raw);
        // Each call costs a browser about as much as a dispatch: what is there already is not set again.
        let wanted = (self.uniforms.step_offset(step), bound.operation);
        let has = |(step, operation)| step == wanted.0 && (operation == wanted.1 || !pipeline.reads_operation);
        if !self.parameters.is_some_and(has) {
            pass.set_bind_group(0, &self.uniforms.group, &[wanted.0, wanted.1]);
            self.parameters = Some(wanted);
        }
        pass.set_bind_group(1, &bound.group, &[]);
        pass.dispatch_workgroups(grid[0], grid[1], grid[2]);
        if timed.is_some() {
            self.pass = None;
        }
        self.counts.dispatches += 1;
        self.counts.weight_bytes += bound.weight_bytes;
    }

    /// The last dispatch reads so many bytes of a range that is bound whole.
    pub fn reads_partly(&mut self, bytes: u64) {
        self.counts.partly_read_bytes += bytes;
    }

    /// Submits; `result` (a buffer, an offset and a length in bytes) can be waited for.
    pub fn submit(mut self, result: Option<(&Buffer, u64, u64)>) -> Ticket {
        drop(self.pass.take());
        let mut bytes = 0;
        let staging = result.map(|(buffer, offset, length)| {
            bytes = length;
            let staging = self.gpu.take_staging(length);
            self.encoder.copy_buffer_to_buffer(&buffer.storage.raw, offset, &staging, 0, length);
            self.counts.readbacks += 1;
            staging
        });
        let index = self.gpu.queue.submit([self.encoder.finish()]);
        self.counts.submissions += 1;
        self.gpu.counts.set(self.counts);
        Ticket { index, staging, bytes }
    }
}
