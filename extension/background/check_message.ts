// Checks the shape of what the background is asked: a page's process, where content scripts live, may be hostile.

import type { BackgroundCalls, BackgroundKind, BackgroundMessage } from "../shared/messages.js";

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === "string" && value.length <= 2_048;
const isFlag: Test = (value) => typeof value === "boolean";
const isTab: Test = (value) => Number.isInteger(value);
const isObject: Test = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const orNone =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);

/** What each question brings along. What a text may say is looked at where it is used. */
const shapes: { [K in BackgroundKind]: { [P in keyof BackgroundCalls[K]["ask"]]-?: Test } } = {
  openDoor: {},
  sendBridge: { name: isText },
  ask: { tabId: orNone(isTab) },
  rewrite: { tabId: orNone(isTab) },
  noteRewrite: { action: orNone(isText), advice: orNone(isText) },
  getSite: { url: orNone(isText) },
  setSite: { origin: isText, mode: (value) => value === "on" || value === "manual" || value === "off" },
  setEnabled: { enabled: isFlag },
  pause: { paused: isFlag },
  getEngineSettings: {},
  showTurn: { waits: isFlag },
  wipe: {},
  changeSettings: { changes: isObject },
};

/** Undefined where it is no question to the background at all; the name of a part that is wrong. */
export function check(input: unknown): { message: BackgroundMessage } | { wrong: string } | undefined {
  const message = input as Record<string, unknown> | null | undefined;
  const kind = typeof message === "object" ? message?.kind : undefined;
  if (!message || typeof kind !== "string" || !Object.hasOwn(shapes, kind)) return undefined;
  const shape: Record<string, Test> = shapes[kind as BackgroundKind];
  for (const [name, test] of Object.entries(shape)) if (!test(message[name])) return { wrong: `${kind}: ${name}` };
  return { message: message as BackgroundMessage };
}
