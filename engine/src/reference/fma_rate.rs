//! Where each thread's sixteen chains of x * factor + term end, summed.

const CHAINS: u32 = 16;

pub fn ends(threads: u32, steps: u32, factor: f32, term: f32) -> Vec<f32> {
    let chain = |thread: u32, chain: u32| {
        let start = thread as f32 / threads as f32 + chain as f32;
        (0..steps).fold(start, |x, _| x.mul_add(factor, term))
    };
    (0..threads).map(|thread| (0..CHAINS).map(|each| chain(thread, each)).sum()).collect()
}
