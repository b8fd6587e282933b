//! Loading: header first, then every tensor is repacked and uploaded as its bytes arrive. Nothing holds the file.

use super::{Config, Forward, ModelError, Sizes, State, demand, destinations::Destinations, weights::ModelWeights};
use crate::{
    gguf::{HeaderReader, Metadata, TensorStream},
    gpu::Gpu,
};

struct Weights {
    stream: TensorStream,
    destinations: Destinations,
    config: Config,
    weights: ModelWeights,
    metadata: Metadata,
}

enum Stage {
    Header(Box<HeaderReader>),
    Weights(Box<Weights>),
}

pub struct Loader {
    stage: Option<Stage>,
    received: u64,
    needs: Option<(Config, u64)>,
}

/// What `push` found.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    Header,
    Weights,
}

impl Loader {
    /// `total_bytes`: the file's size, where it is known, so that a header that lies is found at once.
    pub fn new(total_bytes: Option<u64>) -> Self {
        Self { stage: Some(Stage::Header(Box::new(HeaderReader::new(total_bytes)))), received: 0, needs: None }
    }

    /// What the header says of the model: its sizes, and what its weights take on the device.
    pub fn needs(&self) -> Option<&(Config, u64)> {
        self.needs.as_ref()
    }

    pub fn received(&self) -> u64 {
        self.received
    }

    /// Takes the file's next bytes.
    pub fn push(&mut self, gpu: &Gpu, chunk: &[u8]) -> Result<Progress, ModelError> {
        self.received += chunk.len() as u64;
        match self.stage.take() {
            Some(Stage::Header(mut header)) => {
                let Some((gguf, rest)) = header.push(chunk)? else {
                    self.stage = Some(Stage::Header(header));
                    return Ok(Progress::Header);
                };
                let config = Config::from_gguf(&gguf)?;
                self.needs = Some((config.clone(), demand::weight_bytes(&gguf)));
                let (weights, placement) = ModelWeights::place(gpu, &gguf, &config)?;
                let destinations = placement.into_destinations();
                let stream = TensorStream::in_groups(&gguf, &|tensor| destinations.together(tensor));
                let metadata = gguf.metadata;
                self.stage =
                    Some(Stage::Weights(Box::new(Weights { stream, destinations, config, weights, metadata })));
                // Counted already: they came with the header.
                self.received -= rest.len() as u64;
                self.push(gpu, &rest)
            }
            Some(Stage::Weights(mut loading)) => {
                let destinations = &mut loading.destinations;
                loading.stream.push(chunk, &mut |rows| destinations.write(gpu, rows))?;
                self.stage = Some(Stage::Weights(loading));
                Ok(Progress::Weights)
            }
            None => Err(ModelError::Unsupported { what: "more bytes after a failed load".into() }),
        }
    }

    /// The file is at its end: the model's parts, ready to run.
    pub fn finish(
        self,
        gpu: &Gpu,
        sizes: impl FnOnce(&Config, &Metadata) -> Sizes,
    ) -> Result<(Config, Metadata, State, Forward), ModelError> {
        match self.stage {
            Some(Stage::Header(header)) => {
                header.finish()?;
                Err(ModelError::Unsupported { what: "a file without a header".into() })
            }
            Some(Stage::Weights(loaded)) => {
                let Weights { stream, config, weights, metadata, .. } = *loaded;
                stream.finish()?;
                let state = State::new(gpu, &config, sizes(&config, &metadata))?;
                let forward = Forward::new(gpu, &config, &weights, &state)?;
                Ok((config, metadata, state, forward))
            }
            None => Err(ModelError::Unsupported { what: "a load that failed before".into() }),
        }
    }
}
