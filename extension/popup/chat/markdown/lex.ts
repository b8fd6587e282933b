// Markdown as blocks, also while it is still being written. Pure.

import { Lexer, type Token } from "marked";

export type Block = Token;

/** A last line of marks only: what it will be is not known yet. Taken as it stands it would turn the line above into a heading. */
const unsettled = /(^|\n)[ \t]*(?:[-=*_+#>`~|:]{1,3}|\d{1,3}[.)]?)[ \t]*$/;
/** Code whose end has not come. */
const openCode = /^ {0,3}(`{3,}|~{3,})[^\n]*(\n(?! {0,3}\1)[^\n]*)*$/m;

/** `isWhole`: nothing will be added any more. */
export function blocksOf(text: string, isWhole: boolean): Block[] {
  const settled = isWhole || openCode.test(text) ? text : text.replace(unsettled, "");
  const blocks = new Lexer({ gfm: true }).lex(isWhole ? settled : closed(settled));
  return blocks.filter(({ type }) => type !== "space" && type !== "def");
}

/** Bold and code that the last line opens are closed for now: their marks would be seen for a moment. */
function closed(text: string): string {
  const start = text.lastIndexOf("\n") + 1;
  const line = text.slice(start);
  if (openCode.test(text)) return text;
  if (count(line, /`/g) % 2 === 1) return line.endsWith("`") ? text.slice(0, -1) : `${text}\``;
  if (count(line.replace(/`[^`]*`/g, ""), /\*\*/g) % 2 === 0) return text;
  return /\*\*$/.test(line) ? text.slice(0, -2) : `${text.replace(/[ *]+$/, "")}**`;
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
