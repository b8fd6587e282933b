// Y = output(W · input(X)) in tiles of 64 rows (32 pairs) by 64 columns: prefill. Block by block, a workgroup unpacks
// its rows and reads its columns into tiles that lie along k, and each thread multiplies 8 rows by 4 columns. What the next
// block needs is fetched before this one is multiplied. A quad is four rows or columns of a tile; quads lie in an order that
// depends on k, so that neither filling nor reading a tile meets one bank twice.
//@import step
//@import matrix
//@import weights
//@import input
//@import output
var<workgroup> w_tile: array<vec4<f32>, 512>; // (32, 16 quads)
var<workgroup> x_tile: array<vec4<f32>, 512>; // likewise

struct Rows { a: Raw, b: Raw, c: Raw, d: Raw }
alias Sums = array<vec4<f32>, 8>; // by column: the thread's first quad of rows, then its second

fn quad_rows(pair: u32) -> vec4<u32> {
    return min(vec4<u32>(pair_rows(pair), pair_rows(pair + 1u)), vec4<u32>(matrix.rows - 1u));
}

fn fetch_rows(rows: vec4<u32>, block: u32, i: u32) -> Rows {
    return Rows(fetch(rows.x, block, i), fetch(rows.y, block, i), fetch(rows.z, block, i), fetch(rows.w, block, i));
}

fn fill_rows(quad: u32, raw: Rows, block: u32, i: u32) {
    let a = unpack(raw.a, block, i);
    let b = unpack(raw.b, block, i);
    let c = unpack(raw.c, block, i);
    let d = unpack(raw.d, block, i);
    let at = i * 64u + (quad ^ i);
    w_tile[at] = vec4<f32>(a.x, b.x, c.x, d.x);
    w_tile[at + 16u] = vec4<f32>(a.y, b.y, c.y, d.y);
    w_tile[at + 32u] = vec4<f32>(a.z, b.z, c.z, d.z);
    w_tile[at + 48u] = vec4<f32>(a.w, b.w, c.w, d.w);
}

fn fill_columns(quad: u32, v: Columns, i: u32) {
    let at = i * 64u + (quad ^ i);
    x_tile[at] = vec4<f32>(v.a.x, v.b.x, v.c.x, v.d.x) * v.gains.x;
    x_tile[at + 16u] = vec4<f32>(v.a.y, v.b.y, v.c.y, v.d.y) * v.gains.y;
    x_tile[at + 32u] = vec4<f32>(v.a.z, v.b.z, v.c.z, v.d.z) * v.gains.z;
    x_tile[at + 48u] = vec4<f32>(v.a.w, v.b.w, v.c.w, v.d.w) * v.gains.w;
}

fn squares_of(v: Columns) -> vec4<f32> {
    return vec4<f32>(dot(v.a, v.a), dot(v.b, v.b), dot(v.c, v.c), dot(v.d, v.d));
}

fn multiply(sums: ptr<function, Sums>, w: u32, v: u32, at: u32) {
    let a = w_tile[w];
    let b = w_tile[v];
    let c = x_tile[at];
    (*sums)[0] += a * c.x;
    (*sums)[1] += b * c.x;
    (*sums)[2] += a * c.y;
    (*sums)[3] += b * c.y;
    (*sums)[4] += a * c.z;
    (*sums)[5] += b * c.z;
    (*sums)[6] += a * c.w;
    (*sums)[7] += b * c.w;
}

fn store_quads(column: u32, pair: u32, y: vec4<f32>, z: vec4<f32>) {
    let pairs = (matrix.rows + 1u) / 2u;
    if (column < step.columns) {
        if (pair < pairs) {
            store_pair(column, pair, y.x, y.y);
        }
        if (pair + 1u < pairs) {
            store_pair(column, pair + 1u, y.z, y.w);
        }
        if (pair + 16u < pairs) {
            store_pair(column, pair + 16u, z.x, z.y);
        }
        if (pair + 17u < pairs) {
            store_pair(column, pair + 17u, z.z, z.w);
        }
    }
}

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
    let first_pair = (group.y * groups.x + group.x) * 32u;
    let first_column = group.z * 64u;
    // Filling: an eighth of a block, of a quad of rows and of a quad of columns.
    let quad = local / 8u;
    let i = local % 8u;
    let rows = quad_rows(first_pair + 2u * quad);
    let column = first_column + 4u * quad;
    // Multiplying: quads `lane` and `lane + 8` of the rows, quad `team` of the columns.
    let lane = local % 8u;
    let team = local / 8u;
    let is_busy = first_column + 4u * team < step.columns;

    var squares: vec4<f32>; // of what the thread has seen of the columns that it fills
    var sums: Sums;
    var raw = fetch_rows(rows, 0u, i);
    var four = columns_of(column, i);
    for (var block = 0u; block < matrix.blocks; block++) {
        fill_rows(quad, raw, block, i);
        fill_columns(quad, four, i);
        if (SQUARES) {
            squares += squares_of(four);
        }
        workgroupBarrier();
        let next = min(block + 1u, matrix.blocks - 1u);
        raw = fetch_rows(rows, next, i);
        four = columns_of(column, next * 8u + i);
        for (var k = select(8u, 0u, is_busy); k < 8u; k++) {
            let w = k * 64u + (lane ^ k);
            let v = k * 64u + ((lane + 8u) ^ k);
            let c = k * 64u + (team ^ k);
            multiply(&sums, w, v, c);
            multiply(&sums, w + 16u, v + 16u, c + 16u);
            multiply(&sums, w + 32u, v + 32u, c + 32u);
            multiply(&sums, w + 48u, v + 48u, c + 48u);
        }
        workgroupBarrier();
    }
    var scale = vec4<f32>(1.0);
    if (SQUARES) {
        x_tile[local] = squares;
        workgroupBarrier();
        squares = vec4<f32>(0.0);
        for (var j = 0u; j < 8u; j++) {
            squares += x_tile[team * 8u + j];
        }
        scale = scales_of(squares);
    }
    let pair = first_pair + 2u * lane;
    let at = first_column + 4u * team;
    store_quads(at, pair, sums[0] * scale.x, sums[1] * scale.x);
    store_quads(at + 1u, pair, sums[2] * scale.y, sums[3] * scale.y);
    store_quads(at + 2u, pair, sums[4] * scale.z, sums[5] * scale.z);
    store_quads(at + 3u, pair, sums[6] * scale.w, sums[7] * scale.w);
}
