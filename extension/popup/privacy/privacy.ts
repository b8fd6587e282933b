// The popup's privacy tab: what went out, what is kept, and how to be rid of it. What is stored on one side, the view on the other.

import { say } from "../../shared/words.js";
import { logAsText, readLog } from "./log.js";
import type { State } from "./state.js";
import { measure } from "./stored.js";
import { confirmed, controls, onErase, panel, show } from "./view.js";
import { wipe, type What } from "./wipe.js";

const pageRows = 50;
/** How often is looked whether something went out meanwhile. */
const lookMs = 2_000;

let state: State = { log: undefined, stored: undefined, notice: "" };
let rows = pageRows;

async function look(): Promise<void> {
  try {
    const [log, stored] = await Promise.all([readLog(rows), measure()]);
    state = { ...state, log: log ?? null, stored };
  } catch (error) {
    state = { ...state, notice: String(error) };
  }
  show(state, say);
}

function tell(notice: string): void {
  state = { ...state, notice };
  show(state, say);
}

async function erase(what: What): Promise<void> {
  if (!(await confirmed(what, say))) return;
  const done = await wipe(what);
  tell(done.ok ? say("erased") : done.message);
  await look();
}

controls.more.addEventListener("click", () => {
  rows += pageRows;
  void look();
});
controls.copy.addEventListener("click", () => {
  logAsText()
    .then((text) => navigator.clipboard.writeText(text))
    .then(
      () => tell(say("logCopied")),
      () => tell(say("logNotCopied")),
    );
});
controls.all.addEventListener("click", () => void erase("all"));
onErase((kind) => void erase(kind));

export function openPrivacy(): void {
  const isSeen = (): boolean => !panel.hidden && document.visibilityState === "visible";
  setInterval(() => {
    if (isSeen()) void look();
  }, lookMs);
  void look();
}
