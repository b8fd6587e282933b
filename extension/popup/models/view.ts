// Draws the Models tab. Must not know: ports, the browser.

import { element } from "../../shared/dom.js";
import { size } from "../../shared/sizes.js";
import type { Say } from "../../shared/words.js";
import { catalogueView, showUnsupported, type CatalogueActions } from "./catalogue_view.js";
import { hereRows, itemsOf, type HereActions } from "./here_view.js";
import { offerView } from "./offer_view.js";
import { write } from "./rows.js";
import { noticeLine } from "./sentences.js";
import { HERE, PICKED, type State } from "./state.js";

export const controls = {
  here: element("models-here", HTMLUListElement),
  find: element("models-find", HTMLFormElement),
  address: element("models-address", HTMLInputElement),
  add: element("models-add", HTMLButtonElement),
  file: element("models-file", HTMLInputElement),
  gpu: element("models-gpu", HTMLSelectElement),
};

export function makeView(actions: HereActions & CatalogueActions, say: Say): (state: State) => void {
  const here = hereRows(controls.here, actions, say);
  const catalogue = catalogueView(element("models-catalogue", HTMLUListElement), actions, say);
  showUnsupported(element("models-unsupported", HTMLUListElement), say);
  const typed = offerView("", actions, say);
  controls.find.after(typed.element);
  const bar = element("models-bar", HTMLProgressElement);
  const submit = element("models-submit", HTMLButtonElement);

  return (state) => {
    here.show(itemsOf(state, say));
    catalogue.show(state);
    typed.update(state);
    const { disk, isPrivate, notice } = state;
    bar.hidden = !disk;
    bar.max = disk ? Math.max(1, disk.usedBytes + disk.freeBytes) : 1;
    bar.value = disk?.usedBytes ?? 0;
    write(element("models-disk", HTMLElement), disk ? say("modelsDisk", size(disk.usedBytes, say), size(disk.freeBytes, say)) : "");
    element("models-waiting", HTMLElement).hidden = state.models !== undefined;
    element("models-private", HTMLElement).hidden = !isPrivate;
    write(element("models-notice", HTMLElement), notice?.at === HERE ? noticeLine(notice, say) : "");
    write(element("models-file-notice", HTMLElement), notice?.at === PICKED ? noticeLine(notice, say) : "");
    for (const control of [controls.address, submit, controls.add]) control.disabled = isPrivate;
    controls.gpu.value = state.gpu;
  };
}
