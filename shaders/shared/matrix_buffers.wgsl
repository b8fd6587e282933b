// A weight matrix, or a run of its rows, and where its products go. A block is 32 consecutive weights of a row.
struct Matrix {
    rows: u32,        // rows in this part
    blocks: u32,      // blocks a row
    first_row: u32,   // the part's first row in the whole output
    stride: u32,      // floats between two columns of the output
    epsilon: f32,     // of the norm in the prologue
    q_rows: u32,      // rope_store: rows that are queries
    kv_rows: u32,     // rope_store: rows that are keys, and as many values
    head_size: u32,
    rope_size: u32,   // leading part of a head that is rotated
    scale: f32,       // of what is embedded, added or stored
    cap: f32,         // store: bound of what is stored; 0: none
    gate_linear: f32, // gated: what the gates go through
    gate_cubic: f32,
    pad0: u32,
    pad1: u32,
    pad2: u32,
}
@group(1) @binding(0) var<storage, read> quants: array<vec4<u32>>;
@group(1) @binding(1) var<storage, read> scales: array<u32>;
@group(1) @binding(2) var<storage, read> x: array<vec4<f32>>;
@group(1) @binding(3) var<storage, read> gains: array<vec4<f32>>;

// 32 consecutive weights or activations.
struct Block {
    v0: vec4<f32>, v1: vec4<f32>, v2: vec4<f32>, v3: vec4<f32>,
    v4: vec4<f32>, v5: vec4<f32>, v6: vec4<f32>, v7: vec4<f32>,
}
