// The matrix's numbers as the pipeline's own: a load that waits for them waits for another load.
//@import matrix_buffers
override ROWS: u32;
override BLOCKS: u32;
override FIRST_ROW: u32;
override STRIDE: u32;
override EPSILON: f32;
override Q_ROWS: u32;
override KV_ROWS: u32;
override HEAD_SIZE: u32;
override ROPE_SIZE: u32;
override SCALE: f32;
override CAP: f32;
override GATE_LINEAR: f32;
override GATE_CUBIC: f32;
var<private> matrix: Matrix = Matrix(ROWS, BLOCKS, FIRST_ROW, STRIDE, EPSILON, Q_ROWS, KV_ROWS, HEAD_SIZE, ROPE_SIZE,
    SCALE, CAP, GATE_LINEAR, GATE_CUBIC, 0u, 0u, 0u);
