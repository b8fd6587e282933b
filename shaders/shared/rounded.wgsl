// A quad of a block, by eight neighbouring threads a block, as integers that share a scale.
const LARGEST: f32 = 32639.0;   // 256 * 127 + 127
const ROUND: f32 = 12582912.0;  // 1.5 * 2^23: a small number added to it is rounded, and is in its low bits,
const ROUND_BITS: i32 = 0x4b400000; // of which these are taken (subtracting ROUND would be left out by some compilers)
const SMALLEST: f32 = 1e-30;    // what is smaller has no reciprocal, and counts as nothing

struct Rounded {
    high: u32, low: u32, // bytes of the quad
    scale: f32,
    sum: f32,     // of the block
    squares: f32,
}

fn sum_of_eight(part: vec2<f32>) -> vec2<f32> {
    var sum = part + subgroupShuffleXor(part, 1u);
    sum += subgroupShuffleXor(sum, 2u);
    return sum + subgroupShuffleXor(sum, 4u);
}

fn in_a_word(bytes: vec4<i32>) -> u32 {
    let b = bitcast<vec4<u32>>(bytes & vec4<i32>(255));
    return b.x | (b.y << 8u) | (b.z << 16u) | (b.w << 24u);
}

fn rounded(values: vec4<f32>, squares: f32) -> Rounded {
    let sizes = abs(values);
    var most = max(max(sizes.x, sizes.y), max(sizes.z, sizes.w));
    most = max(most, subgroupShuffleXor(most, 1u));
    most = max(most, subgroupShuffleXor(most, 2u));
    most = max(most, subgroupShuffleXor(most, 4u));
    let steps = select(0.0, LARGEST / most, most > SMALLEST);
    let n = bitcast<vec4<i32>>(fma(values, vec4<f32>(steps), vec4<f32>(ROUND))) - vec4<i32>(ROUND_BITS);
    let sums = sum_of_eight(vec2<f32>(f32(n.x + n.y + n.z + n.w), squares));
    let scale = most / LARGEST;
    return Rounded(in_a_word((n + vec4<i32>(128)) >> vec4<u32>(8u)), in_a_word(n), scale, scale * sums.x, sums.y);
}
