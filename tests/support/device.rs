//! A device of the adapter that the run is meant for, and models on it.

use std::env;
use std::rc::Rc;

use inkling_engine::gguf::Parts;
use inkling_engine::gpu::{Gpu, Native, Platform, Profile, Variant};
use inkling_engine::model::ModelError;
use inkling_engine::session::{Engine, Loading, Room, SessionError};

/// As a file arrives: in pieces that respect no tensor's end.
pub(super) const CHUNK_BYTES: usize = (1 << 20) - 7;

/// The adapter that `INKLING_ADAPTER` names; `Other` where it is unset or names none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adapter {
    Llvmpipe,
    Swiftshader,
    Other,
}

pub fn adapter() -> Adapter {
    match env::var("INKLING_ADAPTER").as_deref() {
        Ok("llvmpipe") => Adapter::Llvmpipe,
        Ok("swiftshader") => Adapter::Swiftshader,
        _ => Adapter::Other,
    }
}

/// How the device is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setup {
    pub profile: Profile,
    pub subgroups: bool,
    /// Decode in fixed point also where the device's subgroups are narrow (but not as narrow as four).
    pub fixed_point: bool,
}

impl Setup {
    pub const FULL: Self = Self { profile: Profile::Full, subgroups: true, fixed_point: false };
    pub const FULL_IN_FIXED_POINT: Self = Self { fixed_point: true, ..Self::FULL };
    pub const FULL_WITHOUT_SUBGROUPS: Self = Self { subgroups: false, ..Self::FULL };
    pub const FLOOR: Self = Self { profile: Profile::Floor, ..Self::FULL_WITHOUT_SUBGROUPS };

    pub fn gpu(self) -> Rc<Gpu> {
        self.gpu_on(Rc::new(Native::default()))
    }

    pub fn gpu_on(self, platform: Rc<dyn Platform>) -> Rc<Gpu> {
        let gpu = pollster::block_on(async {
            let gpu = Rc::new(Gpu::open(platform, self.profile).await.unwrap());
            Engine::prepare(&gpu, self.subgroups).await.unwrap();
            let variant = gpu.variant();
            if self.fixed_point && variant.subgroup_size >= Some(8) {
                gpu.set_variant(Variant { fixed_point: true, ..variant });
            }
            gpu
        });
        assert_is_meant(gpu.adapter());
        gpu
    }

    /// The model in these bytes, as `inkling` opens it.
    pub fn open(self, model: &[u8]) -> Engine {
        load(&self.gpu(), model).unwrap()
    }
}

/// A run meant for one adapter proves nothing on another.
pub(super) fn assert_is_meant(name: &str) {
    let found = name.to_lowercase();
    let is_meant = match adapter() {
        Adapter::Llvmpipe => found.contains("llvmpipe"),
        Adapter::Swiftshader => found.contains("swiftshader"),
        Adapter::Other => true,
    };
    assert!(is_meant, "{name} answered where {:?} was meant", adapter());
}

/// Streams a model in, as `inkling` does.
pub fn load(gpu: &Rc<Gpu>, model: &[u8]) -> Result<Engine, SessionError> {
    load_with(gpu, model, Room::default())
}

pub fn load_with(gpu: &Rc<Gpu>, model: &[u8], room: Room) -> Result<Engine, SessionError> {
    load_parts(gpu, &[model], room)
}

/// The same of a model in several files.
pub fn load_parts(gpu: &Rc<Gpu>, files: &[&[u8]], room: Room) -> Result<Engine, SessionError> {
    let mut parts = Parts::new(files.iter().map(|file| file.len() as u64).collect());
    while let Some(part) = parts.wanted() {
        parts.push(files[part]).map_err(ModelError::from)?;
    }
    let mut loading = Loading::with_room(parts, room);
    for chunk in files.iter().flat_map(|file| file.chunks(CHUNK_BYTES)) {
        loading.push(gpu, chunk)?;
        pollster::block_on(gpu.flush())?;
    }
    loading.finish(gpu.clone())
}
