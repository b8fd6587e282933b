// Lets the browser compile pipelines side by side, and while the weights come: wgpu's web backend asks for each in a way that keeps
// Chromium's GPU process from everything else until it is made. Must run before the wasm makes its first pipeline.
// wgpu gets a stand-in; the pipeline takes its place where it is used.

/** What `engine/web` waits for. */
interface Compiling {
  inklingCompiled?: () => Promise<unknown>;
}

export function compileAside(): void {
  const { createComputePipeline, createComputePipelineAsync } = GPUDevice.prototype;
  const { setPipeline } = GPUComputePassEncoder.prototype;
  const pipelines = new WeakMap<object, GPUComputePipeline>();
  const wanted = new WeakMap<object, () => GPUComputePipeline>();
  let underWay: Promise<unknown> = Promise.resolve();

  GPUDevice.prototype.createComputePipeline = function (this: GPUDevice, descriptor) {
    const standIn = { label: descriptor.label ?? "" } as GPUComputePipeline;
    // Also where it cannot be compiled: then the device tells its error as it would have.
    const atOnce = (): GPUComputePipeline => {
      const pipeline = pipelines.get(standIn) ?? createComputePipeline.call(this, descriptor);
      pipelines.set(standIn, pipeline);
      return pipeline;
    };
    wanted.set(standIn, atOnce);
    const made = createComputePipelineAsync.call(this, descriptor).then((pipeline) => void pipelines.set(standIn, pipeline), atOnce);
    underWay = Promise.all([underWay, made]);
    return standIn;
  };
  GPUComputePassEncoder.prototype.setPipeline = function (this: GPUComputePassEncoder, standIn) {
    setPipeline.call(this, pipelines.get(standIn) ?? wanted.get(standIn)?.() ?? standIn);
  };
  (globalThis as Compiling).inklingCompiled = () => underWay;
}
