// Y = output(W · input(X)) in tiles of 64 rows (32 pairs) by 4 TEAMS columns: prefill. Block by block, a workgroup unpacks
// its rows and reads its columns into tiles that lie along k, and each thread multiplies 8 rows by 4 columns. What the next
// block needs is fetched before this one is multiplied. A quad is four rows or columns of a tile; quads lie in an order that
// depends on k, so that neither filling nor reading a tile meets one bank twice.
//@import step
//@import real
//@import matrix
//@import weights
//@import input
//@import output
//@import squares
const THREADS: u32 = 8u * TEAMS;
var<workgroup> w_tile: array<vec4<real>, 512>;         // (32, 16 quads)
var<workgroup> x_tile: array<vec4<real>, 32u * TEAMS>; // (32, TEAMS quads)

struct Rows { a: Raw, b: Raw, c: Raw, d: Raw }
alias Sums = array<vec4<f32>, 8>;   // by column: the thread's first quad of rows, then its second
alias Parts = array<vec4<real>, 8>; // the same over a stretch that `real` can hold

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
    w_tile[at] = vec4<real>(a.x, b.x, c.x, d.x);
    w_tile[at + 16u] = vec4<real>(a.y, b.y, c.y, d.y);
    w_tile[at + 32u] = vec4<real>(a.z, b.z, c.z, d.z);
    w_tile[at + 48u] = vec4<real>(a.w, b.w, c.w, d.w);
}

fn fill_columns(quad: u32, x: Columns, scale: vec4<f32>, i: u32) {
    let a = scale.x * x.gains * x.a;
    let b = scale.y * x.gains * x.b;
    let c = scale.z * x.gains * x.c;
    let d = scale.w * x.gains * x.d;
    let at = i * 4u * TEAMS + (quad ^ i);
    x_tile[at] = vec4<real>(vec4<f32>(a.x, b.x, c.x, d.x));
    x_tile[at + TEAMS] = vec4<real>(vec4<f32>(a.y, b.y, c.y, d.y));
    x_tile[at + 2u * TEAMS] = vec4<real>(vec4<f32>(a.z, b.z, c.z, d.z));
    x_tile[at + 3u * TEAMS] = vec4<real>(vec4<f32>(a.w, b.w, c.w, d.w));
}

fn squares_of(x: Columns) -> vec4<f32> {
    return vec4<f32>(dot(x.a, x.a), dot(x.b, x.b), dot(x.c, x.c), dot(x.d, x.d));
}

fn quad_squares(quad: u32) -> vec4<f32> {
    var sum: vec4<f32>;
    for (var i = 0u; i < 8u; i++) {
        sum += left_squares(quad * 8u + i);
    }
    return sum;
}

fn multiply(parts: ptr<function, Parts>, w: u32, v: u32, x: u32) {
    let a = w_tile[w];
    let b = w_tile[v];
    let c = x_tile[x];
    (*parts)[0] += a * c.x;
    (*parts)[1] += b * c.x;
    (*parts)[2] += a * c.y;
    (*parts)[3] += b * c.y;
    (*parts)[4] += a * c.z;
    (*parts)[5] += b * c.z;
    (*parts)[6] += a * c.w;
    (*parts)[7] += b * c.w;
}

fn drain(sums: ptr<function, Sums>, parts: ptr<function, Parts>) {
    (*sums)[0] += vec4<f32>((*parts)[0]);
    (*sums)[1] += vec4<f32>((*parts)[1]);
    (*sums)[2] += vec4<f32>((*parts)[2]);
    (*sums)[3] += vec4<f32>((*parts)[3]);
    (*sums)[4] += vec4<f32>((*parts)[4]);
    (*sums)[5] += vec4<f32>((*parts)[5]);
    (*sums)[6] += vec4<f32>((*parts)[6]);
    (*sums)[7] += vec4<f32>((*parts)[7]);
    *parts = Parts();
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

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) local: u32) {
    let first_pair = (group.y * groups.x + group.x) * 32u;
    let first_column = group.z * 4u * TEAMS;
    // Filling: a quad's eighth of a block. A small workgroup has two quads of rows a thread.
    let quad = local / 8u;
    let i = local % 8u;
    let rows = quad_rows(first_pair + 2u * quad);
    let more_rows = quad_rows(first_pair + 2u * (quad + 8u));
    let column = first_column + 4u * quad;
    // Multiplying: quads `lane` and `lane + 8` of the rows, quad `team` of the columns.
    let lane = local % 8u;
    let team = local / 8u;

    var squares: vec4<f32>; // of x: of the quad that the thread fills, later of the one that it multiplies
    var scale = vec4<f32>(1.0);
    if (NARROW) {
        for (var block = 0u; block < matrix.blocks; block++) {
            squares += squares_of(columns_of(column, block * 8u + i));
        }
        leave_squares(local, squares);
        workgroupBarrier();
        squares = quad_squares(team);
        scale = input_scale(squares);
        workgroupBarrier();
    }
    var sums: Sums;
    var parts: Parts;
    var raw = fetch_rows(rows, 0u, i);
    var more: Rows;
    if (THREADS < 128u) {
        more = fetch_rows(more_rows, 0u, i);
    }
    var x4 = columns_of(column, i);
    for (var block = 0u; block < matrix.blocks; block++) {
        fill_rows(quad, raw, block, i);
        if (THREADS < 128u) {
            fill_rows(quad + 8u, more, block, i);
        }
        fill_columns(quad, x4, scale, i);
        if (SQUARES && !NARROW) {
            squares += squares_of(x4);
        }
        workgroupBarrier();
        let next = min(block + 1u, matrix.blocks - 1u);
        raw = fetch_rows(rows, next, i);
        if (THREADS < 128u) {
            more = fetch_rows(more_rows, next, i);
        }
        x4 = columns_of(column, next * 8u + i);
        for (var k = 0u; k < 8u; k++) {
            let w = k * 64u + (lane ^ k);
            let v = k * 64u + ((lane + 8u) ^ k);
            let x = k * 4u * TEAMS + (team ^ k);
            multiply(&parts, w, v, x);
            multiply(&parts, w + 16u, v + 16u, x + TEAMS);
            multiply(&parts, w + 32u, v + 32u, x + 2u * TEAMS);
            multiply(&parts, w + 48u, v + 48u, x + 3u * TEAMS);
            if (NARROW && (k & 3u) == 3u) {
                drain(&sums, &parts);
            }
        }
        workgroupBarrier();
    }
    drain(&sums, &parts);
    if (SQUARES && !NARROW) {
        leave_squares(local, squares);
        workgroupBarrier();
        squares = quad_squares(team);
    }
    let y_scale = output_scale(squares);
    let pair = first_pair + 2u * lane;
    let at = first_column + 4u * team;
    store_quads(at, pair, sums[0] * y_scale.x, sums[1] * y_scale.x);
    store_quads(at + 1u, pair, sums[2] * y_scale.y, sums[3] * y_scale.y);
    store_quads(at + 2u, pair, sums[4] * y_scale.z, sums[5] * y_scale.z);
    store_quads(at + 3u, pair, sums[6] * y_scale.w, sums[7] * y_scale.w);
}
