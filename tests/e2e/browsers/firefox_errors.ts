// Reads Firefox's own console, through its window: BiDi shows neither the background page nor workers.
import type { ChildProcess } from "node:child_process";
import type { Bidi } from "./bidi.ts";

/** What `Services.console` keeps: errors of every process, as text. */
declare const Services: { console: { getMessageArray(): unknown[] } };

/** An error of the browser's own scripts is not ours. */
const OURS = /^\[JavaScript Error: [^]*\{file: "(moz-extension|http):/;

/** What Firefox itself says where a page goes away, or into its cache, with a message to the extension under way. A page may go at any time,
 * and no script can take a message back. */
const LEFT_BEHIND = /Promise (resolved|rejected) (after context unloaded|while context is inactive)/;

/** The browser's own scripts put their name first. */
const PRINTED = /^console\.error: (?!\w+: )/;

/** Returns a function that answers all errors so far. */
export function firefoxErrors(bidi: Bidi, process: ChildProcess | null): () => Promise<string[]> {
  const printed: string[] = [];
  let rest = "";
  process?.stdout?.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    printed.push(...lines.filter((line) => PRINTED.test(line)));
  });
  return async () => {
    const messages = await bidi.inBrowser(() => Services.console.getMessageArray().map(String));
    return [...messages.filter((message) => OURS.test(message) && !LEFT_BEHIND.test(message)), ...printed];
  };
}
