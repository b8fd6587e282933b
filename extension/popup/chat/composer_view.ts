// Where a question is written: its text, what is attached, and how much of the model's window is used.

import { say } from "../../shared/words.js";
import { button, element, make, write } from "./dom.js";
import { canSend, isBusy, used, type Chip, type State } from "./state.js";
import { count, sizeOf } from "./words.js";

export const input = element("input", HTMLTextAreaElement);
export const chips = element("chips", HTMLUListElement);
const send = element("send", HTMLButtonElement);
const stop = element("stop", HTMLButtonElement);
const meter = element("meter", HTMLElement);
const highest = 140;
let drawn = "";

export function showComposer(state: State): void {
  const { draft, editing } = state;
  if (input.value !== draft.text) input.value = draft.text;
  grow();
  showChips(draft.chips);
  const busy = isBusy(state);
  const hadFocus = document.activeElement === send || document.activeElement === stop;
  send.hidden = busy;
  stop.hidden = !busy;
  // The button that was pressed goes: the focus stays near.
  if (hadFocus && document.activeElement === document.body) (busy ? stop : input).focus();
  send.disabled = !canSend(state) || state.sending !== "no";
  element("editing", HTMLElement).hidden = editing === undefined;
  showMeter(state);
}

/** As high as its text, within bounds. */
function grow(): void {
  input.style.height = "auto";
  const edges = input.offsetHeight - input.clientHeight;
  input.style.height = `${Math.min(highest, input.scrollHeight + edges)}px`;
}

function showChips(all: Chip[]): void {
  chips.hidden = all.length === 0;
  const shown = JSON.stringify(all.map(({ text: _, ...chip }) => chip));
  if (shown === drawn) return;
  drawn = shown;
  const hadFocus = chips.contains(document.activeElement);
  chips.replaceChildren(
    ...all.map((chip) => {
      const size = chip.problem || (chip.keptUnits === undefined ? say("chatCounting") : sizeOf(chip));
      const remove = button("×", "detach", say("chatDetach", chip.title));
      const made = make("li", chip.problem ? "bad" : "", make("span", "chat-chip-title", chip.title || chip.url), make("small", "", size), remove);
      made.dataset.id = String(chip.id);
      made.title = chip.url;
      return made;
    }),
  );
  if (hadFocus) input.focus();
}

function showMeter(state: State): void {
  const use = used(state);
  meter.hidden = use === undefined;
  if (!use) return;
  const { tokens, window } = use;
  const words = say("chatMeterValue", count(tokens), count(window));
  meter.ariaValueMax = String(window);
  meter.ariaValueNow = String(Math.min(tokens, window));
  meter.ariaValueText = words;
  meter.title = words;
  meter.style.setProperty("--used", `${Math.min(100, (100 * tokens) / Math.max(1, window))}%`);
  meter.classList.toggle("full", tokens >= 0.9 * window);
  const label = meter.firstElementChild as HTMLElement;
  write(label, say("chatMeterShort", count(tokens), count(window)));
}
