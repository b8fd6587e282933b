//! How a token is drawn (`shaders/shared/drawing.wgsl`): written before each submission that draws.

use bytemuck::{Pod, Zeroable};

/// The filters come in llama.cpp's order: penalty, top-k, top-p, min-p, temperature.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub struct Drawing {
    /// Above 0.
    pub temperature: f32,
    /// 0: all.
    pub top_k: u32,
    /// 1 or more: all.
    pub top_p: f32,
    /// 0: all.
    pub min_p: f32,
    /// Of repeated tokens; 1: none.
    pub penalty: f32,
    pub seed: u32,
    /// Tokens of the slot from this one on are penalised when repeated.
    pub first: u32,
    pub pad0: u32,
}

/// Bytes of a `Cut`.
pub const CUT_BYTES: u64 = 16;
