// What can be done with the turns of a conversation.

import { say } from "../../shared/words.js";
import { input } from "./composer_view.js";
import type { Commands } from "./controls.js";
import { element } from "./dom.js";
import { follow } from "./view.js";

const copiedMs = 1_500;

export function listenToTurns(commands: Commands): void {
  const { state, dispatch } = commands;
  const shown = (): { id: string } => ({ id: state().id });

  element("turns", HTMLElement).addEventListener("click", ({ target }) => {
    const at = Number((target as Element).closest<HTMLElement>("[data-at]")?.dataset.at);
    const turn = state().conversation?.turns[at];
    const code = pressed(target, "copyCode");
    if (code) void copy(code, code.closest(".code")?.querySelector("code")?.textContent ?? "");
    const button = pressed(target, "copy");
    if (button && turn) void copy(button, turn.content);
    const unfold = pressed(target, "unfold");
    if (unfold) {
      const isFolded = unfold.closest("article")?.classList.toggle("folded");
      unfold.textContent = say(isFolded ? "chatUnfold" : "chatFold");
    }
    if (pressed(target, "edit")) {
      dispatch({ kind: "edit", at });
      input.focus();
    }
    if (pressed(target, "again")) {
      commands.say({ kind: "again", ...shown(), settings: state().settings });
      follow();
      input.focus();
    }
    if (pressed(target, "goOn")) {
      commands.say({ kind: "goOn", ...shown() });
      follow();
      input.focus();
    }
    if (pressed(target, "bringBack")) {
      commands.say({ kind: "bringBack", ...shown() });
      input.focus();
    }
  });

  async function copy(button: HTMLElement, text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      const label = button.textContent;
      if (label === say("chatCopied")) return;
      button.textContent = say("chatCopied");
      setTimeout(() => (button.textContent = label), copiedMs);
    } catch {
      dispatch({ kind: "notice", text: say("chatCopyRefused") });
    }
  }
}

export function pressed(target: EventTarget | null, does: string): HTMLElement | undefined {
  return (target as Element).closest<HTMLElement>(`[data-does="${does}"]`) ?? undefined;
}
