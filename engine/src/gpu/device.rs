//! Opening a device: adapter, limits, features, and the text variant that they allow.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::{Arc, Mutex},
};

use serde::{Deserialize, Serialize};

use super::{GpuError, Platform, buffer::Asked, pass::Counts, pipeline::Pipelines, timing::Timing, uniforms::Uniforms};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Profile {
    /// WebGPU's default limits and no optional feature.
    Floor,
    /// What the adapter has.
    #[default]
    Full,
}

/// What a device is opened for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Opening {
    pub profile: Profile,
    /// To measure with timestamps, where the adapter has them.
    pub timestamps: bool,
}

impl From<Profile> for Opening {
    fn from(profile: Profile) -> Self {
        Self { profile, timestamps: false }
    }
}

/// Which of a hot kernel's texts the device runs. Chosen from its features, never from its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Variant {
    /// The smallest subgroup that the device was seen to use; none where shuffles may not be used.
    pub subgroup_size: Option<u32>,
    /// Decode in fixed point, where weights are small integers (`matvec_fixed`).
    pub fixed_point: bool,
}

/// What a workgroup may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkgroupLimits {
    pub threads: u32,
    /// Of workgroup memory.
    pub bytes: u32,
}

pub struct Gpu {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    pub(super) platform: Rc<dyn Platform>,
    pub(super) pipelines: Pipelines,
    pub(super) uniforms: RefCell<Option<Rc<Uniforms>>>,
    pub(super) idle_staging: RefCell<HashMap<u64, Vec<wgpu::Buffer>>>,
    pub(super) counts: Cell<Counts>,
    pub(super) allocated_bytes: Rc<Cell<u64>>,
    pub(super) most_allocated_bytes: Cell<u64>,
    pub(super) asked: RefCell<Vec<Asked>>,
    pub(super) timing: RefCell<Option<Rc<Timing>>>,
    health: Arc<Mutex<Option<GpuError>>>,
    adapter: String,
    pub(super) is_software: bool,
    profile: Profile,
    variant: Cell<Variant>,
}

/// How long a browser may take to find its adapter after its own start: the first answers can be null.
const ADAPTER_TRIES: u32 = 12;
const ADAPTER_PAUSE_MS: u32 = 250;

impl Gpu {
    pub async fn open(platform: Rc<dyn Platform>, opening: impl Into<Opening>) -> Result<Self, GpuError> {
        let Opening { profile, timestamps } = opening.into();
        let adapter = find_adapter(&*platform).await?;
        let info = adapter.get_info();
        let name = if info.name.is_empty() { info.driver.clone() } else { info.name.clone() };
        check_floor(&name, &adapter.limits())?;
        let offered = adapter.features();
        let (mut features, limits) = match profile {
            Profile::Floor => (wgpu::Features::empty(), wgpu::Limits::default()),
            Profile::Full => (offered & wgpu::Features::SUBGROUP, adapter.limits()),
        };
        if timestamps {
            features |= offered & wgpu::Features::TIMESTAMP_QUERY;
        }
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor {
                label: Some("inkling"),
                required_features: features,
                required_limits: limits,
                ..Default::default()
            })
            .await
            .map_err(|error| GpuError::NoAdapter(error.to_string()))?;
        let platform_name = platform.adapter_name();
        let health = Arc::new(Mutex::new(None));
        watch(&device, &health);
        let variant = Variant::default();
        let gpu = Self {
            pipelines: Pipelines::new(&device),
            device,
            queue,
            platform,
            uniforms: RefCell::default(),
            idle_staging: RefCell::default(),
            counts: Cell::default(),
            allocated_bytes: Rc::default(),
            most_allocated_bytes: Cell::default(),
            asked: RefCell::default(),
            timing: RefCell::default(),
            health,
            adapter: platform_name.unwrap_or(name),
            is_software: info.device_type == wgpu::DeviceType::Cpu,
            profile,
            variant: Cell::new(variant),
        };
        gpu.make_uniforms();
        Ok(gpu)
    }

    pub fn adapter(&self) -> &str {
        &self.adapter
    }

    pub fn profile(&self) -> Profile {
        self.profile
    }

    pub fn variant(&self) -> Variant {
        self.variant.get()
    }

    /// Told by whoever has looked at the device (see `kernels::subgroup_probe`).
    pub fn set_variant(&self, variant: Variant) {
        self.variant.set(variant);
    }

    /// Whether a shader with subgroup operations would compile here.
    pub fn may_use_subgroups(&self) -> bool {
        let native = cfg!(target_arch = "wasm32") || self.device.features().contains(wgpu::Features::SUBGROUP);
        self.profile == Profile::Full && native && self.platform.has_subgroups()
    }

    /// Whether the machine's processor plays the graphics card.
    pub fn is_software(&self) -> bool {
        self.is_software
    }

    /// The largest part of a buffer that a kernel may see at once.
    pub fn binding_limit(&self) -> u64 {
        self.device.limits().max_storage_buffer_binding_size.min(self.device.limits().max_buffer_size)
    }

    pub fn workgroup_limits(&self) -> WorkgroupLimits {
        let limits = self.device.limits();
        WorkgroupLimits {
            threads: limits.max_compute_invocations_per_workgroup.min(limits.max_compute_workgroup_size_x),
            bytes: limits.max_compute_workgroup_storage_size,
        }
    }

    pub fn now_ms(&self) -> f64 {
        self.platform.now_ms()
    }

    pub fn unix_ms(&self) -> f64 {
        self.platform.unix_ms()
    }

    pub fn counts(&self) -> Counts {
        self.counts.get()
    }

    /// What all buffers that are alive take.
    pub fn allocated_bytes(&self) -> u64 {
        self.allocated_bytes.get()
    }

    /// The most of that at any time.
    pub fn most_allocated_bytes(&self) -> u64 {
        self.most_allocated_bytes.get()
    }

    /// Ends the device, as a driver may at any time.
    pub fn lose(&self) {
        self.device.destroy();
    }

    /// The first error that the device reported since it was opened, if any. Asked at every wait.
    pub fn check(&self) -> Result<(), GpuError> {
        let health = self.health()?;
        if matches!(health, Some(GpuError::Internal(_))) {
            // Natively a loss is told at the next look, and what is asked of a lost device meanwhile is called invalid.
            let _ = self.device.poll(wgpu::PollType::Poll);
            return self.health()?.map_or(Ok(()), Err);
        }
        health.map_or(Ok(()), Err)
    }

    fn health(&self) -> Result<Option<GpuError>, GpuError> {
        let health = self.health.lock();
        health.map(|health| health.clone()).map_err(|_| "the device's error record is poisoned".to_string().into())
    }
}

