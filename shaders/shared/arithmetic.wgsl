// What `fma_rate` computes.
struct Arithmetic {
    rounds: u32,
    factor: f32,
    term: f32,
    pad0: u32,
}
@group(0) @binding(1) var<uniform> arithmetic: Arithmetic;
