// Opens the door to the engine: the one file that knows how the browsers differ in where the engine lives.
// Chrome: an offscreen document, made here. Firefox: this very background page, which loads the host beside this script.

import type { Done } from "../shared/messages.js";
import { say } from "../shared/words.js";

const page = "engine/offscreen.html";

let opening: Promise<void> | undefined;

export async function openDoor(): Promise<Done> {
  const { offscreen } = chrome;
  // A service worker has no document, and so no engine beside it: where it can make none either, nobody would answer.
  if (!offscreen) return typeof document === "object" ? { ok: true } : { ok: false, message: say("browserTooOld") };
  // Two documents at once are refused, so all callers wait for one creation.
  opening ??= openDocument(offscreen).finally(() => (opening = undefined));
  try {
    await opening;
    return { ok: true };
  } catch (error) {
    return { ok: false, message: say("doorShut", String(error)) };
  }
}

async function openDocument(offscreen: typeof chrome.offscreen): Promise<void> {
  const contexts = await chrome.runtime.getContexts({ contextTypes: ["OFFSCREEN_DOCUMENT"] });
  if (contexts.length > 0) return;
  await offscreen.createDocument({
    url: page,
    reasons: ["WORKERS"],
    justification: "Runs the language model on the GPU, in a worker.",
  });
}
