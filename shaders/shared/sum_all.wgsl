// The sum over all THREADS of a workgroup, in each of them: halves are added until eight sums are left.
var<workgroup> sums: array<f32, THREADS>;

fn sum_all(local: u32, part: f32) -> f32 {
    sums[local] = part;
    workgroupBarrier();
    for (var half = THREADS / 2u; half >= 8u; half /= 2u) {
        if (local < half) {
            sums[local] += sums[local + half];
        }
        workgroupBarrier();
    }
    return sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7];
}
