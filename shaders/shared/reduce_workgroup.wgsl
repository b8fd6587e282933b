// Sums over LANES neighbouring threads through workgroup memory; lane i holds item i's sums afterwards.
var<workgroup> partial: array<vec3<f32>, ITEMS * 64u>;

fn reduce(local: u32, lane: u32, sums: array<vec3<f32>, ITEMS>) -> vec3<f32> {
    var mine = sums;
    for (var item = 0u; item < ITEMS; item++) {
        partial[item * 64u + local] = mine[item];
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
