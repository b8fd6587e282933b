//! `inkling fit MODEL.gguf` or `inkling fit SHAPE.json`: what is told of a model before it is fetched.

use std::{fs::File, io::Read, path::Path, rc::Rc};

use inkling_engine::{
    gpu::Native,
    protocol::fit::Header,
    service::fit::{Terms, assess, read_header},
};
use serde_json::json;

use super::{DeviceArgs, Outcome, Switch};

const FIRST_BYTES: u64 = 1 << 20;

pub async fn run(path: &Path, device: &DeviceArgs) -> Outcome {
    let shape = if path.extension().is_some_and(|ending| ending == "json") {
        serde_json::from_reader(File::open(path)?)?
    } else {
        match header(path)? {
            Header::Shape { shape, .. } => shape,
            Header::Problem { problem } => return Err(problem.message.into()),
            Header::Unfinished => return Err("the file ends within its header".into()),
        }
    };
    let terms = Terms {
        profile: device.profile(),
        subgroups: device.subgroups == Switch::On,
        memory_gb: None,
        room: device.room(),
    };
    let assessment = assess(Rc::new(Native::default()), &shape, &terms, &|| ()).await;
    println!("{}", json!({ "shape": shape, "assessment": assessment }));
    Ok(())
}

/// Reads no more of the file than the header takes, in steps that double.
fn header(path: &Path) -> Result<Header, Box<dyn std::error::Error>> {
    let file = File::open(path)?;
    let total = file.metadata()?.len();
    let mut reader = file;
    let mut bytes = vec![];
    loop {
        let before = bytes.len() as u64;
        reader.by_ref().take(before.max(FIRST_BYTES)).read_to_end(&mut bytes)?;
        let header = read_header(&bytes, total as f64);
        if header != Header::Unfinished || bytes.len() as u64 == before {
            return Ok(header);
        }
    }
}
