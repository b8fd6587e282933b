// Tells a screen reader that what was asked for by hand is there, or that nothing came. Politely, and never the words
// themselves: the page sees an empty element come and go, and cannot look into its closed shadow root.

import type { AcceptKey } from "../shared/settings.js";
import { mark } from "./leftovers.js";
import { say, type MessageKey } from "../shared/words.js";

/** How the suggestion can be taken, or that there is none. */
export type Outcome = AcceptKey | "nothing";

const words: Record<Outcome, MessageKey> = {
  tab: "announceTab",
  right: "announceRight",
  none: "announceWord",
  nothing: "announceNothing",
};
/** A screen reader notices a change of what it knows already. */
const settleMs = 100;
const stayMs = 4_000;

const host = document.createElement("div");
host.style.cssText = "all:initial!important;position:fixed!important;width:1px!important;height:1px!important;overflow:hidden!important";
const region = document.createElement("p");
region.role = "status";
region.id = mark;
host.attachShadow({ mode: "closed" }).append(region);

let lastId = 0;
let timer = 0;

/** Once for each suggestion, by its id. */
export function announce(id: number, outcome: Outcome): void {
  if (id === lastId) return;
  lastId = id;
  clearTimeout(timer);
  region.textContent = "";
  // What lies outside an open modal is not read.
  const modals = document.querySelectorAll(":modal");
  (modals[modals.length - 1] ?? document.documentElement).append(host);
  timer = window.setTimeout(() => {
    region.textContent = say(words[outcome]);
    timer = window.setTimeout(() => host.remove(), stayMs);
  }, settleMs);
}
