// Steps between wgpu and the browser where the device is asked for. Must run before the wasm makes its device.
// Of two graphics cards the faster is asked for, unless the user wants the other: a wish, which Chrome on Windows does not hear (there
// the system's graphics settings decide, crbug.com/369219127).
// wgpu's web backend does not ask for subgroups (gfx-rs/wgpu#10146) and knows only a part of an adapter's name.

import type { GpuChoice } from "../shared/settings.js";

/** What `engine/web` reads of the device that was opened. */
interface Opened {
  inklingSubgroups?: boolean;
  inklingAdapter?: string;
}

export function watchDeviceRequests(gpu: GpuChoice): void {
  const { requestAdapter } = GPU.prototype;
  GPU.prototype.requestAdapter = function (this: GPU, options) {
    const powerPreference = gpu === "low-power" ? gpu : "high-performance";
    return requestAdapter.call(this, { ...options, powerPreference });
  };
  const prototype = GPUAdapter.prototype;
  const requestDevice = prototype.requestDevice;
  prototype.requestDevice = function (this: GPUAdapter, descriptor: GPUDeviceDescriptor = {}) {
    const features = new Set<string>(descriptor.requiredFeatures);
    const opened = globalThis as Opened;
    opened.inklingSubgroups = this.features.has("subgroups");
    if (opened.inklingSubgroups) features.add("subgroups");
    opened.inklingAdapter = nameOf(this.info, gpu);
    return requestDevice.call(this, { ...descriptor, requiredFeatures: [...features] as GPUFeatureName[] });
  };
}

function nameOf({ vendor, architecture, device, description, isFallbackAdapter }: GPUAdapterInfo, gpu: GpuChoice): string {
  const words = description ? [description] : [vendor, architecture, device];
  const name = words.filter((word) => word).join(" ") || nameByWebgl(gpu);
  if (name) return name;
  return isFallbackAdapter ? "software adapter" : "graphics card without a name";
}

/** Firefox keeps the adapter's name to itself, and tells WebGL's, of the same wish, by its family: "…, or similar". */
function nameByWebgl(gpu: GpuChoice): string {
  const powerPreference = gpu === "low-power" ? gpu : "high-performance";
  const context = new OffscreenCanvas(1, 1).getContext("webgl", { powerPreference });
  const name = context?.getParameter(context.RENDERER);
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return typeof name === "string" ? name : "";
}
