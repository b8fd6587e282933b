// Keys and values of the step's columns go into the KV cache as Q8_0: blocks of 32 numbers, a signed byte each (four to a word),
// then the scales of all positions as f16. A thread takes two blocks, whose scales share a word.
//@import step
//@import blocks
@group(1) @binding(0) var<storage, read> staged: array<vec4<f32>>; // (T, 2 kv_rows)
@group(1) @binding(1) var<storage, read_write> kv: array<u32>;

fn greatest(first: u32) -> f32 {
    var most = vec4<f32>(0.0);
    for (var i = 0u; i < 8u; i++) {
        most = max(most, abs(staged[first + i]));
    }
    return max(max(most.x, most.y), max(most.z, most.w));
}

fn bytes(x: vec4<f32>, by: f32) -> u32 {
    let q = vec4<u32>(vec4<i32>(clamp(round(x * by), vec4<f32>(-127.0), vec4<f32>(127.0)))) & vec4<u32>(255u);
    return q.x | (q.y << 8u) | (q.z << 16u) | (q.w << 24u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>) {
    if (thread.x >= blocks.pairs) {
        return;
    }
    let column = thread.y;
    let first = (column * blocks.pairs + thread.x) * 16u;
    let pair = (step.slot_base + step.position + column) * blocks.pairs + thread.x;
    let word = pack2x16float(vec2<f32>(greatest(first), greatest(first + 8u)) / 127.0);
    kv[blocks.scales + pair] = word;
    // By the scales as they are read again. A block too small for f16 is zeros.
    let scales = unpack2x16float(word);
    let by = select(1.0 / scales, vec2<f32>(0.0), scales == vec2<f32>(0.0));
    for (var i = 0u; i < 8u; i++) {
        kv[pair * 16u + i] = bytes(staged[first + i], by.x);
        kv[pair * 16u + 8u + i] = bytes(staged[first + 8u + i], by.y);
    }
}
