// The catalogue: what can be had, what it is good for, and what it takes. Must not know: ports.

import { entries, type CatalogueEntry } from "../../models/catalogue.js";
import { make } from "../../shared/dom.js";
import type { Say } from "../../shared/words.js";
import { offerView, type OfferActions } from "./offer_view.js";
import { Rows, write, type Row } from "./rows.js";
import { entryAbout, entryMemory, entrySizes } from "./sentences.js";
import { isStored, type State } from "./state.js";

type Item = { entry: CatalogueEntry; state: State };
export type CatalogueActions = OfferActions & { get(entry: CatalogueEntry): void };

export interface CatalogueView {
  show(state: State): void;
}

export function catalogueView(list: HTMLElement, actions: CatalogueActions, say: Say): CatalogueView {
  const rows = new Rows<Item>(list, ({ entry }) => entry.id, ({ entry }) => makeRow(entry, actions, say));
  return {
    show(state) {
      // While one is being fetched it stands above, among those that are here.
      const wanted = entries.filter((entry) => entry.supported && !isStored(state, entry.repository, entry.file));
      rows.show(wanted.map((entry) => ({ entry, state })));
    },
  };
}

/** Those that the engine does not run: told, so that nobody looks for them. */
export function showUnsupported(list: HTMLElement, say: Say): void {
  const rows = entries
    .filter(({ supported }) => !supported)
    .map((entry) => {
      const { element } = headed(entry, say);
      return element;
    });
  list.replaceChildren(...rows);
}

function headed(entry: CatalogueEntry, say: Say): { element: HTMLElement; head: HTMLElement } {
  const element = make("li", "", "model");
  element.dataset.entry = entry.id;
  const head = make("div", "", "head");
  head.append(make("strong", entry.name), make("span", entrySizes(entry, say), "size"));
  element.append(head, make("p", entryAbout(entry, say), "about"));
  return { element, head };
}

function makeRow(entry: CatalogueEntry, actions: CatalogueActions, say: Say): Row<Item> {
  const { element } = headed(entry, say);
  const memory = make("p", "", "about");
  write(memory, entryMemory(entry, say));
  const get = make("button", say("modelGet"));
  get.type = "button";
  get.ariaLabel = say("modelGetNamed", entry.name);
  get.addEventListener("click", () => actions.get(entry));
  const foot = make("div", "", "foot");
  foot.append(memory, get);
  const offer = offerView(entry.id, actions, say);
  element.append(foot, offer.element);
  return {
    element,
    update({ state }) {
      get.hidden = state.search?.at === entry.id;
      get.disabled = state.isPrivate;
      offer.update(state);
    },
  };
}
