// Keeps the panel at the selection and within the window, frame by frame: one look at the layout, and a write where it changed.

import { rectOf } from "../caret.js";
import type { Float } from "../float.js";
import { pen } from "../pen.js";
import { place, type Side } from "./place.js";
import type { Target } from "./target.js";

/** A page that takes the panel away is not fought with for ever. */
const mostReturns = 5;

/** Ends with what it returns. `onReturn`: the page had taken the panel away, and it is back. */
export function stayInPlace(surface: Float, panel: HTMLElement, { field, held }: Target, isRtl: boolean, onReturn: () => void): () => void {
  const at = rectOf(field);
  const box = pen()?.selectionBox(field, held, surface.root) ?? at;
  let side: Side | undefined;
  let seen = "";
  let returns = 0;
  let frame = 0;
  const look = (): void => {
    frame = requestAnimationFrame(look);
    if (!surface.isOpen()) {
      if (returns++ >= mostReturns) return;
      surface.open();
      onReturn();
    }
    const view = rectOf(surface.view);
    const now = field.isConnected ? rectOf(field) : at;
    // The height that it would like to have, however little it has been given.
    const size = { width: panel.offsetWidth, height: panel.offsetHeight + hiddenHeight(panel) };
    const sign = [now.left, now.top, view.width, view.height, size.width, size.height, panel.dataset.stage].join();
    if (sign === seen) return;
    seen = sign;
    const [x, y] = [now.left - at.left, now.top - at.top];
    const anchor = { left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y };
    const next = place(anchor, size, view, isRtl, side);
    side = next.side;
    const { style } = panel;
    style.left = `${next.left}px`;
    style.maxHeight = `${next.maxHeight}px`;
    style.top = side === "above" ? "auto" : `${next.offset}px`;
    style.bottom = side === "above" ? `${next.offset}px` : "auto";
  };
  look();
  return () => cancelAnimationFrame(frame);
}

/** What of the panel is scrolled away, in itself or in the part of it that scrolls. */
function hiddenHeight(panel: HTMLElement): number {
  const parts = [panel, ...panel.querySelectorAll<HTMLElement>(".list")];
  return Math.max(...parts.map((part) => part.scrollHeight - part.clientHeight));
}
