// Sums over LANES neighbouring threads by shuffles: each gives its part of every item (a pair's products, and squares), and
// lane i takes item i's sums. LANES and SUBGROUP, the size that the device reported (`subgroup_probe`), are powers of two.
// More lanes than a subgroup has go on through workgroup memory: PARTIALS sums, an item's of each subgroup.
//@import sum_lanes
override SUBGROUP: u32;
override PARTIALS: u32;
var<workgroup> partial: array<vec3<f32>, PARTIALS>;
var<private> mine: vec3<f32>;

fn give(local: u32, lane: u32, item: u32, part: vec3<f32>) {
    var sum = vec3<f32>(sum_lanes(part.x), sum_lanes(part.y), 0.0);
    if (SQUARES) {
        sum.z = sum_lanes(part.z);
    }
    if (local % min(LANES, SUBGROUP) == item) {
        mine = sum;
    }
}

fn take(local: u32, lane: u32) -> vec3<f32> {
    if (LANES <= SUBGROUP) {
        return mine;
    }
    let within = local % SUBGROUP;
    if (within < ITEMS) {
        partial[local / SUBGROUP * ITEMS + within] = mine;
    }
    workgroupBarrier();
    var total = vec3<f32>(0.0);
    if (lane < ITEMS) {
        let first = (local - lane) / SUBGROUP * ITEMS + lane;
        for (var i = 0u; i < LANES / SUBGROUP; i++) {
            total += partial[first + i * ITEMS];
        }
    }
    return total;
}
