//! Loading: header first, then every tensor is repacked and uploaded as its bytes arrive. Nothing holds the file.
//!
//! The state and the pipelines are made as soon as the header is known: a browser compiles them while the weights come.

use super::{
    Config, Forward, Header, ModelError, Sizes, State, demand, destinations::Destinations, weights::ModelWeights,
};
use crate::{
    gguf::{Gguf, Metadata, Parts, TensorStream},
    gpu::Gpu,
};

/// How much room a model's state is given; an error where the header says something that nobody can use.
pub type SizesOf<E> = Box<dyn Fn(&Config, &Metadata) -> Result<Sizes, E>>;

struct Weights {
    stream: TensorStream,
    destinations: Destinations,
    config: Config,
    state: State,
    forward: Forward,
}

enum Stage {
    Header(Box<Header>),
    Weights(Box<Weights>),
}

pub struct Loader<E> {
    stage: Option<Stage>,
    sizes: SizesOf<E>,
    received: u64,
    needs: Option<(Config, Sizes, u64)>,
    metadata: Option<Metadata>,
    times: LoadTimes,
}

/// What `push` found.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    Header,
    Weights,
}

/// Milliseconds of the loading thread.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LoadTimes {
    /// Reading the header.
    pub header: f64,
    /// Asking for buffers, pipelines and bind groups.
    pub pipelines: f64,
    pub repack: f64,
    /// Handing over what was repacked.
    pub upload: f64,
}

impl<E: From<ModelError>> Loader<E> {
    /// `parts`: as `Header` takes them.
    pub fn new(parts: Parts, sizes: SizesOf<E>) -> Self {
        Self {
            stage: Some(Stage::Header(Box::new(Header::new(parts)))),
            sizes,
            received: 0,
            needs: None,
            metadata: None,
            times: LoadTimes::default(),
        }
    }

    /// What the header says of the model, the room that its state gets, and what its weights take on the device.
    pub fn needs(&self) -> Option<&(Config, Sizes, u64)> {
        self.needs.as_ref()
    }

    /// The rest of what the header says, once it has been read. It is given once: it is large.
    pub fn take_metadata(&mut self) -> Option<Metadata> {
        self.metadata.take()
    }

    pub fn received(&self) -> u64 {
        self.received
    }

    pub fn times(&self) -> LoadTimes {
        self.times
    }

    /// Takes the file's next bytes; those of several files one after the other.
    pub fn push(&mut self, gpu: &Gpu, chunk: &[u8]) -> Result<Progress, E> {
        self.received += chunk.len() as u64;
        match self.stage.take() {
            Some(Stage::Header(mut header)) => {
                let begun = gpu.now_ms();
                let read = header.push(chunk)?;
                self.times.header += gpu.now_ms() - begun;
                let Some((gguf, config, rest)) = read else {
                    self.stage = Some(Stage::Header(header));
                    return Ok(Progress::Header);
                };
                self.begin_weights(gpu, gguf, config)?;
                // Counted already: they came with the header.
                self.received -= rest.len() as u64;
                self.push(gpu, &rest)
            }
            Some(Stage::Weights(mut loading)) => {
                let Weights { stream, destinations, config, state, .. } = &mut *loading;
                let times = &mut self.times;
                stream.push(chunk, &mut |rows| destinations.write(gpu, rows, times))?;
                for (tensor, factors) in destinations.take_rope_factors() {
                    state.set_rope_factors(gpu, config, &tensor, &factors);
                }
                self.stage = Some(Stage::Weights(loading));
                Ok(Progress::Weights)
            }
            None => Err(ModelError::Unsupported { what: "more bytes after a failed load".into() }.into()),
        }
    }

    /// What the header is wrong in has been told when this asks for the first of the device's memory.
    fn begin_weights(&mut self, gpu: &Gpu, gguf: Gguf, config: Config) -> Result<(), E> {
        let sizes = (self.sizes)(&config, &gguf.metadata)?;
        State::check(gpu, &config, &sizes)?;
        self.needs = Some((config.clone(), sizes, demand::weight_bytes(&gguf)));
        let begun = gpu.now_ms();
        let (weights, placement) = ModelWeights::place(gpu, &gguf, &config)?;
        let destinations = placement.into_destinations();
        let state = State::new(gpu, &config, sizes)?;
        let forward = Forward::new(gpu, &config, &weights, &state)?;
        self.times.pipelines = gpu.now_ms() - begun;
        let stream = TensorStream::in_groups(&gguf, &|tensor| destinations.together(tensor));
        self.metadata = Some(gguf.metadata);
        self.stage = Some(Stage::Weights(Box::new(Weights { stream, destinations, config, state, forward })));
        Ok(())
    }

    /// The file is at its end: the model's parts, ready to run.
    pub fn finish(self) -> Result<(Config, State, Forward), ModelError> {
        match self.stage {
            Some(Stage::Header(header)) => {
                header.finish()?;
                Err(ModelError::Unsupported { what: "a file without a header".into() })
            }
            Some(Stage::Weights(loaded)) => {
                let Weights { stream, config, state, forward, .. } = *loaded;
                stream.finish()?;
                Ok((config, state, forward))
            }
            None => Err(ModelError::Unsupported { what: "a load that failed before".into() }),
        }
    }
}
