// Sends the drawing script into the frame that asks for the engine: it will have something to show.

const file = "content/drawing.js";

export async function sendDrawing({ tab, frameId }: chrome.runtime.MessageSender): Promise<void> {
  if (tab?.id === undefined || frameId === undefined) return;
  await chrome.scripting.executeScript({
    target: { tabId: tab.id, frameIds: [frameId] },
    files: [file],
    injectImmediately: true,
  });
}
