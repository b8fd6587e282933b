// Draws the word diff: what is kept, removed and added, told apart by lines and by what they are, not by colour alone.

import { make, writeSecretly } from "./make.js";
import { restOf, type State } from "./state.js";

const tags = { kept: "span", removed: "del", added: "ins", rest: "s" } as const;

interface Piece {
  kind: keyof typeof tags;
  text: string;
}

/** What is drawn already, piece by piece: a stream changes only the last ones. */
const drawn = new WeakMap<HTMLElement, Piece[]>();

export function showDiff(box: HTMLElement, state: State): void {
  const { changes, stage, text } = state;
  const pieces: Piece[] = [...changes];
  const rest = stage === "busy" || stage === "failed" ? restOf(state) : "";
  if (rest) pieces.push({ kind: "rest", text: rest });
  const before = drawn.get(box) ?? [];
  const same = pieces.findIndex(({ kind, text }, index) => before[index]?.kind !== kind || before[index].text !== text);
  const from = same < 0 ? pieces.length : same;
  while (box.childElementCount > from) box.lastElementChild?.remove();
  for (const { kind, text } of pieces.slice(from)) {
    const piece = make(tags[kind]);
    writeSecretly(piece, text);
    box.append(piece);
  }
  drawn.set(box, pieces);
  box.dir = isRtl(text) ? "rtl" : "ltr";
}

/** By the first letter that has a direction. */
export function isRtl(text: string): boolean {
  return /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(text);
}
