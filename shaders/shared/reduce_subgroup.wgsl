// Sums over LANES neighbouring threads by shuffles; lane i holds item i's sums afterwards.
// LANES is a power of two and no more than the subgroup size that the device reported (`subgroup_probe`).
fn reduce(local: u32, lane: u32, sums: array<vec3<f32>, ITEMS>) -> vec3<f32> {
    var mine = sums;
    var total = vec3<f32>(0.0);
    for (var item = 0u; item < ITEMS; item++) {
        var sum = mine[item];
        for (var other = LANES / 2u; other > 0u; other /= 2u) {
            sum += subgroupShuffleXor(sum, other);
        }
        if (lane == item) {
            total = sum;
        }
    }
    return total;
}
