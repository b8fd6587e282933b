//! Opens a device and streams a model's files into it.

use std::{error::Error, path::Path, rc::Rc};

use inkling_engine::{
    gpu::{Gpu, Native, Opening},
    session::{Engine, Loading, Room, Verifier},
};

use super::{DeviceArgs, Switch, model_files::ModelFiles};

/// What a command needs besides a model.
#[derive(Default)]
pub struct Needs {
    pub timestamps: bool,
    /// Tokens of a conversation's slot, if not as many as usual.
    pub chat_tokens: Option<u32>,
}

const CHUNK_BYTES: usize = 1 << 20;

pub async fn open(model: &Path, device: &DeviceArgs) -> Result<Engine, Box<dyn Error>> {
    open_with(model, device, Needs::default()).await
}

/// Looks the whole model through: what is damaged is told before there is a device.
fn verify(model: &Path) -> Result<(), Box<dyn Error>> {
    let mut files = ModelFiles::open(model)?;
    let mut verifier = Verifier::new(files.parts()?);
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        match files.read(&mut chunk)? {
            0 => return Ok(verifier.finish()?),
            length => verifier.push(&chunk[..length])?,
        }
    }
}

pub async fn open_with(model: &Path, device: &DeviceArgs, needs: Needs) -> Result<Engine, Box<dyn Error>> {
    verify(model)?;
    let mut files = ModelFiles::open(model)?;
    let parts = files.parts()?;
    let opening = Opening { profile: device.profile(), timestamps: needs.timestamps };
    let gpu = Rc::new(Gpu::open(Rc::new(Native::default()), opening).await?);
    Engine::prepare(&gpu, device.subgroups == Switch::On).await?;
    let asked = device.room();
    let room = Room { chat_tokens: needs.chat_tokens.or(asked.chat_tokens), ..asked };
    let mut loading = Loading::with_room(parts, room);
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let length = files.read(&mut chunk)?;
        if length == 0 {
            break;
        }
        loading.push(&gpu, &chunk[..length])?;
        gpu.flush().await?;
    }
    let engine = loading.finish(gpu.clone())?;
    gpu.flush().await?;
    check(&engine, asked)?;
    Ok(engine)
}

/// What was asked for is what there is.
fn check(engine: &Engine, Room { kv, chat_tokens }: Room) -> Result<(), Box<dyn Error>> {
    engine.config.check_kv(kv)?;
    match chat_tokens.filter(|tokens| *tokens > engine.config.context) {
        Some(tokens) => {
            Err(format!("--context {tokens}: the model was trained to see {} tokens at most", engine.config.context)
                .into())
        }
        None => Ok(()),
    }
}
