// Sums over LANES neighbouring threads through workgroup memory: each gives its part of every item (a pair's products, and
// squares), and lane i takes item i's sums.
var<workgroup> partial: array<vec3<f32>, ITEMS * 64u>;

fn give(local: u32, lane: u32, item: u32, part: vec3<f32>) {
    partial[item * 64u + local] = part;
}

fn take(local: u32, lane: u32) -> vec3<f32> {
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
