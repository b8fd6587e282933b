// Sends the drawing script into the frame that asks for the engine: it will have something to show.

import type { Frame } from "./focused_frame.js";

const file = "content/drawing.js";

export async function sendDrawing({ tabId, frameId }: Frame): Promise<void> {
  await chrome.scripting.executeScript({
    target: { tabId, frameIds: [frameId] },
    files: [file],
    injectImmediately: true,
  });
}
