// Reads the device's subgroup size, and whether neighbouring threads are neighbours in a subgroup. (least, greatest, strangers)
@group(1) @binding(0) var<storage, read_write> seen: array<atomic<u32>>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) local: u32, @builtin(subgroup_size) size: u32,
        @builtin(subgroup_invocation_id) id: u32) {
    atomicMax(&seen[0], 0xffffffffu - size);
    atomicMax(&seen[1], size);
    if (local % size != id) {
        atomicAdd(&seen[2], 1u);
    }
}
