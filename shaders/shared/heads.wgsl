// q, k and v of a column, one after the other, and how they are normed and rotated.
struct Heads {
    q_rows: u32,
    kv_rows: u32,    // of the keys, and of the values
    head_size: u32,
    rope_size: u32,  // leading part of a head that is rotated
    q_span: u32,     // numbers that are normed together
    k_span: u32,
    epsilon: f32,
    pad0: u32,
}
@group(0) @binding(1) var<uniform> heads: Heads;
