// Draws the options page's state into it. Must not know: where settings are kept.

import type { Kind, Settings } from "../shared/settings.js";
import type { Say } from "../shared/words.js";
import { acceptChoices, contextChoices, delayChoices, gpuChoices, idleChoices, kvChoices, languageChoices, lengthChoices, modeChoices, thresholdChoices, whenChoices } from "./choices.js";
import { element, make } from "../shared/dom.js";
import { fill } from "./lists.js";
import type { Outcome, State } from "./state.js";

const list = (id: string): HTMLSelectElement => element(id, HTMLSelectElement);
const button = (id: string): HTMLButtonElement => element(id, HTMLButtonElement);
const box = (id: string): HTMLInputElement => element(id, HTMLInputElement);

export const controls = {
  enabled: box("enabled"),
  kinds: {
    prose: list("kind-prose"),
    rich: list("kind-rich"),
    line: list("kind-line"),
    code: list("kind-code"),
  } satisfies Record<Kind, HTMLSelectElement>,
  delay: list("delay"),
  length: list("length"),
  threshold: list("threshold"),
  acceptKey: list("accept-key"),
  idle: list("idle"),
  gpu: list("gpu"),
  context: list("context"),
  kv: list("kv"),
  selectionButton: box("selection-button"),
  language: list("language"),
  changeShortcuts: button("change-shortcuts"),
  export: button("export"),
  import: button("import"),
  file: box("file"),
  welcome: button("welcome"),
};

const main = document.querySelector("main");
const notice = element("notice", HTMLElement);
const outcomeBox = element("file-outcome", HTMLElement);
let shownOutcome: Outcome | undefined;

export function show({ settings, notice: said, outcome }: State, say: Say): void {
  if (notice.textContent !== said) notice.textContent = said;
  if (outcome !== shownOutcome) showOutcome(outcome);
  if (!settings || !main) return;
  main.hidden = false;
  showSettings(settings, say);
}

function showSettings(settings: Settings, say: Say): void {
  controls.enabled.checked = settings.enabled;
  for (const [kind, select] of Object.entries(controls.kinds)) fill(select, whenChoices(say), settings.kinds[kind as Kind]);
  fill(controls.delay, delayChoices(say), settings.delayMs);
  fill(controls.length, lengthChoices(say), settings.maxTokens);
  fill(controls.threshold, thresholdChoices(say), settings.threshold);
  fill(controls.acceptKey, acceptChoices(say), settings.acceptKey);
  fill(controls.idle, idleChoices(say), settings.idleMinutes);
  fill(controls.gpu, gpuChoices(say), settings.gpu === "low-power" ? settings.gpu : "auto");
  fill(controls.context, contextChoices(say), settings.room.contextTokens);
  fill(controls.kv, kvChoices(say), settings.room.kv);
  controls.selectionButton.checked = settings.selectionButton;
  fill(controls.language, languageChoices(say), settings.language);
  const mode = list("site-mode");
  if (mode.options.length === 0) fill(mode, modeChoices(say), "off");
}

function showOutcome(outcome: Outcome | undefined): void {
  shownOutcome = outcome;
  outcomeBox.replaceChildren();
  if (!outcome) return;
  const lines = make("ul");
  lines.append(...outcome.lines.map((line) => make("li", line)));
  outcomeBox.append(make("p", outcome.title, outcome.isWrong ? "wrong" : ""));
  if (outcome.lines.length > 0) outcomeBox.append(lines);
}

/** A line for each command: what it does, and its keys. */
export function showShortcuts(commands: { description: string; keys: string }[]): void {
  const rows = commands.map(({ description, keys }) => {
    const row = make("li");
    row.append(make("span", description), make("kbd", keys));
    return row;
  });
  element("shortcuts", HTMLElement).replaceChildren(...rows);
}
