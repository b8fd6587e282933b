// The rewrite panel, sent into a frame at first use: joins the selection, the engine and the panel's component.

import type { PanelSettings } from "../shared/panel_settings.js";
import { reach } from "../shared/reach.js";
import { say } from "../shared/words.js";
import { isControl, type Field } from "./eligible.js";
import { float, type Float } from "./float.js";
import { lent } from "./lent.js";
import { askedFor, askedInWords, firstLanguage, offers } from "./panel/actions.js";
import { component, type Component } from "./panel/component.js";
import { copy } from "./panel/copy.js";
import { isRtl } from "./panel/diff_view.js";
import { engine, type Engine } from "./panel/engine.js";
import { stayInPlace } from "./panel/position.js";
import { newText, opened, reduce, refused, type Action, type Asked, type State } from "./panel/state.js";
import { style } from "./panel/style.js";
import { targetIn, type Target } from "./panel/target.js";
import { world } from "./panel_door.js";
import { pen } from "./pen.js";

/** As the protocol says: UTF-16 units. */
const longestText = 16_384;

interface Open {
  target: Target;
  state: State;
  surface: Float;
  panel: Component;
  engine: Engine | undefined;
  endPlacing(): void;
}

let current: Open | undefined;
let lastRequest = 0;

function open(field: Field, settings: PanelSettings): void {
  const target = targetIn(field);
  const ask = (asked: Asked): void => {
    if (!current) return;
    const request = ++lastRequest;
    dispatch({ kind: "ask", asked, request });
    const { action } = asked;
    current.engine?.send({ kind: "rewrite", id: request, text: target.text, action, language: settings.language || null });
    if (asked.id) void reach("noteRewrite", { action: asked.id });
  };
  const panel = component(
    { offers: offers(settings), language: firstLanguage(settings, navigator.language), hasLines: target.hasLines },
    {
      pick: (id, language) => {
        const asked = askedFor(id, language, settings);
        if (asked) ask(asked);
      },
      instruct: (instruction) => ask(askedInWords(instruction)),
      again: () => current?.state.asked && ask(current.state.asked),
      stop,
      replace: () => void write("all"),
      insertBelow: () => void write("end"),
      copy: () => void copyAnswer(),
      close: () => close(),
    },
  );
  const surface = float(field, style, panel.receive);
  const state = beginning(target, settings);
  surface.view.append(panel.element);
  surface.open();
  const endPlacing = stayInPlace(surface, panel.element, target, isRtl(target.text), panel.focus);
  current = { target, state, surface, panel, endPlacing, engine: undefined };
  if (state.stage === "choose") {
    current.engine = engine(
      (event) => {
        if (event.kind === "status" && event.status.state === "ready" && event.status.advice) {
          if (event.status.advice === settings.knownAdvice) event = { ...event, status: { ...event.status, advice: null } };
          else void reach("noteRewrite", { advice: event.status.advice });
        }
        dispatch({ kind: "event", event });
      },
      () => dispatch({ kind: "lost", problem: { message: say("panelNoEngine"), remedy: say("panelReload") } }),
    );
  }
  panel.show(state);
  panel.focus();
  // The button by the selection has done its work.
  pen()?.look();
}

/** What the panel says first: what can be done, or why nothing can. */
function beginning({ field, text }: Target, { isPaused }: PanelSettings): State {
  if (isPaused) return refused(say("askPaused"), say("panelPausedRemedy"));
  if (lent()?.verdict(field) === "never") return refused(say("panelNotRead"), say("panelSecret"));
  if (text.trim() === "") return refused(say("panelNothingSelected"), say("panelSelectFirst"));
  if (text.length > longestText) {
    return refused(say("panelTooLong"), say("panelSelectLess", longestText.toLocaleString(say("languageTag"))));
  }
  return opened(text);
}

function dispatch(action: Action): void {
  if (!current) return;
  current.state = reduce(current.state, action);
  current.panel.show(current.state);
}

function stop(): void {
  if (!current) return;
  current.engine?.send({ kind: "cancel", id: current.state.request });
  dispatch({ kind: "stop" });
}

/** Writes the answer over the selection, or below it. What cannot be written stays in the panel, to be copied. */
async function write(where: "all" | "end"): Promise<void> {
  const tools = lent();
  if (!current || !tools) return;
  const { target, state } = current;
  const { field } = target;
  const text = newText(state);
  const refuse = (notice: string): void => dispatch({ kind: "notice", notice });
  if (!field.isConnected || tools.verdict(field) === "never") return refuse(say("panelGone"));
  if (isControl(field) && field.maxLength >= 0) {
    const length = field.value.length + text.length + (where === "all" ? -target.text.length : 1);
    if (length > field.maxLength) return refuse(say("panelTooLongForField", `${field.maxLength}`));
  }
  const isTaken = await tools.writing(() => (where === "all" ? target.replace(text) : target.insertBelow(text)));
  if (isTaken) return close(false);
  current?.panel.focus();
  refuse(say("panelTextChanged"));
}

async function copyAnswer(): Promise<void> {
  if (!current) return;
  const { state, surface } = current;
  const isCopied = await copy(newText(state), surface.root);
  dispatch({ kind: "notice", notice: say(isCopied ? "panelCopied" : "panelNotCopied") });
}

/** Gives the field back its focus and its selection, unless something has just been written there. */
function close(isBack = true): void {
  if (!current) return;
  const { target, surface, engine, endPlacing } = current;
  const hadFocus = surface.root.activeElement !== null;
  current = undefined;
  endPlacing();
  engine?.close();
  // Before the panel goes: the page sees that the focus is where it was, and never that it was elsewhere.
  if (isBack && hadFocus && target.field.isConnected) target.goBack();
  surface.close();
}

world.inklingPanel ??= {
  open(field, settings) {
    if (current) current.panel.focus();
    else if (field) open(field, settings);
    return !!current;
  },
  close: () => close(false),
};
