//! Whether a model fits here, before a byte of it is fetched: by its sizes, the device's limits, its memory as far as it can be
//! known, and a short run.

use std::rc::Rc;

use super::problem;
use crate::{
    gguf::{Gguf, HeaderReader, QuantKind},
    gpu::{Gpu, GpuError, Platform, Profile},
    model::{Architecture, Config, ModelError, OptionSizes, Options, check, demand, tensors},
    protocol::{
        Problem, ProblemCode,
        fit::{Assessment, Header, Shape},
    },
    session::{Engine, Formats, Needs, Room, SessionError, TrialRun},
    text::Tokenizer,
};

/// Of the machine's memory a model may take so much where the graphics card shares it, as it does in small machines.
const MEMORY_SHARE: f64 = 0.75;
/// Browsers tell no more than this of a machine's memory: it means "this much, or any amount more".
const MOST_TOLD_GB: f64 = 8.0;

/// How to open the device.
pub struct Terms {
    pub profile: Profile,
    pub subgroups: bool,
    /// Gigabytes of the machine's memory, where the browser tells.
    pub memory_gb: Option<f64>,
    pub room: Room,
}

/// Opens a device of its own and gives it back. `alive` is called whenever the device has answered.
pub async fn assess(platform: Rc<dyn Platform>, shape: &Shape, terms: &Terms, alive: &dyn Fn()) -> Assessment {
    let mut needed = None;
    let timed = async {
        let (config, formats) = plan(shape)?;
        let needs = Needs::new(&config, weight_bytes(shape, &config, formats), terms.room);
        needed = Some(needs.all_bytes);
        if let Some(memory_gb) = terms.memory_gb.filter(|gb| *gb < MOST_TOLD_GB)
            && needs.all_bytes as f64 > memory_gb * MEMORY_SHARE * (1u64 << 30) as f64
        {
            return Err(small_memory(needs.all_bytes, memory_gb));
        }
        run(platform, terms, &config, formats, (needs, alive)).await.map_err(|error| match &error {
            SessionError::Gpu(inner) | SessionError::Model(ModelError::Gpu(inner)) => refused(inner, &error, needs),
            _ => problem::from_session(&error),
        })
    };
    let timed = timed.await;
    let fits = timed.is_ok();
    let (tokens_per_s, problem) = timed.map_or_else(|problem| (None, Some(problem)), |speed| (Some(speed), None));
    Assessment { fits, needed_bytes: needed.unwrap_or(0) as f64, tokens_per_s, problem }
}

async fn run(
    platform: Rc<dyn Platform>,
    terms: &Terms,
    config: &Config,
    formats: Formats,
    (needs, alive): (Needs, &dyn Fn()),
) -> Result<f64, SessionError> {
    let gpu = Rc::new(Gpu::open(platform, terms.profile).await?);
    alive();
    Engine::prepare(&gpu, terms.subgroups).await?;
    gpu.try_room(needs.all_bytes).await?;
    alive();
    TrialRun::new(gpu, config, formats, terms.room)?.tokens_per_s(alive).await
}

/// The configuration that the engine would run, and in which formats.
fn plan(shape: &Shape) -> Result<(Config, Formats), Problem> {
    let architecture = Architecture::named(&shape.architecture).map_err(unsupported)?;
    let Shape { dim, layers, heads, head_size, .. } = *shape;
    let plain = Options::plain(architecture, OptionSizes { dim, layers, heads, head_size });
    let options = match shape.convolutions {
        Some(count) => plain.convolving(count, layers),
        None => plain,
    };
    let sizes = Config {
        architecture,
        name: String::new(),
        languages: vec![],
        dim: shape.dim,
        layers: shape.layers,
        ffn: shape.ffn,
        heads: shape.heads,
        kv_heads: shape.kv_heads,
        head_size: shape.head_size,
        rope_size: shape.head_size,
        vocabulary: shape.vocabulary,
        context: shape.context,
        epsilon: 1e-5,
        options,
    };
    let config = Config::from_sizes(sizes).map_err(unsupported)?;
    let layers = kind(&shape.quantisation)?;
    let head = shape.head_quantisation.as_deref().map_or(Ok(layers), kind)?;
    Ok((config, Formats { layers, head }))
}

