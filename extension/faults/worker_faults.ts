// The worker's side of the fault hooks: stands between the engine and the browser, or the model's bytes.

import type { Faults } from "./faults.js";

export type { Faults } from "./faults.js";

interface Model<Card> {
  card: Card;
  reader: ReadableStreamDefaultReader<Uint8Array>;
}

export function installFaults<Card>(
  faults: Faults,
  open: () => Promise<Model<Card>>,
  emit: (json: string) => void,
): { open: () => Promise<Model<Card>>; emit: (json: string) => void } {
  if (faults.noWebgpu) Object.defineProperty(navigator, "gpu", { value: undefined, configurable: true });
  if (navigator.gpu) breakAdapters(faults);
  return {
    open: async () => {
      const model = await open();
      return { ...model, reader: breakModel(faults, model.reader) };
    },
    emit: faults.slowTokens ? slowly(faults.slowTokens, emit) : emit,
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

function breakModel(faults: Faults, reader: ReadableStreamDefaultReader<Uint8Array>): typeof reader {
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
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
  return stream.getReader();
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
