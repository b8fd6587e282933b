// Failures that are seen on this side of the wasm, in words for the user.

import type { Problem } from "../shared/protocol.js";

export function noWebgpu(userAgent: string): Problem {
  const remedy = userAgent.includes("Firefox/")
    ? "On Windows and on Macs with Apple silicon, update Firefox. On Linux, open about:config, set dom.webgpu.enabled " +
      "and dom.webgpu.workers.enabled to true, and restart Firefox."
    : "Update the browser. In its settings under System, switch on graphics acceleration, and restart it. On Linux, " +
      "also enable chrome://flags/#enable-unsafe-webgpu.";
  return { code: "no-webgpu", message: "This browser offers no WebGPU, which the model runs on.", remedy };
}

export function workerStopped(reason: string): Problem {
  return {
    code: "worker-stopped",
    message: `The engine stopped unexpectedly${reason && ` (${reason})`}.`,
    remedy: "Try again. If it keeps stopping, close other programs that use the graphics card.",
  };
}

export function graphicsCardSilent(): Problem {
  return {
    code: "device-lost",
    message: "The graphics card has not answered for a minute.",
    remedy: "Close other programs that use it, and try again. If that does not help, restart the computer.",
  };
}

export function engineDidNotStart(error: unknown): Problem {
  return {
    code: "internal",
    message: `The engine did not start: ${String(error)}`,
    remedy: "Restart the browser. If that does not help, copy the report and file an issue with it.",
  };
}

export function modelUnreadable(error: unknown, isBuiltIn: boolean): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  if (!isBuiltIn) return { code: "bad-model", message: reason, remedy: "Choose another model, or add this one again." };
  return {
    code: "bad-model",
    message: `The model that comes with Inkling could not be read: ${reason}`,
    remedy: "Install the extension again.",
  };
}

export function badRequest(message: string): Problem {
  return { code: "bad-request", message, remedy: "Reload the page and try again." };
}

export function unloaded(): Problem {
  return { code: "worker-stopped", message: "The model was unloaded.", remedy: "Ask again: it is loaded then." };
}

/** The engine is gone, and a fresh one may do better. */
export function isDeath({ code }: Problem): boolean {
  return code === "device-lost" || code === "worker-stopped";
}

/** The second time in a row. */
export function twice({ code, message }: Problem): Problem {
  return {
    code,
    message: `${message} The answer was tried again, and it happened again.`,
    remedy: "Close other programs that use the graphics card, or choose a smaller model. Then try again.",
  };
}
