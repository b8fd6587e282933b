// What can go wrong while a model is fetched: a code here, and in _locales a sentence that says what is wrong and what to do.
// The engine's host cannot say it itself: Chrome's offscreen document is told no words.

import type { MessageKey, Say } from "./words.js";

const sentences = {
  address: "troubleAddress",
  notFound: "troubleNotFound",
  account: "troubleAccount",
  offline: "troubleOffline",
  server: "troubleServer",
  noModel: "troubleNoModel",
  partsMissing: "troublePartsMissing",
  partsLacking: "troublePartsLacking",
  partTwice: "troublePartTwice",
  partsMixed: "troublePartsMixed",
  notGguf: "troubleNotGguf",
  changed: "troubleChanged",
  damaged: "troubleDamaged",
  wrongHash: "troubleWrongHash",
  noRoom: "troubleNoRoom",
  diskFull: "troubleDiskFull",
  noStorage: "troubleNoStorage",
  unlogged: "unlogged",
  fileGone: "troubleFileGone",
  stopped: "troubleStopped",
} satisfies Record<string, MessageKey>;

export type TroubleCode = keyof typeof sentences;

/** Travels between the engine's host, its workers and pages. */
export interface Trouble {
  code: TroubleCode;
  /** For the sentence's gaps; numbers of bytes are written by who says it. */
  values: (string | number)[];
}

/** The same, thrown. */
export class TroubleError extends Error {
  readonly trouble: Trouble;

  constructor(code: TroubleCode, ...values: (string | number)[]) {
    super([code, ...values].join(" "));
    this.trouble = { code, values };
  }
}

/** `bytes`: how a number of bytes is written. */
export function sayTrouble({ code, values }: Trouble, say: Say, bytes: (count: number) => string): string {
  return say(sentences[code], ...values.map((value) => (typeof value === "number" ? bytes(value) : value)));
}
