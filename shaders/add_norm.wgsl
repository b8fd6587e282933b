// x += RMSNorm(y): the residual stream, where a model norms what it adds. One workgroup a column. y lies as it is, x as the
// step says (`place`), gains transposed by blocks.
//@import step
//@import addition
@group(1) @binding(0) var<storage, read> y: array<vec4<f32>>;
@group(1) @binding(1) var<storage, read> gains: array<vec4<f32>>;
@group(1) @binding(2) var<storage, read_write> x: array<vec4<f32>>;

const THREADS: u32 = 256u;
//@import sum_all

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let quads = addition.blocks * 8u;
    let first = group.x * quads;
    var sum = 0.0;
    for (var i = local; i < quads; i += THREADS) {
        let four = y[first + i];
        sum += dot(four, four);
    }
    let scale = inverseSqrt(sum_all(local, sum) / f32(addition.blocks * 32u) + addition.epsilon);
    for (var i = local; i < quads; i += THREADS) {
        let transposed = i % 8u * addition.blocks + i / 8u;
        x[first + select(i, transposed, step.transposed == 1u)] += y[first + i] * scale * gains[transposed];
    }
}
