// What the panel knows, and what follows from it. Pure: no DOM, no browser.

import type { HostEvent, HostStatus } from "../../shared/host_events.js";
import type { Change, Outcome, Problem, RewriteAction } from "../../shared/protocol.js";

/** What was asked for: what "Try again" asks for again. */
export interface Asked {
  /** As settings remember it (actions.ts); empty for the user's own words. */
  id: string;
  label: string;
  action: RewriteAction;
}

export interface State {
  stage: "choose" | "busy" | "done" | "failed" | "refused";
  /** The selection. */
  text: string;
  asked: Asked | undefined;
  /** The request that is answered; events of others are late. */
  request: number;
  changes: Change[];
  part: number;
  parts: number;
  status: HostStatus | undefined;
  outcome: Outcome | undefined;
  problem: Pick<Problem, "message" | "remedy"> | undefined;
  /** About what was just done, or could not be. */
  notice: string;
  /** That another model would rewrite better. Empty when it was told before. */
  advice: string;
}

export type Action =
  | { kind: "ask"; asked: Asked; request: number }
  | { kind: "event"; event: HostEvent }
  | { kind: "lost"; problem: Pick<Problem, "message" | "remedy"> }
  | { kind: "stop" }
  | { kind: "notice"; notice: string };

export function opened(text: string): State {
  return {
    stage: "choose",
    text,
    asked: undefined,
    request: 0,
    changes: [],
    part: 0,
    parts: 0,
    status: undefined,
    outcome: undefined,
    problem: undefined,
    notice: "",
    advice: "",
  };
}

/** A panel that only says why there is nothing to choose from. */
export function refused(message: string, remedy: string): State {
  return { ...opened(""), stage: "refused", problem: { message, remedy } };
}

export function reduce(state: State, action: Action): State {
  switch (action.kind) {
    case "ask": {
      const { asked, request } = action;
      const { text, status, advice } = state;
      return { ...opened(text), stage: "busy", asked, request, status, advice };
    }
    case "event":
      return onEvent(state, action.event);
    case "lost":
      return state.stage === "busy" ? { ...state, stage: "failed", problem: action.problem } : state;
    case "stop":
      // What came stays usable, and what was not reached stays as it was.
      return state.stage === "busy"
        ? { ...state, stage: "done", outcome: "cancelled", changes: withRest(state), request: 0 }
        : state;
    case "notice":
      return { ...state, notice: action.notice };
  }
}

function onEvent(state: State, event: HostEvent): State {
  if (event.kind === "status") {
    const { status } = event;
    return { ...state, status, advice: (status.state === "ready" && status.advice) || state.advice };
  }
  if (event.id !== state.request || state.stage !== "busy") return state;
  switch (event.kind) {
    case "rewrite": {
      const { changes, part, parts } = event;
      return { ...state, changes, part, parts };
    }
    case "finished":
      return { ...state, stage: "done", outcome: event.outcome };
    case "failed":
      return { ...state, stage: "failed", problem: event.problem };
    default:
      return state;
  }
}

/** The new text, as far as it came. */
export function newText({ changes }: State): string {
  return textOf(changes, "removed");
}

export function isSame(state: State): boolean {
  return state.changes.every(({ kind }) => kind === "kept");
}

/** What of the old text the answer has not reached. */
export function restOf({ text, changes }: State): string {
  const reached = textOf(changes, "added");
  return text.startsWith(reached) ? text.slice(reached.length) : "";
}

function withRest(state: State): Change[] {
  const rest = restOf(state);
  return rest && state.changes.length > 0 ? [...state.changes, { kind: "kept", text: rest }] : state.changes;
}

function textOf(changes: Change[], without: Change["kind"]): string {
  return changes
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join("");
}
