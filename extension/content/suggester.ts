// The one suggestion of a frame: asked for, shown, shrunk by typing, taken or put away.
// Must not know: events of the page and keys (see start.ts), how things are drawn or written.

import { isAlive } from "../shared/messages.js";
import { firstPauseMs, type HostEvent } from "../shared/ports.js";
import { bridgeUnderWay } from "./bridge.js";
import { focusedField, isControl, verdict, type Field } from "./eligible.js";
import { permission, settings } from "./field_settings.js";
import { link } from "./link.js";
import { pen, putAway } from "./pen.js";
import { isAtLineEnd, lineOf, typedSince, type Reading } from "./reading.js";

/** No answer by then is none. */
const deadlineMs = 60_000;
/** So long an editor takes to draw what was written into it. */
const longestTurnMs = 100;
/** So often is looked for a list of the page's while a suggestion is shown. */
const glanceMs = 100;
/** In UTF-16 units. A text control's text is laid out at each drawing, and rich text walked through: more would make typing slow. */
const longestText = 200_000;

interface Suggestion {
  id: number;
  field: Field;
  manual: boolean;
  wasResent: boolean;
  /** The text that it continues. */
  from: Reading;
  /** What came so far; grows at its end only. */
  text: string;
  isDone: boolean;
}

let current: Suggestion | undefined;
/** The part of the suggestion that is not typed yet. */
let left = "";
let isShown = false;
/** How things lay at the last drawing. */
let sign = "";
let timer = 0;
let frame = 0;
let lastId = 0;
let lastKeyAt = -Infinity;
/** How long after the last key is asked. */
let pauseMs = firstPauseMs;
let isWriting = false;
/** Writes what was accepted, where that waits for the editor's history. */
let accepting: (() => void) | undefined;
let acceptTimer = 0;
/** The text before the last writing: some editors still show it for a turn. */
let settling = { text: "", untilMs: 0 };
const read = (field: Field): Reading | undefined => pen()?.read(field);
const textOf = (field: Field): string => JSON.stringify(read(field));
const fields = new WeakMap<Field, number>();
let fieldCount = 0;

const engine = link(onEvent, onLost, isInField);

/** A field may soon be written in. */
export const prepare = engine.open;

/** The field whose suggestion can be seen. */
export function shownIn(): Field | undefined {
  return isShown && pen()?.isStanding() ? current?.field : undefined;
}

/** The field's text or caret changed; `isTyped` when by a letter of the user's. */
export function changed(field: Field, isTyped: boolean): void {
  if (isWriting) return;
  if (isTyped) lastKeyAt = performance.now();
  if (current?.field === field && follow()) return;
  drop();
  if (isTyped) timer = window.setTimeout(askByItself, Math.max(pauseMs, settings?.delayMs ?? 0), field);
}

/** The settings come when the door is opened. */
async function askByItself(field: Field): Promise<void> {
  const due = timer;
  if ((await engine.open()) && due === timer) ask(field, false);
}

/** Asks for a suggestion now. False when the field must not be read, or has no caret. */
export function ask(field: Field, manual: boolean): boolean {
  drop();
  const may = permission(field);
  if (may === "never" || (may === "manual" && !manual) || hasOpenList(field)) return false;
  const missing = manual && (pen() ? bridgeUnderWay() : engine.open());
  if (missing) {
    void missing.then(() => pen() && ask(field, true));
    return true;
  }
  const { length } = (isControl(field) ? field.value : field.textContent) ?? "";
  const from = length > longestText ? undefined : read(field);
  if (!from || !(manual || (isAtLineEnd(from) && from.before.trim()))) return false;
  current = { id: 0, field, manual, from, text: "", isDone: false, wasResent: false };
  request(current);
  timer = window.setTimeout(drop, deadlineMs);
  return true;
}

