// Multiply-adds in registers and nothing else: how fast the device can compute at all. Sixteen chains a thread, so that none
// waits for itself.
//@import arithmetic
@group(1) @binding(0) var<storage, read_write> ends: array<f32>;  // a thread: the sum of its chains

fn four_steps(start: vec4<f32>, factor: vec4<f32>, term: vec4<f32>) -> vec4<f32> {
    return fma(fma(fma(fma(start, factor, term), factor, term), factor, term), factor, term);
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let factor = vec4<f32>(arithmetic.factor);
    let term = vec4<f32>(arithmetic.term);
    let start = f32(local) / 256.0;
    var a = vec4<f32>(start) + vec4<f32>(0.0, 1.0, 2.0, 3.0);
    var b = a + 4.0;
    var c = a + 8.0;
    var d = a + 12.0;
    for (var round = 0u; round < arithmetic.rounds; round += 1u) {
        a = four_steps(a, factor, term);
        b = four_steps(b, factor, term);
        c = four_steps(c, factor, term);
        d = four_steps(d, factor, term);
    }
    let ends4 = a + b + c + d;
    ends[group.x * 256u + local] = ends4.x + ends4.y + ends4.z + ends4.w;
}
