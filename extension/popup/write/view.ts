// Draws the popup's state into its page. Must not know: ports, the browser.

import { element } from "../../shared/dom.js";
import type { SiteMode } from "../../shared/sites.js";
import type { Say } from "../../shared/words.js";
import { card as cardOf, isPaused, pauseLine, siteName, speedWords, type State } from "./state.js";

const progress = element("progress", HTMLProgressElement);

export const controls = {
  settings: element("settings", HTMLButtonElement),
  site: element("site", HTMLFieldSetElement),
  all: element("all", HTMLInputElement),
  pause: element("pause", HTMLButtonElement),
  ask: element("ask", HTMLButtonElement),
  retry: element("retry", HTMLButtonElement),
  report: element("report", HTMLButtonElement),
  advanced: element("advanced", HTMLDetailsElement),
  measure: element("measure", HTMLButtonElement),
};

const modes = [...controls.site.querySelectorAll("input")];

export function chosenMode(): SiteMode {
  return (modes.find(({ checked }) => checked)?.value ?? "on") as SiteMode;
}

export function show(state: State, say: Say): void {
  const { status, site, notice } = state;
  const card = cardOf(state, say);
  element("light", HTMLElement).dataset.light = card.light;
  document.body.dataset.state = card.light === "bad" ? "failed" : card.light;
  write("title", card.title);
  write("detail", card.detail);
  write("remedy", card.remedy);
  progress.hidden = card.progress === undefined;
  progress.value = card.progress ?? 0;
  controls.retry.hidden = card.light !== "bad" || status?.state !== "failed";

  if (site) {
    const paused = isPaused(state);
    write("site-name", siteName(site, say));
    controls.all.checked = site.enabled;
    controls.all.disabled = false;
    for (const input of modes) input.checked = site.origin !== null && input.value === site.mode;
    controls.site.disabled = !site.enabled || site.origin === null;
    controls.ask.disabled = controls.site.disabled || site.mode === "off" || paused;
    controls.pause.disabled = !site.enabled;
    controls.pause.textContent = say(paused ? "resume" : "pause");
    element("paused", HTMLElement).textContent = pauseLine(state, say);
    write("shortcut", site.shortcut);
  }
  controls.measure.disabled = status?.state !== "ready" || state.speed === "measuring";
  write("speed", speedWords(state, say));
  write("notice", notice);
}

/** An element without words takes no room. */
function write(id: string, text: string): void {
  const target = element(id, HTMLElement);
  if (target.textContent !== text) target.textContent = text;
  target.hidden = text === "";
}
