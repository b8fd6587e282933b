// The worker's side of the fault hooks: stands between the engine and the browser, or the model's bytes.

import type { Faults } from "./faults.js";
import { limitMemory } from "./memory_faults.js";

export type { Faults } from "./faults.js";

interface Opened {
  stream: ReadableStream<Uint8Array>;
}

let device: GPUDevice | undefined;

/** The graphics card is taken away. */
export function runWorkerFault(): void {
  device?.destroy();
}

export function installFaults<Choice extends { id: string }, Model extends Opened>(
  model: Choice,
  faults: Faults,
  open: (choice: Choice) => Promise<Model>,
  emit: (json: string) => void,
): { open: (choice: Choice) => Promise<Model>; emit: (json: string) => void } {
  if (navigator.gpu) keepDevice();
  if (faults.noWebgpu) Object.defineProperty(navigator, "gpu", { value: undefined, configurable: true });
  if (navigator.gpu) breakAdapters(faults);
  if (navigator.gpu && (faults.tooLarge === model.id || faults.roomForOne)) limitMemory(faults.tooLarge === model.id);
  if (navigator.gpu && faults.slowReadbacks) slowReadbacks(faults.slowReadbacks);
  return {
    open: async (choice) => {
      const model = await open(choice);
      return { ...model, stream: breakModel(faults, model.stream.getReader()) };
    },
    emit: faults.slowTokens ? slowly(faults.slowTokens, emit) : emit,
  };
}

function keepDevice(): void {
  const requestDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor?: GPUDeviceDescriptor) {
    return (device = await requestDevice.call(this, descriptor));
  };
}

function slowReadbacks(ms: number): void {
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = async function (this: GPUBuffer, ...range: Parameters<typeof mapAsync>) {
    await new Promise((done) => setTimeout(done, ms));
    return mapAsync.apply(this, range);
  };
}

function breakAdapters(faults: Faults): void {
  let refusals = faults.nullAdapterFirst ?? 0;
  const requestAdapter = GPU.prototype.requestAdapter;
  GPU.prototype.requestAdapter = async function (this: GPU, options?: GPURequestAdapterOptions) {
    if (refusals-- > 0) return null;
    return requestAdapter.call(this, options);
  };
  if (!faults.belowFloor) return;
  const limits = Object.getOwnPropertyDescriptor(GPUAdapter.prototype, "limits");
  Object.defineProperty(GPUAdapter.prototype, "limits", {
    get(this: GPUAdapter) {
      const real = limits?.get?.call(this) as GPUSupportedLimits;
      return new Proxy(real, {
        get: (_, name) => (name === "maxStorageBuffersPerShaderStage" ? 4 : Reflect.get(real, name, real)),
      });
    },
  });
}

function breakModel(faults: Faults, reader: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await reader.read();
      if (done) return controller.close();
      const bytes = faults.architecture && at === 0 ? renamed(value, faults.architecture) : value;
      const room = (faults.truncateModel ?? Infinity) - at;
      at += value.length;
      if (room >= bytes.length) return controller.enqueue(bytes);
      if (room > 0) controller.enqueue(bytes.subarray(0, room));
      controller.close();
      await reader.cancel();
    },
  });
}

/** The header with another value of general.architecture: key, type (u32), length (u64), value. */
function renamed(header: Uint8Array, architecture: string): Uint8Array {
  const key = new TextEncoder().encode("general.architecture");
  const start = header.findIndex((_, i) => key.every((byte, j) => header[i + j] === byte));
  if (start < 0) throw new Error("general.architecture is not in the model's first bytes");
  const lengthAt = start + key.length + 4;
  const length = new DataView(header.buffer, header.byteOffset).getUint32(lengthAt, true);
  const value = new TextEncoder().encode(architecture);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setUint32(0, value.length, true);
  const parts = [header.subarray(0, lengthAt), size, value, header.subarray(lengthAt + 8 + length)];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of parts) {
    out.set(part, to);
    to += part.length;
  }
  return out;
}

/** Delays every event behind a suggestion, in order. */
function slowly(ms: number, emit: (json: string) => void): typeof emit {
  let last: Promise<void> = Promise.resolve();
  return (json) => {
    const wait = /"kind":"(suggestion|rewrite)"/.test(json) ? ms : 0;
    last = last.then(() => new Promise((done) => setTimeout(done, wait))).then(() => emit(json));
  };
}
