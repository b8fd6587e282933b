// What is known of a model that may be fetched: looked up, tried for size, ready to be downloaded. Shown beneath what was chosen.
// Must not know: ports.

import { make } from "../../shared/dom.js";
import { wholeName } from "../../shared/hub.js";
import type { Offer } from "../../shared/models_port.js";
import { size } from "../../shared/sizes.js";
import type { Say } from "../../shared/words.js";
import { write } from "./rows.js";
import { fitLine, noticeLine, offerLine } from "./sentences.js";
import { isStored, type State } from "./state.js";

export interface OfferActions {
  choose(offer: Offer): void;
  download(offer: Offer): void;
  cancel(): void;
}

export interface OfferView {
  element: HTMLElement;
  update(state: State): void;
}

/** `at`: a catalogue entry's id, or "" for the address that was typed. */
export function offerView(at: string, actions: OfferActions, say: Say): OfferView {
  const element = make("div", "", "offer");
  element.ariaLive = "polite";
  const asking = make("p", say("findAsking"), "soft");
  const files = make("div", "", "files");
  const what = make("p");
  const licence = make("p", "", "soft");
  const gated = make("p", "", "warn");
  const fit = make("p", "", "fit");
  const trouble = make("p", "", "warn");
  const buttons = make("p", "", "choice");
  const download = make("button", "", "main");
  const cancel = make("button", say("cancel"));
  for (const button of [download, cancel]) button.type = "button";
  buttons.append(download, cancel);
  element.append(asking, files, what, licence, gated, fit, trouble, buttons);

  let offer: Offer | undefined;
  download.addEventListener("click", () => offer && actions.download(offer));
  cancel.addEventListener("click", actions.cancel);

  return {
    element,
    update(state) {
      const search = state.search?.at === at ? state.search : undefined;
      const notice = state.notice?.at === at ? noticeLine(state.notice, say) : "";
      element.hidden = !search && !notice;
      write(trouble, notice);
      offer = search?.offer;
      asking.hidden = !search || search.offers !== undefined;
      showFiles(files, search && !offer ? (search.offers ?? []) : [], actions, say);
      const isHere = offer !== undefined && isStored(state, offer.repository, offer.file);
      write(what, offer ? offerLine(offer, say) : "");
      write(licence, offer?.licence ? say("offerLicence", offer.licence) : "");
      write(gated, offer?.gated ? say("offerGated") : "");
      write(fit, isHere ? say("offerHere") : offer ? fitLine(search?.fit, say) : "");
      const found = search?.fit;
      fit.dataset.fit = found === undefined ? "asking" : found === null ? "unknown" : String(found.fits);
      const isRefused = found?.fits === false;
      download.hidden = !offer || isHere;
      // Not before it is known whether it fits.
      download.disabled = found === undefined;
      download.className = isRefused ? "" : "main";
      download.textContent = say(isRefused ? "offerAnyway" : "offerDownload");
      cancel.hidden = !search;
      buttons.hidden = !search;
    },
  };
}

function showFiles(list: HTMLElement, offers: Offer[], { choose }: OfferActions, say: Say): void {
  const written = offers.map(({ key }) => key).join("\n");
  list.hidden = offers.length === 0;
  if (list.dataset.written === written) return;
  list.dataset.written = written;
  const buttons = offers.map((offer) => {
    const button = make("button");
    button.type = "button";
    button.append(make("span", wholeName(offer.file)), make("span", size(offer.bytes, say), "size"));
    button.addEventListener("click", () => choose(offer));
    return button;
  });
  list.replaceChildren(make("p", say("findChoose"), "soft"), ...buttons);
}
