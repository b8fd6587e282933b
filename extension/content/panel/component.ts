// The panel as one component: its two halves, its keys and where its focus is. It is mounted over a page and in a page of the
// extension alike, so whoever mounts it hands on the events. Must not know: the page, the engine.

import type { Offer } from "./actions.js";
import { answerView, write } from "./answer_view.js";
import { chooseView } from "./choose_view.js";
import { keyMove } from "./keys.js";
import { make } from "./make.js";
import type { State } from "./state.js";
import { say } from "../../shared/words.js";

/** What the user can have done. */
export interface Commands {
  pick(id: string, language: string): void;
  instruct(instruction: string): void;
  replace(): void;
  insertBelow(): void;
  copy(): void;
  again(): void;
  stop(): void;
  close(): void;
}

export interface Options {
  offers: Offer[];
  /** The code of the language that is offered to translate to. */
  language: string;
  /** Whether the field can hold a second line. */
  hasLines: boolean;
}

export interface Component {
  element: HTMLElement;
  show(state: State): void;
  /** Takes the focus, to where the user goes on. */
  focus(): void;
  receive(event: Event, target: Element | null): void;
}

export function component({ offers, language, hasLines }: Options, commands: Commands): Component {
  const choose = chooseView(offers, language);
  const answer = answerView(hasLines);
  const advice = make("p", { class: "advice" });
  const attributes = { class: "panel", role: "dialog", "aria-label": say("panelTitle"), tabindex: "-1", lang: say("languageTag") };
  const element = make("section", attributes, choose.element, answer.element, advice);
  let stage: State["stage"] | undefined;

  const focused = (): Element | null => (element.getRootNode() as ShadowRoot | Document).activeElement;
  const focus = (): void => {
    const first = answer.buttons.find((one) => !one.hidden);
    const main = answer.buttons.find((one) => !one.hidden && one.classList.contains("main"));
    const next = stage === "choose" ? choose.items[0] : stage === "busy" ? answer.diff : (main ?? first);
    next?.focus();
  };

  const run = (pressed: HTMLElement): void => {
    const { does, id = "" } = pressed.dataset;
    if (does === "pick") commands.pick(id, choose.language.value);
    else if (does === "instruct") instruct();
    else commands[does as Exclude<keyof Commands, "pick" | "instruct">]();
  };
  const instruct = (): void => {
    const instruction = choose.instruction.value.trim();
    if (instruction) commands.instruct(instruction);
    else choose.instruction.focus();
  };

  const onKey = (event: KeyboardEvent): void => {
    const { key, keyCode, repeat, isComposing } = event;
    if (isComposing || keyCode === 229) return;
    const at = focused();
    if (key === "Escape") {
      // Else a dialog of the page, around us, would close too.
      event.preventDefault();
      commands.close();
    } else if (key === "Enter" && at === choose.instruction) {
      event.preventDefault();
      instruct();
    } else if (key === "Enter" && repeat) {
      // A key held too long must not press the button that comes to stand there.
      event.preventDefault();
    } else {
      const next = keyMove(event, at, { ...choose, buttons: answer.buttons, panel: element });
      if (next?.isWhole) event.preventDefault();
      next?.to.focus();
    }
  };

  return {
    element,
    focus,
    show(state) {
      const isNew = state.stage !== stage;
      const hadFocus = focused() !== null && element.contains(focused());
      stage = state.stage;
      element.dataset.stage = stage;
      choose.element.hidden = stage !== "choose";
      answer.element.hidden = stage === "choose";
      answer.show(state);
      write(advice, state.advice);
      if (isNew && hadFocus) focus();
    },
    receive(event, target) {
      if (event instanceof KeyboardEvent) {
        if (event.type === "keydown") onKey(event);
      } else if (event.type === "click") {
        const pressed = target?.closest<HTMLElement>("[data-does]");
        if (pressed) run(pressed);
      }
    },
  };
}