fn kind(name: &str) -> Result<QuantKind, Problem> {
    let found = QuantKind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name));
    found.ok_or_else(|| unsupported(ModelError::Unsupported { what: format!("weights of type {name}") }))
}

/// A file is little more than its weights; where not even its length is known, the sizes must do.
fn weight_bytes(shape: &Shape, config: &Config, formats: Formats) -> u64 {
    if let Some(bytes) = shape.weight_bytes.or(Some(shape.file_bytes)).filter(|bytes| *bytes > 0.0) {
        return bytes as u64;
    }
    let bytes = |(name, shape): (String, Vec<u64>)| match (&shape[..], name.starts_with("blk.")) {
        ([columns, rows], in_layer) => {
            let kind = if in_layer { formats.layers } else { formats.head };
            demand::row_bytes(kind.for_rows_of(*columns), *columns as u32) * rows
        }
        _ => shape.iter().product::<u64>() * 4,
    };
    tensors(config, false).into_iter().map(bytes).sum()
}

fn unsupported(error: ModelError) -> Problem {
    problem::from_session(&error.into())
}

fn small_memory(needed: u64, memory_gb: f64) -> Problem {
    Problem {
        code: ProblemCode::OutOfMemory,
        message: format!(
            "The model needs about {} of memory, and this computer has about {memory_gb} GB for everything.",
            problem::size(needed)
        ),
        remedy: "Choose a smaller model.".into(),
    }
}

/// What a device says no to is its memory, or something that concerns any model.
fn refused(inner: &GpuError, error: &SessionError, needs: Needs) -> Problem {
    match inner {
        GpuError::OutOfMemory { what, bytes, allocated_bytes } => {
            problem::no_room(needs, what, *bytes, *allocated_bytes)
        }
        _ => problem::from_session(error),
    }
}

/// What the first bytes of a file of `file_bytes` say.
pub fn read_header(bytes: &[u8], file_bytes: f64) -> Header {
    let mut reader = HeaderReader::new(Some(file_bytes as u64).filter(|bytes| *bytes > 0));
    let read = reader.push(bytes).map_err(|error| ModelError::Gguf(error).into()).and_then(|gguf| match gguf {
        Some((gguf, _)) => describe(&gguf, file_bytes),
        None => {
            // The architecture is among the first of thousands of entries: who has another one need not wait for the rest.
            Config::check_architecture(reader.metadata())?;
            Ok(Header::Unfinished)
        }
    });
    read.unwrap_or_else(|error: SessionError| Header::Problem { problem: problem::from_session(&error) })
}

/// Looks at all that loading will look at, but for the weights. Of several files this is the first: it knows its own tensors only.
fn describe(gguf: &Gguf, file_bytes: f64) -> Result<Header, SessionError> {
    let config = Config::from_gguf(gguf)?;
    if !gguf.is_part() {
        check(gguf, &config)?;
    }
    Tokenizer::check(&gguf.metadata)?;
    let meta = &gguf.metadata;
    let layers = main_kind(gguf);
    let head = gguf.tensor("output.weight").or_else(|| gguf.tensor("token_embd.weight")).map(|tensor| tensor.kind);
    let shape = Shape {
        architecture: meta.str("general.architecture").unwrap_or_default().into(),
        dim: config.dim,
        layers: config.layers,
        ffn: config.ffn,
        heads: config.heads,
        kv_heads: config.kv_heads,
        head_size: config.head_size,
        convolutions: config.convolutions(),
        vocabulary: config.vocabulary,
        context: config.context,
        quantisation: layers.name().into(),
        head_quantisation: head.map(|kind| kind.name().into()),
        file_bytes,
        weight_bytes: Some(demand::weight_bytes(gguf) as f64).filter(|_| !gguf.is_part()),
    };
    let licence = meta.str("general.license").ok().map(str::to_owned);
    Ok(Header::Shape { shape, name: config.name, licence })
}

/// The type that most bytes of the layers have.
fn main_kind(gguf: &Gguf) -> QuantKind {
    let bytes = |kind: QuantKind| -> u64 {
        let layers = gguf.tensors.iter().filter(|tensor| tensor.name.starts_with("blk.") && tensor.kind == kind);
        layers.map(|tensor| tensor.bytes).sum()
    };
    QuantKind::ALL.into_iter().max_by_key(|kind| bytes(*kind)).unwrap_or(QuantKind::F32)
}
