// The list of sites, and the form that adds one. Must not know: where settings are kept.

import type { SiteMode } from "../shared/sites.js";
import type { Say } from "../shared/words.js";
import { modeChoices } from "./choices.js";
import { element, make } from "../shared/dom.js";
import { chosenIn, fill } from "./lists.js";
import { siteFrom, siteRows, type SiteRow, type State } from "./state.js";

const rows = element("sites", HTMLElement);
const form = element("site-form", HTMLFormElement);
const name = element("site-name", HTMLInputElement);
const mode = element("site-mode", HTMLSelectElement);
const wrong = element("site-wrong", HTMLElement);

export interface SiteHandlers {
  set(origin: string, mode: SiteMode): void;
  remove(origin: string): void;
}

let drawn = "";

export function showSites(state: State, handlers: SiteHandlers, say: Say): void {
  const sites = siteRows(state);
  const written = JSON.stringify(sites);
  if (written === drawn) return;
  drawn = written;
  const focused = document.activeElement instanceof HTMLElement && rows.contains(document.activeElement) ? document.activeElement : null;
  rows.replaceChildren(...(sites.length > 0 ? sites.map((site) => row(site, handlers, say)) : [make("li", say("sitesNone"), "none")]));
  // The rows were made anew: the keyboard stays where it was.
  if (focused) (document.getElementById(focused.id) ?? name).focus();
}

function row({ origin, mode: set }: SiteRow, handlers: SiteHandlers, say: Say): HTMLLIElement {
  const item = make("li");
  const label = make("span", origin.replace(/^https:\/\//, ""));
  const choice = make("select");
  choice.id = `mode ${origin}`;
  choice.ariaLabel = say("siteModeOf", origin);
  fill(choice, modeChoices(say), set);
  choice.addEventListener("change", () => handlers.set(origin, chosenIn(choice)));
  const remove = make("button", say("remove"), "plain");
  remove.type = "button";
  remove.id = `remove ${origin}`;
  remove.ariaLabel = say("siteRemove", origin);
  remove.addEventListener("click", () => handlers.remove(origin));
  item.append(label, choice, remove);
  return item;
}

export function listenForSites(handlers: SiteHandlers, say: Say): void {
  const complain = (message: string): void => {
    wrong.textContent = message;
    name.ariaInvalid = message ? "true" : "false";
  };
  name.addEventListener("input", () => complain(""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const origin = siteFrom(name.value);
    if (!origin) {
      complain(name.value.trim() ? say("siteWrong", name.value.trim()) : say("siteEmpty"));
      name.focus();
      return;
    }
    complain("");
    name.value = "";
    handlers.set(origin, chosenIn(mode));
  });
}
