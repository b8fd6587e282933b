// Sends the rewrite panel into the frame that is to show it.

import type { Frame } from "./focused_frame.js";

const file = "content/panel.js";

export async function sendPanel({ tabId, frameId }: Frame): Promise<void> {
  await chrome.scripting.executeScript({
    target: { tabId, frameIds: [frameId] },
    files: [file],
    injectImmediately: true,
  });
}
