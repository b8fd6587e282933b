// What `read_rate` reads.
struct Reading {
    quads: u32,  // vec4<u32> in the buffer
    pad0: u32,
    pad1: u32,
    pad2: u32,
}
@group(0) @binding(1) var<uniform> reading: Reading;
