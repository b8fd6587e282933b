// What the popup knows, and what follows from it. Pure: no DOM, no browser.

import type { Site } from "../shared/messages.js";
import type { Status } from "../shared/protocol.js";

export interface State {
  /** Undefined until the engine's host has answered. */
  status: Status | undefined;
  site: Site | undefined;
  /** A line for the user about what was just done. */
  notice: string;
}

export type Action =
  | { kind: "status"; status: Status | undefined }
  | { kind: "site"; site: Site }
  | { kind: "notice"; notice: string };

export const nothingKnown: State = { status: undefined, site: undefined, notice: "" };

export function reduce(state: State, action: Action): State {
  switch (action.kind) {
    case "status":
      return { ...state, status: action.status };
    case "site":
      return { ...state, site: action.site };
    case "notice":
      return { ...state, notice: action.notice };
  }
}

/** The engine's state in words. */
export interface EngineCard {
  light: "good" | "busy" | "bad" | "off";
  title: string;
  detail: string;
  remedy: string;
  /** From 0 to 1; undefined when nothing can be measured. */
  progress: number | undefined;
}

export function engineCard({ status, site }: State): EngineCard {
  const plain = { remedy: "", progress: undefined };
  if (site && !site.enabled) return { ...plain, light: "off", title: "Switched off", detail: "No page gets a script of Inkling." };
  switch (status?.state) {
    case undefined:
      return { ...plain, light: "busy", title: "Connecting", detail: "" };
    case "starting":
      return { ...plain, light: "busy", title: "Starting", detail: "Looking for the graphics card." };
    case "loading": {
      const { model, loadedBytes, totalBytes } = status;
      const progress = totalBytes > 0 ? Math.min(1, loadedBytes / totalBytes) : undefined;
      const sizes = `${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`;
      return { ...plain, light: "busy", title: "Loading the model", detail: `${model}\n${sizes}`, progress };
    }
    case "ready": {
      const { model, adapter, decodeTokensPerS } = status;
      const speed = decodeTokensPerS === null ? "" : `${perSecond(decodeTokensPerS)} tokens/s`;
      return { ...plain, light: "good", title: "Ready", detail: [model, adapter, speed].filter(Boolean).join("\n") };
    }
    case "failed": {
      const { code, message, remedy } = status.problem;
      const title = code === "no-webgpu" ? "No WebGPU" : "Not working";
      return { light: "bad", title, detail: message, remedy, progress: undefined };
    }
  }
}

/** A site as people write it. */
export function siteName({ origin }: Site): string {
  if (origin === null) return "Extensions may not run here";
  return `On ${origin.replace(/^https?:\/\//, "")}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

function perSecond(tokens: number): string {
  return tokens.toFixed(tokens < 100 ? 1 : 0);
}