impl Drop for Gpu {
    fn drop(&mut self) {
        self.lose();
    }
}

async fn find_adapter(platform: &dyn Platform) -> Result<wgpu::Adapter, GpuError> {
    let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
    descriptor.flags = wgpu::InstanceFlags::empty();
    let instance = wgpu::Instance::new(descriptor);
    let options =
        wgpu::RequestAdapterOptions { power_preference: wgpu::PowerPreference::HighPerformance, ..Default::default() };
    let mut tries = 0;
    loop {
        match instance.request_adapter(&options).await {
            Ok(adapter) => return Ok(adapter),
            Err(error) if tries + 1 >= ADAPTER_TRIES => return Err(GpuError::NoAdapter(error.to_string())),
            Err(_) => tries += 1,
        }
        platform.sleep(ADAPTER_PAUSE_MS).await;
    }
}

/// The floor profile is WebGPU's own defaults, in the limits that the kernels lean on.
fn check_floor(adapter: &str, offered: &wgpu::Limits) -> Result<(), GpuError> {
    let needed = wgpu::Limits::default();
    let pairs: [(&'static str, u64, u64); 6] = [
        (
            "storage buffers a stage",
            offered.max_storage_buffers_per_shader_stage.into(),
            needed.max_storage_buffers_per_shader_stage.into(),
        ),
        ("bytes a binding", offered.max_storage_buffer_binding_size, needed.max_storage_buffer_binding_size),
        ("bytes a buffer", offered.max_buffer_size, needed.max_buffer_size),
        (
            "bytes of workgroup memory",
            offered.max_compute_workgroup_storage_size.into(),
            needed.max_compute_workgroup_storage_size.into(),
        ),
        (
            "threads a workgroup",
            offered.max_compute_invocations_per_workgroup.into(),
            needed.max_compute_invocations_per_workgroup.into(),
        ),
        (
            "workgroups a dimension",
            offered.max_compute_workgroups_per_dimension.into(),
            needed.max_compute_workgroups_per_dimension.into(),
        ),
    ];
    for (limit, offered, needed) in pairs {
        if offered < needed {
            return Err(GpuError::BelowFloor { adapter: adapter.into(), limit, offered, needed });
        }
    }
    Ok(())
}

/// Keeps the first error that nobody asked for; without a handler wgpu would panic. A loss explains what went wrong before
/// it was told.
fn watch(device: &wgpu::Device, health: &Arc<Mutex<Option<GpuError>>>) {
    let keep = |health: &Mutex<Option<GpuError>>, error: GpuError| {
        if let Ok(mut health) = health.lock()
            && matches!((&*health, &error), (None, _) | (Some(GpuError::Internal(_)), GpuError::Lost(_)))
        {
            *health = Some(error);
        }
    };
    let errors = health.clone();
    device.on_uncaptured_error(Arc::new(move |error| {
        let error = match error {
            wgpu::Error::OutOfMemory { .. } => {
                GpuError::OutOfMemory { what: "a transfer".into(), bytes: 0, allocated_bytes: 0 }
            }
            other => GpuError::Internal(other.to_string()),
        };
        keep(&errors, error);
    }));
    let lost = health.clone();
    device.set_device_lost_callback(move |_, message| keep(&lost, GpuError::Lost(message)));
}
