// The second half of the panel: the answer as it comes, and what can be done with it.

import { showDiff } from "./diff_view.js";
import { button, make, writeSecretly } from "./make.js";
import { isSame, newText, type State } from "./state.js";
import { say } from "../../shared/words.js";

export interface AnswerView {
  element: HTMLElement;
  diff: HTMLElement;
  buttons: HTMLButtonElement[];
  show(state: State): void;
}

/** `hasLines`: whether the field can hold a second line. */
export function answerView(hasLines: boolean): AnswerView {
  const title = make("p", { class: "title" });
  const part = make("span", { class: "part" });
  const diff = make("div", { class: "diff", role: "region", tabindex: "0", "aria-label": say("panelAnswer") });
  const note = make("p", { class: "note", role: "status" });
  const problem = make("div", { class: "problem", role: "alert" });
  const replace = button(say("panelReplace"), "replace", { class: "main" });
  const below = button(say("panelInsertBelow"), "insertBelow");
  const copy = button(say("panelCopy"), "copy");
  const again = button(say("tryAgain"), "again");
  const stop = button(say("panelStop"), "stop");
  const cancel = button(say("cancel"), "close", { class: "last" });
  const buttons = [replace, below, copy, stop, again, cancel];
  const row = make("div", { class: "buttons" }, ...buttons);
  const element = make("div", { class: "answer" }, make("header", {}, title, part), diff, note, problem, row);
  return {
    element,
    diff,
    buttons,
    show(state) {
      const { stage, asked, changes } = state;
      const isBusy = stage === "busy";
      writeSecretly(title, asked?.label ?? "");
      write(part, isBusy && state.parts > 1 ? say("panelPart", `${state.part}`, `${state.parts}`) : "");
      diff.hidden = stage === "refused" || (stage === "failed" && changes.length === 0);
      diff.toggleAttribute("data-busy", isBusy);
      showDiff(diff, state);
      write(note, noteOf(state));
      showProblem(problem, state.problem);
      const text = newText(state);
      const isUsable = !isBusy && text.trim() !== "";
      // What a failure left is no text to write, but the user may want its words.
      const isWhole = isUsable && stage === "done" && !isSame(state);
      replace.hidden = !isWhole;
      below.hidden = !isWhole || !hasLines;
      copy.hidden = !isUsable;
      again.hidden = isBusy || stage === "refused";
      again.classList.toggle("main", stage === "failed");
      stop.hidden = !isBusy;
      write(cancel, say(stage === "refused" ? "panelClose" : "cancel"));
    },
  };
}

/** One line on how it stands. A screen reader says it when it changes: not at every word that comes. */
function noteOf(state: State): string {
  const { stage, status, changes, outcome, notice } = state;
  if (notice) return notice;
  if (stage === "busy") {
    if (status?.state === "loading" && status.totalBytes > 0) {
      // In steps, for the same reason.
      const percent = Math.floor((10 * status.loadedBytes) / status.totalBytes) * 10;
      return say("panelLoading", `${percent}`);
    }
    return say(status && status.state !== "ready" ? "panelStarting" : "panelWriting");
  }
  if (stage !== "done") return "";
  if (outcome === "cancelled") return say("panelStopped");
  if (newText(state).trim() === "") return say("panelEmpty");
  if (isSame(state)) return say("panelSame");
  if (outcome === "length") return say("panelCutOff");
  const count = changes.filter(({ kind }, index) => kind !== "kept" && (index === 0 || changes[index - 1]?.kind === "kept")).length;
  return count === 1 ? say("panelChangedOne") : say("panelChanged", `${count}`);
}

function showProblem(box: HTMLElement, problem: State["problem"]): void {
  box.hidden = !problem;
  const told = problem ? [problem.message, problem.remedy] : [];
  if (told.join() === [...box.children].map(({ textContent }) => textContent).join()) return;
  box.replaceChildren(...told.map((text) => make("p", {}, text)));
}

/** An element without words takes no room. */
export function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === "" && element.getAttribute("role") !== "status";
}
