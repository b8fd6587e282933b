// Reads a buffer and does next to nothing with it: how fast the device's memory can be read at all.
//@import reading
@group(1) @binding(0) var<storage, read> data: array<vec4<u32>>;
@group(1) @binding(1) var<storage, read_write> seen: array<u32>;  // a thread: the exclusive or of all that it read

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
    let threads = groups.x * 256u;
    let thread = group.x * 256u + local;
    var at = thread;
    var a = vec4<u32>();
    var b = vec4<u32>();
    var c = vec4<u32>();
    var d = vec4<u32>();
    // Four reads on their way at a time.
    for (; at + 3u * threads < reading.quads; at += 4u * threads) {
        a ^= data[at];
        b ^= data[at + threads];
        c ^= data[at + 2u * threads];
        d ^= data[at + 3u * threads];
    }
    for (; at < reading.quads; at += threads) {
        a ^= data[at];
    }
    let all = a ^ b ^ c ^ d;
    let word = all.x ^ all.y ^ all.z ^ all.w;
    // Nothing is written where the buffer holds zeros, as it does when the rate is measured.
    if (word != 0u) {
        seen[thread] = word;
    }
}
