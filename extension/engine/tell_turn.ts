// Tells the toolbar icon that suggestions wait for their turn. Firefox's host lives in the background's own page, which hears none of its own
// messages: there it paints the icon itself.

import { showTurn } from "../background/icon.js";
import { call } from "../shared/messages.js";

let told = false;

export function tellTurn(waits: boolean): void {
  if (waits === told) return;
  told = waits;
  void (chrome.action ? showTurn(waits) : call("showTurn", { waits })).catch(() => undefined);
}
