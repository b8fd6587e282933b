// Activations in fixed point, kept in workgroup memory. The 32 values of a block share a scale: each is an integer of 16
// bits, value = scale (256 high + low), with both bytes signed. Off by at most 2^-16 of the block's largest.
override CHUNK: u32;     // blocks that are kept at a time
override KEPT: u32;      // of all columns together
override KEPT_QUADS: u32; // four times as many (naga cannot multiply here)
override KEPT_SQUARES: u32; // as many, or 1 where nothing is normed
override IN_HAND: u32;   // of what is kept, so much is on its way to a thread at a time; ROUNDS at most
override WORKGROUP: u32; // threads
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

//@import input

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
