// Activations in fixed point, kept in workgroup memory. The 32 values of a block share a scale: each is an integer of 16
// bits, value = scale (256 high + low), with both bytes signed. Off by at most 2^-16 of the block's largest.
//@import input
override CHUNK: u32;     // blocks that are kept at a time
override KEPT: u32;      // of all columns together
override KEPT_QUADS: u32; // four times as many (naga cannot multiply here)
override KEPT_SQUARES: u32; // as many, or 1 where nothing is normed
override IN_HAND: u32;   // quads that a thread loads at a time, of ROUNDS at most
override WORKGROUP: u32; // threads
const LARGEST: f32 = 32639.0;   // 256 * 127 + 127
const ROUND: f32 = 12582912.0;  // 1.5 * 2^23: a small number added to it is rounded, and is in its low bits,
const ROUND_BITS: i32 = 0x4b400000; // of which these are taken (subtracting ROUND would be left out by some compilers)
const SMALLEST: f32 = 1e-30;    // what is smaller has no reciprocal, and counts as nothing

struct Fixed {
    high_first: vec4<u32>, high_second: vec4<u32>, // bytes of 16 values each, in order
    low_first: vec4<u32>, low_second: vec4<u32>,
    scale: f32,
    sum: f32,     // of the values
    squares: f32, // their sum, before the gains
}

// (COLUMNS, 4, CHUNK): a block's fields lie apart, so that lanes with neighbouring blocks read neighbouring words.
var<workgroup> kept_bytes: array<vec4<u32>, KEPT_QUADS>;
var<workgroup> kept_scales: array<vec2<f32>, KEPT>; // scale and sum
var<workgroup> kept_squares: array<f32, KEPT_SQUARES>;

fn sum_of_eight(part: vec2<f32>) -> vec2<f32> {
    var sum = part + subgroupShuffleXor(part, 1u);
    sum += subgroupShuffleXor(sum, 2u);
    return sum + subgroupShuffleXor(sum, 4u);
}

fn in_a_word(bytes: vec4<i32>) -> u32 {
    let b = bitcast<vec4<u32>>(bytes & vec4<i32>(255));
    return b.x | (b.y << 8u) | (b.z << 16u) | (b.w << 24u);
}

// Quad i of block `at`, by eight neighbouring threads a block.
fn keep_quad(slot: u32, at: u32, i: u32, is_there: bool, quad: Quad) {
    let sizes = abs(quad.values);
    var most = max(max(sizes.x, sizes.y), max(sizes.z, sizes.w));
    most = max(most, subgroupShuffleXor(most, 1u));
    most = max(most, subgroupShuffleXor(most, 2u));
    most = max(most, subgroupShuffleXor(most, 4u));
    let rounded = quad.values * select(0.0, LARGEST / most, most > SMALLEST) + ROUND;
    let n = bitcast<vec4<i32>>(rounded) - vec4<i32>(ROUND_BITS);
    let sums = sum_of_eight(vec2<f32>(f32(n.x + n.y + n.z + n.w), quad.squares));
    if (!is_there) {
        return;
    }
    let place = (slot * 4u + i / 4u) * CHUNK + at;
    kept_bytes[place][i % 4u] = in_a_word((n + vec4<i32>(128)) >> vec4<u32>(8u));
    kept_bytes[place + 2u * CHUNK][i % 4u] = in_a_word(n);
    if (i == 0u) {
        kept_scales[slot * CHUNK + at] = most / LARGEST * vec2<f32>(1.0, sums.x);
        if (SQUARES) {
            kept_squares[slot * CHUNK + at] = sums.y;
        }
    }
}

// Blocks `first` and on of a column. IN_HAND of a thread's quads are on their way before the first is needed.
fn keep(slot: u32, column: u32, first: u32, count: u32, local: u32) {
    let i = local % 8u;
    for (var start = 0u; start < count * 8u; start += IN_HAND * WORKGROUP) {
        //@repeat r ROUNDS
        let at_#r = (start + #ru * WORKGROUP + local) / 8u;
        var quad_#r: Quad;
        if (#ru < IN_HAND) {
            quad_#r = quad_of(column, first + min(at_#r, count - 1u), i);
        }
        //@end
        //@repeat r ROUNDS
        if (#ru < IN_HAND) {
            keep_quad(slot, at_#r, i, at_#r < count, quad_#r);
        }
        //@end
    }
}

fn kept(slot: u32, at: u32) -> Fixed {
    let place = slot * 4u * CHUNK + at;
    let s = kept_scales[slot * CHUNK + at];
    var squares = 0.0;
    if (SQUARES) {
        squares = kept_squares[slot * CHUNK + at];
    }
    return Fixed(kept_bytes[place], kept_bytes[place + CHUNK], kept_bytes[place + 2u * CHUNK],
        kept_bytes[place + 3u * CHUNK], s.x, s.y, squares);
}
