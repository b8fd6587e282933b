// What the host needs of the settings. Chrome's offscreen document cannot read the store: the background does it there.

import { call } from "../shared/messages.js";
import { engineSettings, onEngineSettings, type EngineSettings } from "../shared/engine_settings.js";
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
  if (chrome.storage) await writeSettings({ models });
  else await call("changeSettings", { changes: { models } });
}

async function read(): Promise<EngineSettings> {
  try {
    return chrome.storage ? engineSettings(await readSettings()) : await call("getEngineSettings", {});
  } catch {
    // The background could not be reached: the engine works without having been told anything.
    return defaults;
  }
}
