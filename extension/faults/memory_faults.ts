// A graphics card with little memory: what goes beyond it is refused with the browser's own error, where the browser tells errors.

/** What the engine holds with nothing loaded is less. */
const roomBytes = 16 * 1024;

/** `GPUBufferUsage.STORAGE`, which TypeScript does not know. */
const storageUsage = 0x80;

/** One worker at a time holds it, until it ends. */
const card = "a graphics card with room for one model";

export function limitMemory(isTooLarge: boolean): void {
  let hasRoom = false;
  if (!isTooLarge) {
    void navigator.locks.request(card, () => {
      hasRoom = true;
      return new Promise(() => undefined);
    });
  }
  let bytes = 0;
  let refused = false;
  const prototype = GPUDevice.prototype;
  const { createBuffer, pushErrorScope, popErrorScope } = prototype;
  const error = (): GPUOutOfMemoryError => new GPUOutOfMemoryError("no memory is left");
  let scopes = 0;
  prototype.pushErrorScope = function (this: GPUDevice, filter) {
    scopes += 1;
    return pushErrorScope.call(this, filter);
  };
  prototype.popErrorScope = async function (this: GPUDevice) {
    scopes -= 1;
    const isRefused = refused;
    refused = false;
    const found = await popErrorScope.call(this);
    return isRefused ? error() : found;
  };
  prototype.createBuffer = function (this: GPUDevice, descriptor) {
    if (descriptor.usage & storageUsage) bytes += descriptor.size;
    if (!hasRoom && bytes > roomBytes) {
      refused = scopes > 0;
      if (!refused) this.dispatchEvent(new GPUUncapturedErrorEvent("uncapturederror", { error: error() }));
    }
    return createBuffer.call(this, descriptor);
  };
}
