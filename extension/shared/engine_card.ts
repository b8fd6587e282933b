// The engine's state in words, for the pages that show it. Pure.

import type { HostStatus } from "./host_events.js";
import type { Say } from "./words.js";

export interface EngineCard {
  light: "good" | "busy" | "bad" | "off";
  title: string;
  detail: string;
  remedy: string;
  /** From 0 to 1; undefined when nothing can be measured. */
  progress: number | undefined;
}

/** `status`: undefined until the engine's host has answered. */
export function engineCard(status: HostStatus | undefined, say: Say): EngineCard {
  const plain = { remedy: "", progress: undefined };
  switch (status?.state) {
    case undefined:
      return { ...plain, light: "busy", title: say("stateConnecting"), detail: "" };
    case "starting":
      return { ...plain, light: "busy", title: say("stateStarting"), detail: say("stateStartingDetail") };
    case "loading": {
      const { model, loadedBytes, totalBytes } = status;
      const progress = totalBytes > 0 ? Math.min(1, loadedBytes / totalBytes) : undefined;
      const sizes = say("stateSizes", megabytes(loadedBytes), megabytes(totalBytes));
      return { ...plain, light: "busy", title: say("stateLoading"), detail: `${model}\n${sizes}`, progress };
    }
    case "ready": {
      const { model, adapter, decodeTokensPerS } = status;
      const speed = decodeTokensPerS === null ? "" : say("stateSpeed", perSecond(decodeTokensPerS));
      return { ...plain, light: "good", title: say("stateReady"), detail: [model, adapter, speed].filter(Boolean).join("\n") };
    }
    case "unloaded":
      return { ...plain, light: "off", title: say("stateUnloaded"), detail: say("stateUnloadedDetail") };
    case "paused":
      return { ...plain, light: "off", title: say("stateTurns"), detail: say("stateTurnsDetail", status.model || say("anotherModel")) };
    case "failed": {
      const { code, message, remedy } = status.problem;
      const title = say(code === "no-webgpu" ? "stateNoWebGpu" : "stateFailed");
      return { light: "bad", title, detail: message, remedy, progress: undefined };
    }
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

function perSecond(tokens: number): string {
  return tokens.toFixed(tokens < 100 ? 1 : 0);
}
