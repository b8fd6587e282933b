// Attention over the slot's cache, split into runs of `step.split` positions (flash-decoding: Dao et al. 2023).
const MOST_SPLIT: u32 = 512u;
struct Attention {
    heads: u32,
    kv_heads: u32,
    head_size: u32,
    scale: f32,       // 1 / sqrt(head_size)
}
@group(0) @binding(1) var<uniform> attention: Attention;
