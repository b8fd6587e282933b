// Where element i of a vector of activations lies: as it is, or, in steps of few columns, transposed by blocks. Four elements
// j of block b are then at 4 (j blocks + b), so that lanes with neighbouring blocks read neighbouring words.
fn place(i: u32, length: u32) -> u32 {
    let transposed = (i / 4u % 8u * (length / 32u) + i / 32u) * 4u + i % 4u;
    return select(i, transposed, step.transposed == 1u);
}
