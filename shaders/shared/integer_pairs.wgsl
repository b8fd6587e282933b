// 32 signed bytes that four-bit indices choose from VALUES, two at a time: by a table, in workgroup memory, of what each byte of
// two indices stands for. The low nibbles of the block's words are its first 16.
//@import dot_bytes
const COPIES: u32 = 16u; // of the table: lanes that look at the same time should not meet in its banks
const ENTRIES: u32 = 4096u; // TABLE_BYTES in `kernels/matvec_fixed.rs`

// An entry's bytes 0 and 2: the values of the low index and of the high one.
var<workgroup> entries: array<u32, ENTRIES>;
var<private> copy: u32;

// Bytes of a block, those that stand 16 apart in neighbouring halves of words: 0, 1, 16, 17 is the first word of `first`,
// 2, 3, 18, 19 that of `second`.
struct Integers { first: vec4<u32>, second: vec4<u32> }

fn value(index: u32) -> u32 {
    return (VALUES[index / 4u] >> (8u * (index % 4u))) & 255u;
}

// A workgroup has a multiple of 256 threads, or as many.
fn prepare(local: u32) {
    copy = local % COPIES;
    let indices = local % 256u;
    let entry = value(indices & 15u) | (value(indices >> 4u) << 16u);
    for (var i = local / 256u; i < COPIES; i += WORKGROUP / 256u) {
        entries[indices * COPIES + (i + local) % COPIES] = entry; // neighbours write to other banks
    }
}

// What a byte of four words stands for: the one at bit 4, which is what COPIES entries apart needs. (Few operations count here.)
fn look(words: vec4<u32>) -> vec4<u32> {
    let at = (words & vec4<u32>(255u * COPIES)) | vec4<u32>(copy);
    return vec4<u32>(entries[at.x], entries[at.y], entries[at.z], entries[at.w]);
}

fn integers(raw: Raw) -> Integers {
    let q = raw.quants;
    return Integers(look(q << vec4<u32>(4u)) + (look(q >> vec4<u32>(4u)) << vec4<u32>(8u)),
        look(q >> vec4<u32>(12u)) + (look(q >> vec4<u32>(20u)) << vec4<u32>(8u)));
}

fn low_halves(a: vec4<u32>, b: vec4<u32>) -> vec4<u32> {
    return (a & vec4<u32>(0xffffu)) | (b << vec4<u32>(16u));
}

fn high_halves(a: vec4<u32>, b: vec4<u32>) -> vec4<u32> {
    return (a >> vec4<u32>(16u)) | (b & vec4<u32>(0xffff0000u));
}

fn dot_fixed(w: Integers, v: Fixed) -> f32 {
    let high = dot_bytes(w.first, low_halves(v.high_first, v.high_second)) + dot_bytes(w.second, high_halves(v.high_first, v.high_second));
    let low = dot_bytes(w.first, low_halves(v.low_first, v.low_second)) + dot_bytes(w.second, high_halves(v.low_first, v.low_second));
    return f32(256 * high + low);
}
