//! GPU time by kernel. While it is on, each dispatch has a pass of its own between two timestamps; else nothing is paid.

use std::{cell::RefCell, rc::Rc};

use super::{Gpu, GpuError, Ticket};

/// WebGPU allows no larger set. What is dispatched when it is full is not timed.
const MOST_QUERIES: u32 = 4096;
const QUERY_BYTES: u64 = 8;

/// One dispatch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// What it was for, as `Recorder::role` said.
    pub role: &'static str,
    pub kernel: &'static str,
    /// As the device's clock tells them: some browsers round to 100 µs.
    pub begin_ns: f64,
    pub end_ns: f64,
}

pub(super) struct Timing {
    pub(super) queries: wgpu::QuerySet,
    taken: RefCell<Vec<(&'static str, &'static str)>>,
}

impl Timing {
    /// The first of the two queries of the next dispatch.
    pub(super) fn take(&self, role: &'static str, kernel: &'static str) -> Option<u32> {
        let mut taken = self.taken.borrow_mut();
        let first = 2 * taken.len() as u32;
        if first + 2 > MOST_QUERIES {
            return None;
        }
        taken.push((role, kernel));
        Some(first)
    }
}

impl Gpu {
    /// Whether the device was opened with timestamps and has them.
    pub fn has_timestamps(&self) -> bool {
        self.device.features().contains(wgpu::Features::TIMESTAMP_QUERY)
    }

    /// From here on dispatches are timed; false where the device has no timestamps.
    pub fn start_timing(&self) -> bool {
        if !self.has_timestamps() {
            return false;
        }
        let queries = self.device.create_query_set(&wgpu::QuerySetDescriptor {
            label: Some("timestamps"),
            ty: wgpu::QueryType::Timestamp,
            count: MOST_QUERIES,
        });
        *self.timing.borrow_mut() = Some(Rc::new(Timing { queries, taken: RefCell::default() }));
        true
    }

    /// What was timed since `start_timing`, in the order of dispatch. All that was recorded must be submitted.
    pub async fn end_timing(&self) -> Result<Vec<Span>, GpuError> {
        let Some(timing) = self.timing.borrow_mut().take() else { return Ok(vec![]) };
        let taken = timing.taken.take();
        if taken.is_empty() {
            return Ok(vec![]);
        }
        let queries = 2 * taken.len() as u32;
        let bytes = u64::from(queries) * QUERY_BYTES;
        let resolved = self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("timestamps"),
            size: bytes,
            usage: wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC,
            mapped_at_creation: false,
        });
        let staging = self.take_staging(bytes);
        let mut encoder = self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        encoder.resolve_query_set(&timing.queries, 0..queries, &resolved, 0);
        encoder.copy_buffer_to_buffer(&resolved, 0, &staging, 0, bytes);
        let index = self.queue.submit([encoder.finish()]);
        let read = self.wait(Ticket { index, staging: Some(staging), bytes }).await?;
        let period = f64::from(self.queue.get_timestamp_period());
        let mut ticks = read
            .chunks_exact(QUERY_BYTES as usize)
            .map(|bytes| bytes.iter().rev().fold(0u64, |ticks, byte| ticks << 8 | u64::from(*byte)));
        let first = ticks.clone().next().unwrap_or(0);
        // In whole numbers first: a clock's ticks are more than an f64 holds exactly.
        let mut next_ns = || ticks.next().map_or(0.0, |ticks| ticks.wrapping_sub(first) as i64 as f64 * period);
        let spans =
            taken.into_iter().map(|(role, kernel)| Span { role, kernel, begin_ns: next_ns(), end_ns: next_ns() });
        Ok(spans.collect())
    }
}
