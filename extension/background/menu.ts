// The entry in the context menu of fields: rewriting is found there by those who know no shortcut. It is what the permission
// "contextMenus" is for, and all that it is for; both browsers know it by that name.

import { say } from "../shared/words.js";
import { rewrite } from "./rewrite.js";

const id = "rewrite";

/** Browsers keep the entry between runs of this script: it is made at each install, update and enabling. */
export function makeMenu(): void {
  chrome.contextMenus.removeAll(() => {
    chrome.contextMenus.create({ id, title: say("panelTitle"), contexts: ["editable"] }, () => void chrome.runtime.lastError);
  });
}

export function listenToMenu(): void {
  chrome.contextMenus.onClicked.addListener(({ menuItemId, frameId }, tab) => {
    if (menuItemId === id && tab?.id !== undefined) void rewrite({ tabId: tab.id, frameId: frameId ?? 0 });
  });
}
