// What the host needs of the settings. Chrome's offscreen document cannot read the store: the background does it there.

import { engineSettings, onEngineSettings, type EngineSettings } from "../shared/engine_settings.js";
import { reach } from "../shared/reach.js";
import { defaults, readSettings, writeSettings, type Settings } from "../shared/settings.js";

let known: Promise<EngineSettings> | undefined;

/** As they are now. */
export function hostSettings(): Promise<EngineSettings> {
  return (known ??= read());
}

/** Calls back after every change. */
export function followSettings(listener: (settings: EngineSettings) => void): void {
  onEngineSettings((settings) => {
    known = Promise.resolve(settings);
    listener(settings);
  });
}

/** Remembers which model does what. */
export async function saveModels(models: Settings["models"]): Promise<void> {
  known = hostSettings().then((settings) => ({ ...settings, models }));
  if (chrome.storage) return writeSettings({ models });
  const done = await reach("changeSettings", { changes: { models } });
  if (!done?.ok) throw new Error(done?.message ?? "What was chosen could not be kept.");
}

async function read(): Promise<EngineSettings> {
  if (chrome.storage) return engineSettings(await readSettings());
  // Where the background cannot be reached, the engine works without having been told anything.
  return (await reach("getEngineSettings", {})) ?? defaults;
}
