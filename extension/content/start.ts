// Starts in every frame at document_start, before the page's own scripts: only so can it win the Tab key. Until a field has the
// focus it does nothing. Joins the page's events to the suggester.

import { isAlive, onTabMessage } from "../shared/messages.js";
import { fetchBridge } from "./bridge.js";
import { fieldOf, focusedField, verdict, watchPasswords, type Field } from "./eligible.js";
import { learn, permission, settings } from "./field_settings.js";
import { clearLeftovers } from "./leftovers.js";
import { world as lending } from "./lent.js";
import { world as panels } from "./panel_door.js";
import { pen } from "./pen.js";
import { accept, ask, changed, drop, hasOpenList, hurry, prepare, shownIn, stop, writing } from "./suggester.js";

/** When this frame last had a field in focus (0: never): background/ask.ts looks for the latest. Undefined: not started. */
const world = globalThis as { inklingFocusedAt?: number };

/** What the page does not see when it happens on what is ours. */
const hidden =
  "keydown keypress keyup beforeinput input compositionstart compositionupdate compositionend copy cut paste " +
  "focus blur focusin focusout pointerdown pointerup mousedown mouseup click dblclick contextmenu";

const typing = /^insert(Text|LineBreak|Paragraph|CompositionText|FromComposition)$/;

function start(): void {
  world.inklingFocusedAt = 0;
  const life = new AbortController();
  const passwords = watchPasswords();
  const listeners: (() => void)[] = [];
  // document.open() takes away every listener and the root element: editors in frames are made so.
  const roots = new MutationObserver(() => listeners.forEach((listen) => listen()));
  roots.observe(document, { childList: true });
  let isComposing = false;
  let swallowed = "";

  const end = (): void => {
    life.abort();
    passwords.disconnect();
    roots.disconnect();
    stop();
    panels.inklingPanel?.close();
    delete panels.inklingPanel;
    delete lending.inklingLent;
    delete world.inklingFocusedAt;
  };
  const on = <K extends keyof DocumentEventMap>(
    name: K,
    listener: (event: DocumentEventMap[K]) => void,
    isIdle?: () => boolean,
  ): void => {
    const run = (event: DocumentEventMap[K]): void => {
      if (isIdle?.()) return;
      // Chromium's own end of a composition is not always trusted.
      if (!event.isTrusted && name !== "compositionend") return;
      if (isAlive()) listener(event);
      else end();
    };
    const listen = (): void => addEventListener(name, run as EventListener, { capture: true, signal: life.signal });
    listen();
    listeners.push(listen);
  };
  const swallow = (event: KeyboardEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    swallowed = event.code;
  };
  const focus = (field: Field | undefined): void => {
    if (!field) return;
    world.inklingFocusedAt = Date.now();
    if (permission(field) === "never") return;
    void prepare();
    fetchBridge(field);
  };

  const own = new Map<EventTarget | null, (event: Event) => void>();
  lending.inklingLent = {
    own,
    verdict,
    writing,
    wantsButton: (field) => settings && settings.selectionButton && permission(field) !== "never",
  };
  for (const name of hidden.split(" ")) {
    const hide = (event: Event): void => {
      const receive = own.get(event.target);
      // The page goes on taking its field for focused while the panel is.
      if (receive || own.has((event as FocusEvent).relatedTarget)) event.stopImmediatePropagation();
      // The focus may be back in the field when the key comes up.
      if (receive && name === "keydown") swallowed = (event as KeyboardEvent).code;
      receive?.(event);
    };
    on(name as keyof DocumentEventMap, hide, () => own.size === 0);
  }

  onTabMessage((message) => {
    if (life.signal.aborted) return undefined;
    if (message.kind === "stop") end();
    else if (message.kind === "settings") {
      learn(message.settings);
      drop();
      pen()?.look();
    } else {
      const field = focusedField() as Field;
      const isDone = message.kind === "ask" ? ask(field, true) : panels.inklingPanel?.open(field, message.settings);
      if (!isDone) return { ok: false, message: "" };
    }
    return { ok: true };
  });
  on("focusin", (event) => focus(fieldOf(event)));
  on("focusout", drop);
  on("keydown", (event) => {
    swallowed = "";
    const field = shownIn();
    const { key, altKey, shiftKey, ctrlKey, metaKey } = event;
    if (!/^(Tab|Esc|Control|Shift|Alt|Meta|Arrow)/.test(key)) return hurry();
    if (!field || field !== fieldOf(event) || isComposing || event.keyCode === 229 || altKey || shiftKey) return;
    const isHeld = ctrlKey || metaKey;
    const forwards = getComputedStyle(field).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const isWhole = !isHeld && key === { tab: "Tab", right: forwards, none: "" }[settings?.acceptKey ?? "tab"];
    if (key === "Escape" && !isHeld) {
      drop();
      swallow(event);
    } else if ((isWhole || (key === forwards && isHeld)) && !hasOpenList(field) && accept(isWhole)) {
      swallow(event);
    }
  });
  on("keyup", (event) => {
    if (event.code === swallowed) swallow(event);
  });
  on("input", (event) => {
    const field = fieldOf(event);
    if (!field || isComposing) return;
    if (!world.inklingFocusedAt) focus(field);
    changed(field, typing.test((event as InputEvent).inputType));
  });
  on("compositionstart", () => {
    isComposing = true;
    drop();
  });
  on("compositionend", (event) => {
    const field = fieldOf(event);
    if (field && isComposing) changed(field, true);
    isComposing = false;
  });
  on("selectionchange", () => {
    const field = shownIn();
    if (field) changed(field, false);
  });
  clearLeftovers();
  focus(focusedField());
}

if (world.inklingFocusedAt === undefined) start();
