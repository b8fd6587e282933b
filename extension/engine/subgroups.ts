// Asks for subgroups on behalf of wgpu, whose web backend does not (gfx-rs/wgpu#10146), and tells the engine whether it got them.
// Must run before the wasm makes its device.

export function askForSubgroups(): void {
  const prototype = GPUAdapter.prototype;
  const requestDevice = prototype.requestDevice;
  prototype.requestDevice = async function (this: GPUAdapter, descriptor: GPUDeviceDescriptor = {}) {
    const requiredFeatures = new Set(descriptor.requiredFeatures);
    if (this.features.has("subgroups")) requiredFeatures.add("subgroups");
    const device = await requestDevice.call(this, { ...descriptor, requiredFeatures: [...requiredFeatures] });
    // Read by engine/web/src/platform.rs.
    Object.assign(globalThis, { inklingSubgroups: device.features.has("subgroups") });
    return device;
  };
}
