// The first half of the panel: what can be done with the selection.

import { isTranslation, languages, nameOf, type Offer } from "./actions.js";
import { button, make, privateButton } from "./make.js";
import { say } from "../../shared/words.js";

/** As the protocol says: UTF-16 units. */
const longestInstruction = 2_000;

export interface ChooseView {
  element: HTMLElement;
  language: HTMLSelectElement;
  instruction: HTMLInputElement;
  /** What the arrow keys go through. */
  items: HTMLButtonElement[];
}

export function chooseView(offered: Offer[], firstLanguage: string): ChooseView {
  const choices = languages.map((code): [string, string] => [code, nameOf(code, say("languageTag"))]);
  choices.sort(([, a], [, b]) => a.localeCompare(b));
  const language = make(
    "select",
    { "aria-label": say("panelLanguage") },
    ...choices.map(([code, name]) => make("option", { value: code, selected: code === firstLanguage }, name)),
  );
  // One of them is reached with Tab; the arrow keys go on from it.
  const items = offered.map(({ id, label }, index) => privateButton(label, "pick", { "data-id": id, tabindex: index ? "-1" : "0" }));
  const rows = items.map((item, index) => {
    return isTranslation(offered[index]?.id ?? "") ? make("div", { class: "row" }, item, language) : item;
  });
  const instruction = make("input", {
    type: "text",
    "aria-label": say("panelInstruction"),
    placeholder: say("panelInstruction"),
    maxlength: String(longestInstruction),
    autocomplete: "off",
  });
  const ask = button("", "instruct", { class: "ask", "aria-label": say("panelAsk"), title: say("panelAsk") });
  const element = make(
    "div",
    { class: "choose" },
    make("div", { class: "list", role: "group", "aria-label": say("panelList") }, ...rows),
    make("div", { class: "free" }, instruction, ask),
  );
  return { element, language, instruction, items };
}
