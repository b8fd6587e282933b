// The matrix is applied to RMSNorm(x) = x / sqrt(mean(x^2) + epsilon) * gain (Zhang & Sennrich 2019).
// Each workgroup finds the mean squares of its columns again: cheaper than a dispatch of its own.
const SHARERS: u32 = 64u / COLUMNS; // threads that share a column
var<workgroup> squares: array<f32, 64>;
var<workgroup> inverse_rms: array<f32, COLUMNS>;

fn prepare(first: u32, local: u32) {
    let width = matrix.blocks * 8u;
    let base = (step.first_column + min(first + local / SHARERS, step.columns - 1u)) * width;
    var sum = 0.0;
    for (var i = local % SHARERS; i < width; i += SHARERS) {
        sum += dot(x[base + i], x[base + i]);
    }
    squares[local] = sum;
    workgroupBarrier();
    if (local < COLUMNS) {
        sum = 0.0;
        for (var i = 0u; i < SHARERS; i++) {
            sum += squares[local * SHARERS + i];
        }
        inverse_rms[local] = inverseSqrt(sum / f32(width * 4u) + matrix.epsilon);
    }
    workgroupBarrier();
}

fn scaled(at: u32, gain: u32, r: f32) -> vec4<real> {
    return vec4<real>(x[at] * gains[gain] * r);
}

fn input_block(first: u32, column: u32, block: u32) -> Block {
    let at = ((step.first_column + min(first + column, step.columns - 1u)) * matrix.blocks + block) * 8u;
    let g = block * 8u;
    let r = inverse_rms[column];
    return Block(scaled(at, g, r), scaled(at + 1u, g + 1u, r), scaled(at + 2u, g + 2u, r), scaled(at + 3u, g + 3u, r),
        scaled(at + 4u, g + 4u, r), scaled(at + 5u, g + 5u, r), scaled(at + 6u, g + 6u, r), scaled(at + 7u, g + 7u, r));
}
