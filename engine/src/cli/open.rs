//! Opens a device and streams a model file into it.

use std::{error::Error, fs::File, io::Read, path::Path, rc::Rc};

use inkling_engine::{
    gpu::{Gpu, Native},
    session::{Engine, Loading},
};

use super::{DeviceArgs, Switch};

const CHUNK_BYTES: usize = 1 << 20;

pub async fn open(model: &Path, device: &DeviceArgs) -> Result<Engine, Box<dyn Error>> {
    let mut file = File::open(model).map_err(|error| format!("{}: {error}", model.display()))?;
    let total = file.metadata()?.len();
    let gpu = Rc::new(Gpu::open(Rc::new(Native::default()), device.profile()).await?);
    Engine::prepare(&gpu, device.subgroups == Switch::On).await?;
    let mut loading = Loading::new(Some(total));
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let length = file.read(&mut chunk)?;
        if length == 0 {
            break;
        }
        loading.push(&gpu, &chunk[..length])?;
        gpu.flush().await?;
    }
    let engine = loading.finish(gpu.clone())?;
    gpu.flush().await?;
    Ok(engine)
}
