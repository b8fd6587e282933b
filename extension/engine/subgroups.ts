// Asks for subgroups on behalf of wgpu, whose web backend does not (gfx-rs/wgpu#10146).
// Must run before the wasm makes its device.

export function askForSubgroups(): void {
  const prototype = GPUAdapter.prototype;
  const requestDevice = prototype.requestDevice;
  prototype.requestDevice = function (this: GPUAdapter, descriptor: GPUDeviceDescriptor = {}) {
    const features = new Set<string>(descriptor.requiredFeatures);
    if (this.features.has("subgroups")) {
      features.add("subgroups");
      // wgpu cannot tell that the device has them; `engine/web` reads this.
      (globalThis as { inklingSubgroups?: boolean }).inklingSubgroups = true;
    }
    return requestDevice.call(this, { ...descriptor, requiredFeatures: [...features] as GPUFeatureName[] });
  };
}
