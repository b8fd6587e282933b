// Sums over LANES neighbouring threads through workgroup memory; lane c holds column c's sums afterwards.
var<workgroup> partial: array<vec3<f32>, COLUMNS * 64u>;

fn reduce(local: u32, lane: u32, sums: array<vec3<f32>, COLUMNS>) -> vec3<f32> {
    var mine = sums;
    for (var column = 0u; column < COLUMNS; column++) {
        partial[column * 64u + local] = mine[column];
    }
    workgroupBarrier();
    var total = vec3<f32>(0.0);
    if (lane < COLUMNS) {
        let first = lane * 64u + local - lane;
        for (var i = 0u; i < LANES; i++) {
            total += partial[first + i];
        }
    }
    return total;
}
