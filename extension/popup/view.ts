// Draws the popup's state into its page. Must not know: ports, the browser.

import { engineCard, siteName, type State } from "./state.js";

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`popup.html has no ${kind.name} called ${id}`);
}

const progress = element("progress", HTMLProgressElement);

export const controls = {
  site: element("site", HTMLInputElement),
  all: element("all", HTMLInputElement),
  ask: element("ask", HTMLButtonElement),
  retry: element("retry", HTMLButtonElement),
  report: element("report", HTMLButtonElement),
};

export function show(state: State): void {
  const { status, site, notice } = state;
  const card = engineCard(state);
  element("light", HTMLElement).dataset.light = card.light;
  document.body.dataset.state = card.light === "bad" ? "failed" : card.light;
  write("title", card.title);
  write("detail", card.detail);
  write("remedy", card.remedy);
  progress.hidden = card.progress === undefined;
  progress.value = card.progress ?? 0;
  controls.retry.hidden = card.light !== "bad" || status?.state !== "failed";

  if (site) {
    write("site-name", siteName(site));
    controls.all.checked = site.enabled;
    controls.all.disabled = false;
    controls.site.checked = site.enabled && site.siteEnabled;
    controls.site.disabled = !site.enabled || site.origin === null;
    controls.ask.disabled = !controls.site.checked;
    write("shortcut", site.shortcut);
  }
  write("notice", notice);
}

/** An element without words takes no room. */
function write(id: string, text: string): void {
  const target = element(id, HTMLElement);
  if (target.textContent !== text) target.textContent = text;
  target.hidden = text === "";
}
