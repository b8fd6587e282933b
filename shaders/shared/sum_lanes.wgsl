// The sum over LANES neighbouring threads, at most a subgroup's, in all of them. Step by step: a loop would stay one.
fn sum_lanes(part: f32) -> f32 {
    let lanes = min(LANES, SUBGROUP);
    var sum = part;
    if (lanes > 32u) {
        sum += subgroupShuffleXor(sum, 32u);
    }
    if (lanes > 16u) {
        sum += subgroupShuffleXor(sum, 16u);
    }
    if (lanes > 8u) {
        sum += subgroupShuffleXor(sum, 8u);
    }
    if (lanes > 4u) {
        sum += subgroupShuffleXor(sum, 4u);
    }
    if (lanes > 2u) {
        sum += subgroupShuffleXor(sum, 2u);
    }
    if (lanes > 1u) {
        sum += subgroupShuffleXor(sum, 1u);
    }
    return sum;
}
