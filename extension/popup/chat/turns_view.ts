// The turns of a conversation. What has not changed is not drawn again.

import { canGoOn, lastAnswer, type Answer, type Attachment, type ChatTurn, type Conversation, type Question } from "../../shared/conversation.js";
import { say } from "../../shared/words.js";
import { button, make, write } from "./dom.js";
import { Written } from "./markdown/written.js";
import { sizeOf } from "./words.js";

/** About as much as ten lines of the popup hold. */
const longestShown = 420;
const mostLines = 10;

interface Row {
  element: HTMLElement;
  show(turn: ChatTurn, at: number, all: ChatTurn[]): void;
  turn: ChatTurn;
}

export class TurnsView {
  private rows: Row[] = [];
  private id = "";
  private readonly dropped = make("p", "chat-line");
  private readonly former = make("p", "chat-line", `${say("chatFormer")} `, button(say("chatBringBack"), "bringBack"));

  constructor(private readonly element: HTMLElement) {}

  show(id: string, conversation: Conversation | undefined): void {
    if (id !== this.id) {
      this.element.replaceChildren();
      this.rows = [];
      this.id = id;
    }
    const turns = conversation?.turns ?? [];
    turns.forEach((turn, at) => {
      const known = this.rows[at];
      const row = known?.turn.role === turn.role ? known : turn.role === "user" ? questionRow(turn) : answerRow(turn);
      if (row !== known) {
        known?.element.remove();
        this.element.insertBefore(row.element, this.rows[at + 1]?.element ?? null);
        this.rows[at] = row;
      }
      row.element.dataset.at = String(at);
      row.turn = turn;
      row.show(turn, at, turns);
    });
    for (const row of this.rows.splice(turns.length)) row.element.remove();
    this.showLines(conversation);
  }

  private showLines(conversation: Conversation | undefined): void {
    const dropped = Math.min(conversation?.context?.droppedTurns ?? 0, this.rows.length - 1);
    this.rows.forEach(({ element }, at) => element.classList.toggle("dropped", at < dropped));
    const behind = dropped > 0 ? this.rows[dropped]?.element : undefined;
    if (!behind) this.dropped.remove();
    else {
      write(this.dropped, say("chatDropped"));
      if (this.dropped.nextSibling !== behind) this.element.insertBefore(this.dropped, behind);
    }
    const state = conversation && lastAnswer(conversation)?.state;
    if (conversation?.former && state !== "waiting" && state !== "writing") {
      if (this.element.lastChild !== this.former) this.element.append(this.former);
    } else this.former.remove();
  }
}

function questionRow(turn: Question): Row {
  const text = make("p", "chat-words");
  const chips = make("ul", "chat-sent");
  const unfold = button("", "unfold");
  const tools = make("div", "chat-actions", unfold, button(say("edit"), "edit"), button(say("chatCopy"), "copy"));
  const element = make("article", "question folded", make("h3", "unseen", say("chatYou")), chips, text, tools);
  return {
    element,
    turn,
    show(turn) {
      if (turn.role !== "user") return;
      write(text, turn.content);
      text.hidden = turn.content === "";
      unfold.hidden = !isLong(turn.content);
      write(unfold, say(element.classList.contains("folded") ? "chatUnfold" : "chatFold"));
      chips.hidden = turn.attachments.length === 0;
      const labels = turn.attachments.map((one) => `${one.title}\n${sizeOf(one)}`);
      if (chips.dataset.shown === labels.join("\n")) return;
      chips.dataset.shown = labels.join("\n");
      chips.replaceChildren(...turn.attachments.map(sent));
    },
  };
}

/** A question may be a long text that was pasted: of that the beginning is shown. */
function isLong(text: string): boolean {
  return text.length > longestShown || text.split("\n").length > mostLines;
}

function sent(attachment: Attachment): HTMLElement {
  const made = make("li", "", make("span", "chat-chip-title", attachment.title || attachment.url), make("small", "", sizeOf(attachment)));
  made.title = attachment.url;
  return made;
}

function answerRow(turn: Answer): Row {
  const written = new Written();
  const wait = make("p", "chat-wait", say("chatWaiting"));
  const note = make("p", "chat-note");
  const goOn = button(say("chatContinue"), "goOn");
  const again = button(say("chatAgain"), "again");
  const copy = button(say("chatCopy"), "copy");
  const tools = make("div", "chat-actions", copy, again, goOn);
  const element = make("article", "answer", make("h3", "unseen", say("chatModel")), written.element, wait, note, tools);
  return {
    element,
    turn,
    show(turn, at, all) {
      if (turn.role !== "assistant") return;
      const { state, content } = turn;
      const isLast = at === all.length - 1;
      const isRunning = state === "waiting" || state === "writing";
      written.show(content, !isRunning);
      wait.hidden = !isRunning || content !== "";
      element.toggleAttribute("aria-busy", isRunning);
      element.classList.toggle("running", isRunning);
      write(note, noteOf(turn));
      note.hidden = note.textContent === "";
      note.classList.toggle("bad", state === "failed");
      tools.hidden = isRunning;
      copy.hidden = content === "";
      again.hidden = !isLast;
      write(again, say(state === "failed" && content === "" ? "tryAgain" : "chatAgain"));
      goOn.hidden = !isLast || !canGoOn(turn);
    },
  };
}

function noteOf({ state, problem, content }: Answer): string {
  switch (state) {
    case "failed":
      return problem ? `${problem.message} ${problem.remedy}` : say("stateFailed");
    case "interrupted":
      return say("chatInterrupted");
    case "stopped":
      return say("chatStopped");
    case "length":
      return say("chatLength");
    case "done":
      return content === "" ? say("chatNothing") : "";
    default:
      return "";
  }
}
