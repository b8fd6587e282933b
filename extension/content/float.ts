// A surface over the page for what the user can press: a popover, so nothing of the page covers, cuts or moves it, with a closed
// root. It stands inside the field's modal dialog where there is one: all outside of that is inert.
// The page sees none of the events on it (see lent.ts). Must not know: what is shown.

import { parentOf } from "./caret.js";
import type { Field } from "./eligible.js";
import { mark } from "./leftovers.js";
import { lent } from "./lent.js";
import { adopt } from "./sheet.js";

export interface Float {
  root: ShadowRoot;
  /** As large as the window. */
  view: HTMLElement;
  isOpen(): boolean;
  open(): void;
  close(): void;
}

/** Newer than the oldest browsers that we run in, and than TypeScript's list. */
type Zoomed = HTMLElement & { currentCSSZoom?: number };

const sheet = `
:host::before, :host::after { content: none !important }
.view { position: fixed; inset: 0; pointer-events: none }
.view > * { pointer-events: auto }
`;

/** `receive`: takes each trusted event on it, and the element within that it is about. */
export function float(field: Field, style: string, receive: (event: Event, target: Element | null) => void): Float {
  const host = document.createElement("div");
  host.popover = "manual";
  host.style.cssText = "all:initial!important;display:block!important;position:fixed!important;width:0!important;height:0!important";
  host.style.setProperty("color-scheme", schemeOf(field), "important");
  // Else a document that is edited as a whole (designMode) would have us edited too.
  host.contentEditable = "false";
  const root = host.attachShadow({ mode: "closed" });
  const view = document.createElement("div");
  view.className = "view";
  view.id = mark;
  root.append(view);
  adopt(root, sheet + style);
  const onEvent = (event: Event): void => {
    const { detail, clientX, clientY } = event as MouseEvent;
    // A click by key is about what has the focus.
    const isAtPointer = event instanceof MouseEvent && !(event.type === "click" && detail === 0);
    receive(event, isAtPointer ? root.elementFromPoint(clientX, clientY) : root.activeElement);
  };
  return {
    root,
    view,
    isOpen: () => host.isConnected,
    open() {
      modalAround(field).append(host);
      host.showPopover();
      // A page may be zoomed by its own styles: the window's pixels are meant here.
      host.style.setProperty("zoom", `${1 / ((host as Zoomed).currentCSSZoom ?? 1)}`, "important");
      lent()?.own.set(host, onEvent);
    },
    close() {
      host.remove();
      lent()?.own.delete(host);
    },
  };
}

function modalAround(field: Field): Element {
  for (let at: Element | null = field; at; at = parentOf(at)) {
    if (at.matches("dialog:modal")) return at;
  }
  return document.documentElement;
}

/** Dark on a dark page. What a page does not say is seen from its colours, else what the user prefers holds. */
function schemeOf(field: Field): string {
  const declared = getComputedStyle(field).colorScheme.replace("only", "").trim();
  if (/dark|light/.test(declared)) return declared;
  for (let at: HTMLElement | null = field; at; at = parentOf(at)) {
    const [red = 0, green = 0, blue = 0, alpha = 1] = getComputedStyle(at).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    if (alpha > 0.5) return 0.3 * red + 0.59 * green + 0.11 * blue < 110 ? "dark" : "light dark";
  }
  return "light dark";
}