/** Takes the whole suggestion, or its next word. False when there is none, or it may not be written. */
export function accept(isWhole: boolean): boolean {
  // What is on its way is not taken twice.
  if (accepting || (current && performance.now() < settling.untilMs && textOf(current.field) === settling.text)) return true;
  if (!current || !follow() || !left || verdict(current.field) === "never") {
    drop();
    return false;
  }
  const { field } = current;
  const pauseMs = lastKeyAt + (pen()?.quietMs(field) ?? 0) - performance.now();
  const text = isWhole ? left : (/^\s*\S+/.exec(left)?.[0] ?? left);
  accepting = (): void => {
    accepting = undefined;
    clearTimeout(acceptTimer);
    settling = { text: textOf(field), untilMs: performance.now() + longestTurnMs };
    isWriting = true;
    pen()?.insert(field, text);
    isWriting = false;
    if (isWhole || !follow()) drop();
  };
  if (pauseMs > 0) acceptTimer = window.setTimeout(accepting, pauseMs);
  else accepting();
  return true;
}

/** What is written meanwhile is ours, and asks for no suggestion. */
export async function writing<T>(write: () => T | Promise<T>): Promise<T> {
  drop();
  isWriting = true;
  try {
    return await write();
  } finally {
    isWriting = false;
  }
}

/** Writes at once what is about to be written: other keys come behind it. */
export function hurry(): void {
  accepting?.();
}

/** Puts the suggestion away, and ends the request for it. */
export function drop(): void {
  clearTimeout(timer);
  timer = 0;
  clearTimeout(acceptTimer);
  accepting = undefined;
  cancelAnimationFrame(frame);
  if (current && !current.isDone) engine.send({ kind: "cancel", id: current.id });
  current = undefined;
  hide();
}

export function stop(): void {
  drop();
  engine.close();
  putAway();
}

/** While the page's own list of choices is open, Tab and the place belong to it. */
export function hasOpenList(field: Field, oldestMs = 0): boolean {
  return pen()?.hasOpenList(field, oldestMs) ?? false;
}

function onEvent(event: HostEvent): void {
  // Those that were given up tell the most of a slow engine.
  if (event.kind === "finished") pauseMs = event.pauseMs;
  if (event.kind === "status" || !current || event.id !== current.id) return;
  if (event.kind === "suggestion") {
    if (event.text.startsWith(current.text)) current.text = event.text;
  } else {
    current.isDone = true;
    clearTimeout(timer);
    if (current.manual && !current.text) pen()?.announce(current.id, "nothing");
    if (event.kind !== "finished") return drop();
  }
  if (follow()) watch();
  else drop();
}

function request(wish: Suggestion): void {
  const { field, manual, from } = wish;
  wish.id = ++lastId;
  const number = fields.get(field) ?? ++fieldCount;
  fields.set(field, number);
  const { maxTokens = 0, threshold = null } = settings ?? {};
  engine.send({ kind: "complete", id: lastId, field: number, manual, maxTokens, threshold, ...from });
}

function isInField(): boolean {
  const field = document.hasFocus() && focusedField();
  return !!field && permission(field) !== "never";
}

/** The engine's page went away: asks once more. What is shown may stand meanwhile. */
function onLost(): void {
  if (!current || current.isDone) return;
  if (current.wasResent) return drop();
  current.wasResent = true;
  request(current);
}

/** Fits the suggestion to what was typed meanwhile; false when it does not continue the text any more. */
function follow(): boolean {
  if (!current) return false;
  const { text, isDone, from } = current;
  const typed = typedSince(from, read(current.field));
  if (typed === undefined || !text.startsWith(typed)) return false;
  left = text.slice(typed.length);
  sign = "";
  return !!left || !isDone;
}

/** Keeps the drawing where the caret is, frame by frame, for as long as there is a suggestion. */
function watch(): void {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(() => {
    if (!current?.field.isConnected || !isAlive() || (isShown && !pen()?.isStanding())) return drop();
    const { field, text } = current;
    if (sign !== signOf(field)) {
      const now = follow() && read(field);
      if (!now) return drop();
      isShown = !!left && !hasOpenList(field) && !!pen()?.draw(field, text.slice(0, -left.length), left, lineOf(now.after));
      if (!isShown) hide();
      else if (current.manual) pen()?.announce(current.id, settings?.acceptKey ?? "tab");
      sign = signOf(field);
    }
    watch();
  });
}

function hide(): void {
  isShown = false;
  sign = "";
  pen()?.clear();
}

/** Changes whenever the drawing may have to. */
function signOf(field: Field): string {
  return `${pen()?.placeOf(field)},${hasOpenList(field, glanceMs)}`;
}
