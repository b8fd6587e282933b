// A block of a column of activations, with its sum, and the sum of its squares where the norm asks for it. Columns past the
// last read the last: their products are not stored.
struct Values {
    block: Block,
    sum: f32,
    squares: f32,
}

fn block_of(column: u32, block: u32) -> Block {
    let first = (step.first_column + min(column, step.columns - 1u)) * matrix.blocks * 8u;
    let transposed = step.transposed == 1u;
    let at = first + select(8u * block, block, transposed);
    let next = select(1u, matrix.blocks, transposed);
    return Block(x[at], x[at + next], x[at + 2u * next], x[at + 3u * next],
        x[at + 4u * next], x[at + 5u * next], x[at + 6u * next], x[at + 7u * next]);
}

fn sum_of(b: Block) -> f32 {
    let four = b.v0 + b.v1 + b.v2 + b.v3 + b.v4 + b.v5 + b.v6 + b.v7;
    return four.x + four.y + four.z + four.w;
}
