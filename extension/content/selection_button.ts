// The small button beside a selection, which opens the rewrite panel. It takes no focus and stays where it came up; it goes with the
// selection. Must not know: what is rewritten, or how.

import { isAlive } from "../shared/messages.js";
import { reach } from "../shared/reach.js";
import { say } from "../shared/words.js";
import { float, type Float } from "./float.js";
import { lent } from "./lent.js";
import { hold, type Passage } from "./passage.js";
import { selectionBox } from "./selection_box.js";

/** A selection that has not changed for so long is one that the user has made. */
const settleMs = 200;
/** In UTF-16 units: less is hardly ever worth rewriting, and double clicks select words all the time. */
const leastText = 12;
const size = 28;
const gap = 4;

const sheet = `
button {
  all: initial; color-scheme: inherit; position: fixed; box-sizing: border-box; width: ${size}px; height: ${size}px; padding: 5px;
  border: 1px solid light-dark(#d9dce6, #434653); border-radius: 8px;
  background: light-dark(#ffffff, #24252d); color: light-dark(#4353cf, #93a1ff);
  box-shadow: 0 1px 2px rgb(0 0 0 / 10%), 0 3px 10px rgb(0 0 0 / 16%);
}
button:hover { background: light-dark(#eef0f8, #33353f) }
svg { display: block; width: 100%; height: 100%; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round }
`;
/** A pen over a line. */
const drawing = ["M10.4 2.6 13 5.2 6 12.2l-3.2.6.6-3.2z", "M9 14h5"];

let shown: { held: Passage; surface: Float } | undefined;

function hide(): void {
  shown?.surface.close();
  shown = undefined;
}

/** `again`: looks once more, later. */
function look(again: () => void): void {
  const held = isAlive() ? hold() : undefined;
  const isWanted = held && held.text.trim().length >= leastText ? lent()?.wantsButton(held.field) : false;
  if (isWanted && isShownFor(held)) return;
  hide();
  if (held && isWanted) show(held);
  else if (isWanted === undefined) again();
}

function isShownFor(held: Passage | undefined): boolean {
  return !!held && shown?.held.field === held.field && shown.held.text === held.text;
}

function show(held: Passage): void {
  const { field } = held;
  const surface = float(field, sheet, (event) => {
    // Pressing it must not take the focus, and the selection with it.
    if (event.type === "pointerdown" || event.type === "mousedown") event.preventDefault();
    if (event.type !== "click") return;
    hide();
    void reach("rewrite", {});
  });
  const button = document.createElement("button");
  button.tabIndex = -1;
  button.title = button.ariaLabel = say("panelTitle");
  button.append(pen());
  surface.view.append(button);
  surface.open();
  const { end, bottom, top } = selectionBox(field, held, surface.root);
  const view = surface.view.getBoundingClientRect();
  const isRtl = getComputedStyle(field).direction === "rtl";
  // Below the selection's end, where it covers none of it; above the selection where there is no room.
  const isBelow = bottom + gap + size <= view.height - gap;
  const x = isRtl ? end.left : end.right - size;
  button.style.left = `${Math.max(gap, Math.min(x, view.width - size - gap))}px`;
  button.style.top = `${Math.max(gap, isBelow ? bottom + gap : top - gap - size)}px`;
  shown = { held, surface };
}

function pen(): SVGElement {
  const make = (name: string): SVGElement => document.createElementNS("http://www.w3.org/2000/svg", name);
  const icon = make("svg");
  icon.setAttribute("viewBox", "0 0 16 16");
  for (const d of drawing) {
    const path = make("path");
    path.setAttribute("d", d);
    icon.append(path);
  }
  return icon;
}

/** `look`: to be called when something but the selection has changed: the settings, or what has the focus. */
export function watchSelection(): { look(): void; end(): void } {
  const life = new AbortController();
  let timer = 0;
  let isPressed = false;
  const settle = (): void => {
    clearTimeout(timer);
    // While the mouse still selects, the button would be in its way.
    if (!isPressed) timer = window.setTimeout(look, settleMs, settle);
  };
  const on = (name: string, listener: (event: Event) => void): void =>
    addEventListener(name, (event) => event.isTrusted && listener(event), { capture: true, passive: true, signal: life.signal });
  on("selectionchange", () => {
    if (shown && !isShownFor(hold())) hide();
    settle();
  });
  on("pointerdown", () => (isPressed = true));
  for (const name of ["pointerup", "pointercancel"]) {
    on(name, () => {
      isPressed = false;
      settle();
    });
  }
  // It would not stand at the selection any more.
  for (const name of ["scroll", "resize", "input", "focusout"]) {
    on(name, () => {
      hide();
      settle();
    });
  }
  // The user may have been quicker than this script.
  settle();
  return {
    look: settle,
    end() {
      life.abort();
      clearTimeout(timer);
      hide();
    },
  };
}
