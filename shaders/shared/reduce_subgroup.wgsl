// Sums over LANES neighbouring threads by shuffles; lane c holds column c's sums afterwards.
// LANES is a power of two and no more than the subgroup size that the device reported (`subgroup_probe`).
fn reduce(local: u32, lane: u32, sums: array<vec3<f32>, COLUMNS>) -> vec3<f32> {
    var mine = sums;
    var total = vec3<f32>(0.0);
    for (var column = 0u; column < COLUMNS; column++) {
        var sum = mine[column];
        for (var other = LANES / 2u; other > 0u; other /= 2u) {
            sum += subgroupShuffleXor(sum, other);
        }
        if (lane == column) {
            total = sum;
        }
    }
    return total;
}
