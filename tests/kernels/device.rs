//! The devices that a kernel runs on, and the way of data to them and back.

use inkling_engine::{
    gpu::{Buffer, Gpu, GpuError, Recorder},
    kernels::Step,
};
use inkling_tests::support::Setup;

/// Runs a test on both profiles: without any feature, and with all that the adapter has.
pub fn on_each_profile(test: impl Fn(&Gpu)) {
    for setup in [Setup::FLOOR, Setup::FULL] {
        test(&setup.gpu());
    }
}

pub fn upload<T: bytemuck::NoUninit>(gpu: &Gpu, data: &[T]) -> Buffer {
    let buffer = gpu.buffer("test data", size_of_val(data) as u64).unwrap();
    gpu.write(&buffer, 0, data);
    buffer
}

/// Submits what is recorded for one step and waits. The device's health is asked at the end.
pub fn submit(gpu: &Gpu, step: Step, record: impl FnOnce(&mut Recorder<'_>)) -> Result<(), GpuError> {
    gpu.write_steps(&[step])?;
    let mut pass = gpu.record()?;
    record(&mut pass);
    pollster::block_on(gpu.wait(pass.submit(None))).map(drop)
}

/// The first `count` values of a buffer.
pub fn download<T: bytemuck::Pod>(gpu: &Gpu, buffer: &Buffer, count: usize) -> Vec<T> {
    let bytes = (count * size_of::<T>()) as u64;
    let ticket = gpu.record().unwrap().submit(Some((buffer, 0, bytes)));
    bytemuck::pod_collect_to_vec(&pollster::block_on(gpu.wait(ticket)).unwrap())
}
