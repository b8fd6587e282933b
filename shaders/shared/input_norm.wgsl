// The matrix is applied to RMSNorm(x) = x / sqrt(mean(x^2) + epsilon) * gain (Zhang & Sennrich 2019). The product is linear,
// so the division waits for the end: the threads that share a row see all of x, and sum its squares on the way.
// Gains always lie transposed by blocks (`place`).
//@import values
const SQUARES: bool = true;

fn values(column: u32, block: u32) -> Values {
    let b = block_of(column, block);
    let squares = dot(b.v0, b.v0) + dot(b.v1, b.v1) + dot(b.v2, b.v2) + dot(b.v3, b.v3)
        + dot(b.v4, b.v4) + dot(b.v5, b.v5) + dot(b.v6, b.v6) + dot(b.v7, b.v7);
    let n = matrix.blocks;
    let scaled = Block(b.v0 * gains[block], b.v1 * gains[block + n], b.v2 * gains[block + 2u * n],
        b.v3 * gains[block + 3u * n], b.v4 * gains[block + 4u * n], b.v5 * gains[block + 5u * n],
        b.v6 * gains[block + 6u * n], b.v7 * gains[block + 7u * n]);
    return Values(scaled, sum_of(scaled), squares);
}

fn output_scale(squares: f32) -> f32 {
    return inverseSqrt(squares / f32(matrix.blocks * 32u) + matrix.epsilon);
}
