// Erases everything that the extension keeps. Whatever is at work could write again, so it is ended first, all of it, by starting the
// extension anew; and what was begun is carried through even if the browser is closed in between.

import { eraseFiles, eraseRows } from "../shared/erase.js";
import type { Done } from "../shared/messages.js";

/** Stands in storage.local until everything is erased. */
const mark = "wiping";

export async function wipe(): Promise<Done> {
  await chrome.storage.local.set({ [mark]: true });
  chrome.runtime.reload();
  return { ok: true };
}

/** To be called before anything else has begun. True when everything was erased just now. */
export async function finishWipe(): Promise<boolean> {
  const stored = await chrome.storage.local.get(mark);
  if (!stored[mark]) return false;
  try {
    await Promise.all([eraseRows("requests"), eraseRows("conversations"), eraseFiles()]);
    await chrome.storage.local.clear();
    return true;
  } catch {
    // The mark stands: the next start tries again.
    return false;
  }
}
