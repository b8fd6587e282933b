//! `shaders/store_blocks.wgsl`: a step's keys and values go into the KV cache in blocks of bytes.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};

use super::{cache::Cache, matrix::BLOCK};
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

const THREADS: u32 = 64;

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub struct Blocks {
    /// Of blocks, a position.
    pub pairs: u32,
    /// The word where scales begin.
    pub scales: u32,
    pub pad0: u32,
    pub pad1: u32,
}

pub struct StoreBlocks {
    bound: Bound,
    pipeline: Rc<Pipeline>,
    pairs: u32,
}

impl StoreBlocks {
    /// staged (T, K then V), cache (positions, K then V), `kv_rows` each
    pub fn new(gpu: &Gpu, kv_rows: u32, staged: Range, cache: &Cache) -> Result<Self, GpuError> {
        cache.check("store_blocks", kv_rows, BLOCK)?;
        let pairs = kv_rows / BLOCK;
        let ranges = [(Access::Read, staged), (Access::Write, cache.kv.clone())];
        let pipeline = gpu.pipeline(&Shader::plain("store_blocks"), &ranges.each_ref().map(|range| range.0))?;
        let blocks = Blocks { pairs, scales: cache.scales(kv_rows), pad0: 0, pad1: 0 };
        Ok(Self { bound: gpu.bind(&ranges, 0, &blocks)?, pipeline, pairs })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, step: usize, columns: u32) {
        pass.dispatch(&self.pipeline, &self.bound, step, [self.pairs.div_ceil(THREADS), columns, 1]);
    }
}
