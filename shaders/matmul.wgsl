// Y = output(W · input(X)) in tiles of 32 rows (16 pairs) by 32 columns: prefill. A workgroup unpacks a block of
// 32 rows and reads a block of 32 columns, then each thread multiplies 4 rows (two pairs) by 4 columns.
//@import step
//@import real
//@import matrix
//@import weights
//@import input
//@import output
const PITCH: u32 = 9u; // vec4s from one row of a tile to the next; odd, so that banks differ
var<workgroup> w_tile: array<vec4<real>, 32u * PITCH>;
var<workgroup> x_tile: array<vec4<real>, 32u * PITCH>;
var<workgroup> scales_tile: array<f32, 32>;

fn fill(tile: ptr<function, array<vec4<real>, 8>>, b: Block) {
    *tile = array<vec4<real>, 8>(b.v0, b.v1, b.v2, b.v3, b.v4, b.v5, b.v6, b.v7);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
    let first_pair = (group.y * groups.x + group.x) * 16u;
    let pairs = (matrix.rows + 1u) / 2u;
    let first_column = group.z * 32u;
    let row = local / 8u * 2u; // rows row, row + 1, row + 16, row + 17 of the tile
    let column = local % 8u;   // columns column, column + 8, column + 16, column + 24
    var sums: array<vec4<f32>, 4>; // by column: four rows
    var squares = 0.0;
    var scale = 1.0;
    if (NARROW && local >= 32u) {
        for (var block = 0u; block < matrix.blocks; block++) {
            _ = input_block(first_column + local - 32u, block, 1.0, &squares);
        }
        scale = input_scale(squares);
        squares = 0.0;
    }
    for (var block = 0u; block < matrix.blocks; block++) {
        var part: array<vec4<real>, 8>;
        if (local < 32u) {
            let rows = min(pair_rows(first_pair + local / 2u), vec2<u32>(matrix.rows - 1u));
            fill(&part, weight_block(select(rows.x, rows.y, local % 2u == 1u), block));
            for (var i = 0u; i < 8u; i++) {
                w_tile[local * PITCH + i] = part[i];
            }
        } else {
            fill(&part, input_block(first_column + local - 32u, block, scale, &squares));
            for (var i = 0u; i < 8u; i++) {
                x_tile[(local - 32u) * PITCH + i] = part[i];
            }
        }
        workgroupBarrier();
        for (var i = 0u; i < 8u; i++) {
            let a = w_tile[row * PITCH + i];
            let b = w_tile[(row + 1u) * PITCH + i];
            let c = w_tile[(row + 16u) * PITCH + i];
            let d = w_tile[(row + 17u) * PITCH + i];
            let v0 = x_tile[column * PITCH + i];
            let v1 = x_tile[(column + 8u) * PITCH + i];
            let v2 = x_tile[(column + 16u) * PITCH + i];
            let v3 = x_tile[(column + 24u) * PITCH + i];
            sums[0] += vec4<f32>(f32(dot(a, v0)), f32(dot(b, v0)), f32(dot(c, v0)), f32(dot(d, v0)));
            sums[1] += vec4<f32>(f32(dot(a, v1)), f32(dot(b, v1)), f32(dot(c, v1)), f32(dot(d, v1)));
            sums[2] += vec4<f32>(f32(dot(a, v2)), f32(dot(b, v2)), f32(dot(c, v2)), f32(dot(d, v2)));
            sums[3] += vec4<f32>(f32(dot(a, v3)), f32(dot(b, v3)), f32(dot(c, v3)), f32(dot(d, v3)));
        }
        workgroupBarrier();
    }
    if (local >= 32u) {
        scales_tile[local - 32u] = output_scale(squares);
    }
    workgroupBarrier();
    for (var i = 0u; i < 4u; i++) {
        let at = first_column + column + i * 8u;
        if (at >= step.columns) {
            continue;
        }
        let pair = first_pair + row / 2u;
        let y = sums[i] * scales_tile[column + i * 8u];
        if (pair < pairs) {
            store_pair(at, pair, y.x, y.y);
        }
        if (pair + 8u < pairs) {
            store_pair(at, pair + 8u, y.z, y.w);
        }
    }
}
