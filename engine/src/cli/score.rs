//! `inkling score MODEL.gguf REFERENCE.json`

use std::path::Path;

use inkling_engine::session::Reference;

use super::{DeviceArgs, Outcome, open::open};

pub async fn run(model: &Path, reference: &Path, device: &DeviceArgs) -> Outcome {
    let json = std::fs::read_to_string(reference).map_err(|error| format!("{}: {error}", reference.display()))?;
    let reference = Reference::parse(&json)?;
    let score = open(model, device).await?.score(&reference).await?;
    println!("{}", serde_json::to_string(&score)?);
    Ok(())
}
