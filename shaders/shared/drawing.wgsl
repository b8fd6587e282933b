// How a token is drawn. The filters come in llama.cpp's order: penalty, top-k, top-p, min-p, temperature.
struct Drawing {
    temperature: f32,  // above 0
    top_k: u32,        // 0: all
    top_p: f32,        // 1 or more: all
    min_p: f32,        // 0: all
    penalty: f32,      // of repeated tokens; 1: none
    seed: u32,
    first: u32,        // tokens of the slot from this one on are penalised when repeated
    pad0: u32,
}
// What the filters leave: the logits whose `rank` is at least `least`. `best` is the greatest.
struct Cut {
    least: u32,
    best: f32,
    pad0: u32,
    pad1: u32,
}

// Orders floats as integers. No arithmetic: every kernel agrees on who stays, however a compiler treats sums.
fn rank(value: f32) -> u32 {
    let bits = bitcast<u32>(value);
    return select(bits | 0x80000000u, ~bits, (bits & 0x80000000u) != 0u);
}

fn value_of(rank: u32) -> f32 {
    return bitcast<f32>(select(~rank, rank & 0x7fffffffu, (rank & 0x80000000u) != 0u));
}
