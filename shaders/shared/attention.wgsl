// Attention over the slot's cache, split into runs of `step.split` positions (flash-decoding: Dao et al. 2023).
const MOST_SPLIT: u32 = 512u;
struct Attention {
    heads: u32,
    kv_heads: u32,
    head_size: u32,
    scale: f32,       // of the scores
    cap: f32,         // soft bound of the scores; 0: none
    window: u32,      // positions that a column sees, its own last
    scales: u32,      // the word of the cache where the scales of its blocks begin, where it is in blocks
    pad0: u32,
}
@group(0) @binding(1) var<uniform> attention: Attention;

// The first position that a column of this position sees.
fn first_seen(position: u32) -> u32 {
    return max(position + 1u, attention.window) - attention.window;
}
