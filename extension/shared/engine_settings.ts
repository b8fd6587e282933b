// The settings that concern the engine's host, and how it hears of a change. Not by the browser's messages: Firefox's host lives in the
// background's own page, which hears none of its own.

import type { Settings } from "./settings.js";

export type EngineSettings = Pick<Settings, "models" | "gpu" | "room" | "idleMinutes">;

const name = "inkling-engine-settings";

export function engineSettings({ models, gpu, room, idleMinutes }: Settings): EngineSettings {
  return { models, gpu, room, idleMinutes };
}

export function tellEngine(settings: Settings): void {
  const channel = new BroadcastChannel(name);
  channel.postMessage(engineSettings(settings));
  channel.close();
}

export function onEngineSettings(listener: (settings: EngineSettings) => void): void {
  new BroadcastChannel(name).onmessage = ({ data }: MessageEvent<EngineSettings>) => listener(data);
}
