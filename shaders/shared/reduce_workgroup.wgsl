// Sums over LANES neighbouring threads through workgroup memory; lane i holds item i's sums afterwards (a pair's, and of
// squares).
var<workgroup> partial: array<vec3<f32>, ITEMS * 64u>;

fn reduce(local: u32, lane: u32, sums: array<vec2<f32>, ITEMS>, squares: array<f32, COLUMNS>) -> vec3<f32> {
    var pairs = sums;
    var of_x = squares;
    for (var item = 0u; item < ITEMS; item++) {
        partial[item * 64u + local] = vec3<f32>(pairs[item], of_x[item % COLUMNS]);
    }
    workgroupBarrier();
    var total = vec3<f32>(0.0);
    if (lane < ITEMS) {
        let first = lane * 64u + local - lane;
        for (var i = 0u; i < LANES; i++) {
            total += partial[first + i];
        }
    }
    return total;
}
