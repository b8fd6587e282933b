// x += RMSNorm(y): the residual stream, where a model norms what it adds. One workgroup a column. y lies as it is, x as the
// step says (`place`), gains transposed by blocks.
//@import step
//@import addition
@group(1) @binding(0) var<storage, read> y: array<vec4<f32>>;
@group(1) @binding(1) var<storage, read> gains: array<vec4<f32>>;
@group(1) @binding(2) var<storage, read_write> x: array<vec4<f32>>;

var<workgroup> squares: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let quads = addition.blocks * 8u;
    let first = group.x * quads;
    var sum = 0.0;
    for (var i = local; i < quads; i += 256u) {
        let four = y[first + i];
        sum += dot(four, four);
    }
    squares[local] = sum;
    workgroupBarrier();
    for (var half = 128u; half > 16u; half /= 2u) {
        if (local < half) {
            squares[local] += squares[local + half];
        }
        workgroupBarrier();
    }
    sum = 0.0;
    for (var i = 0u; i < 32u; i++) {
        sum += squares[i];
    }
    let scale = inverseSqrt(sum / f32(addition.blocks * 32u) + addition.epsilon);
    for (var i = local; i < quads; i += 256u) {
        let transposed = i % 8u * addition.blocks + i / 8u;
        x[first + select(i, transposed, step.transposed == 1u)] += y[first + i] * scale * gains[transposed];
    }
}
