// Sums over LANES neighbouring threads by shuffles; lane i holds item i's sums afterwards (a pair's, and of squares).
// LANES and SUBGROUP, the size that the device reported (`subgroup_probe`), are powers of two. More lanes than a subgroup
// has go on through workgroup memory.
override SUBGROUP: u32;
var<workgroup> partial: array<vec3<f32>, ITEMS * 16u>;

fn reduce(local: u32, lane: u32, sums: array<vec2<f32>, ITEMS>, squares: array<f32, COLUMNS>) -> vec3<f32> {
    var pairs = sums;
    var of_x = squares;
    var total = vec3<f32>(0.0);
    if (SQUARES) {
        for (var column = 0u; column < COLUMNS; column++) {
            for (var other = min(LANES, SUBGROUP) / 2u; other > 0u; other /= 2u) {
                of_x[column] += subgroupShuffleXor(of_x[column], other);
            }
        }
    }
    let within = local % min(LANES, SUBGROUP);
    for (var item = 0u; item < ITEMS; item++) {
        var sum = pairs[item];
        for (var other = min(LANES, SUBGROUP) / 2u; other > 0u; other /= 2u) {
            sum += subgroupShuffleXor(sum, other);
        }
        if (within == item) {
            total = vec3<f32>(sum, of_x[item % COLUMNS]);
        }
    }
    if (LANES <= SUBGROUP) {
        return total;
    }
    if (within < ITEMS) {
        partial[local / SUBGROUP * ITEMS + within] = total;
    }
    workgroupBarrier();
    total = vec3<f32>(0.0);
    if (lane < ITEMS) {
        let first = (local - lane) / SUBGROUP * ITEMS + lane;
        for (var i = 0u; i < LANES / SUBGROUP; i++) {
            total += partial[first + i * ITEMS];
        }
    }
    return total;
}
