// The matrix's numbers, from the operation's parameters.
//@import matrix_buffers
@group(0) @binding(1) var<uniform> matrix: Matrix;
