//! Compute pipelines and the bind groups that go with them. Each is made once and kept.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use super::{Gpu, GpuError, Range, Shader, Value};

/// How a kernel uses a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    Read,
    Write,
}

pub struct Pipeline {
    pub(super) raw: wgpu::ComputePipeline,
    pub(super) name: &'static str,
    pub(super) reads_operation: bool,
}

/// An operation: a kernel's buffers and parameters. Any pipeline with the same accesses may run it.
pub struct Bound {
    pub(super) group: wgpu::BindGroup,
    pub(super) operation: u32,
    /// Bytes of weights that one dispatch reads.
    pub(super) weight_bytes: u64,
    /// Keeps what is bound from being given back.
    _bound: Vec<Range>,
}

pub(super) struct Pipelines {
    parameters: wgpu::BindGroupLayout,
    layouts: RefCell<HashMap<Vec<Access>, Rc<wgpu::BindGroupLayout>>>,
    made: RefCell<HashMap<Shader, Rc<Pipeline>>>,
}

impl Pipelines {
    pub(super) fn new(device: &wgpu::Device) -> Self {
        let entry = |binding| layout_entry(binding, wgpu::BufferBindingType::Uniform, true);
        let parameters = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("parameters"),
            entries: &[entry(0), entry(1)],
        });
        Self { parameters, layouts: RefCell::default(), made: RefCell::default() }
    }

    pub(super) fn parameters(&self) -> &wgpu::BindGroupLayout {
        &self.parameters
    }
}

fn layout_entry(binding: u32, ty: wgpu::BufferBindingType, dynamic: bool) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset: dynamic, min_binding_size: None },
        count: None,
    }
}

impl Gpu {
    fn layout(&self, accesses: &[Access]) -> Rc<wgpu::BindGroupLayout> {
        let mut layouts = self.pipelines.layouts.borrow_mut();
        if let Some(layout) = layouts.get(accesses) {
            return layout.clone();
        }
        let entries: Vec<_> = (0..)
            .zip(accesses)
            .map(|(binding, access)| {
                let read_only = *access == Access::Read;
                layout_entry(binding, wgpu::BufferBindingType::Storage { read_only }, false)
            })
            .collect();
        let descriptor = wgpu::BindGroupLayoutDescriptor { label: None, entries: &entries };
        let layout = Rc::new(self.device.create_bind_group_layout(&descriptor));
        layouts.insert(accesses.to_vec(), layout.clone());
        layout
    }

    /// wgpu makes native loops end by counting; drivers leave such a loop as it is, and where that costs too much it is left out.
    fn module(&self, shader: &Shader, text: String) -> wgpu::ShaderModule {
        let source = wgpu::ShaderSource::Wgsl(text.into());
        let module = wgpu::ShaderModuleDescriptor { label: Some(shader.name), source };
        if !shader.free_loops {
            return self.device.create_shader_module(module);
        }
        let checks = wgpu::ShaderRuntimeChecks { force_loop_bounding: false, ..wgpu::ShaderRuntimeChecks::checked() };
        // SAFETY: accesses are checked as everywhere. What is not is whether loops end: the text is ours (`shaders/`), and each of
        // its loops counts up to a number that is there before it begins.
        unsafe { self.device.create_shader_module_trusted(module, checks) }
    }

    /// The pipeline of a shader whose group 1 has bindings 0, 1, … with these accesses.
    pub fn pipeline(&self, shader: &Shader, accesses: &[Access]) -> Result<Rc<Pipeline>, GpuError> {
        if let Some(pipeline) = self.pipelines.made.borrow().get(shader) {
            return Ok(pipeline.clone());
        }
        let text = shader.text(self)?;
        let module = self.module(shader, text);
        let layout = self.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(shader.name),
            bind_group_layouts: &[Some(&self.pipelines.parameters), Some(&*self.layout(accesses))],
            immediate_size: 0,
        });
        let constants: Vec<_> = shader.overrides.iter().map(|(name, value)| (*name, (*value).into())).collect();
        let raw = self.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(shader.name),
            layout: Some(&layout),
            module: &module,
            entry_point: Some("main"),
            compilation_options: wgpu::PipelineCompilationOptions {
                constants: &constants,
                zero_initialize_workgroup_memory: false,
            },
            cache: None,
        });
        self.check()?;
        let pipeline = Rc::new(Pipeline { raw, name: shader.name, reads_operation: shader.reads_operation });
        self.pipelines.made.borrow_mut().insert(shader.clone(), pipeline.clone());
        Ok(pipeline)
    }

    /// Names of the shader texts in use, for reports.
    pub fn shader_variants(&self) -> Vec<String> {
        let made = self.pipelines.made.borrow();
        let mut names: Vec<String> = made.keys().map(describe).collect();
        names.sort();
        names
    }

    /// Binds `ranges` in order and keeps the parameters. `weights`: how many of the first ranges are weights.
    pub fn bind<T: bytemuck::NoUninit>(
        &self,
        ranges: &[(Access, Range)],
        weights: usize,
        parameters: &T,
    ) -> Result<Bound, GpuError> {
        let accesses: Vec<_> = ranges.iter().map(|(access, _)| *access).collect();
        for (_, range) in ranges {
            if range.bytes > self.binding_limit() {
                return Err(GpuError::Internal(format!(
                    "a binding of {} bytes exceeds the device's limit",
                    range.bytes
                )));
            }
        }
        let entries: Vec<_> = (0..)
            .zip(ranges)
            .map(|(binding, (_, range))| wgpu::BindGroupEntry {
                binding,
                resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                    buffer: &range.storage.raw,
                    offset: range.offset,
                    size: std::num::NonZeroU64::new(range.bytes),
                }),
            })
            .collect();
        let group = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &self.layout(&accesses),
            entries: &entries,
        });
        let operation = self.keep_operation(bytemuck::bytes_of(parameters))?;
        let weight_bytes = ranges.iter().take(weights).map(|(_, range)| range.bytes).sum();
        let bound = ranges.iter().map(|(_, range)| range.clone()).collect();
        Ok(Bound { group, operation, weight_bytes, _bound: bound })
    }
}

fn describe(shader: &Shader) -> String {
    let mut name = shader.name.to_string();
    for (_, choice) in &shader.slots {
        name.push(' ');
        name.push_str(choice);
    }
    let constants = shader.constants.iter().map(|(key, value)| (key, Value::Whole(*value)));
    for (key, value) in constants.chain(shader.overrides.iter().map(|(key, value)| (key, *value))) {
        name.push_str(&format!(" {key}={}", f64::from(value)));
    }
    if shader.subgroups {
        name.push_str(" subgroups");
    }
    name
}
