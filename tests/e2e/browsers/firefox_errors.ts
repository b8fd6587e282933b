// Reads Firefox's own console, through its window: BiDi shows neither the background page nor workers.
import type { ChildProcess } from "node:child_process";
import type { Bidi } from "./bidi.ts";

/** What `Services.console` keeps: the last 250 messages of every process. */
declare const Services: { console: { getMessageArray(): { microSecondTimeStamp: number }[] } };

/** An error of the browser's own scripts is not ours. */
const OURS = /^\[JavaScript Error: [^]*\{file: "(moz-extension|http):/;

/** What Firefox itself says where a page goes away, or into its cache, with a message to the extension under way. A page may go at any time,
 * and no script can take a message back. */
const LEFT_BEHIND = /Promise (resolved|rejected) (after context unloaded|while context is inactive)/;

/** The browser's own scripts put their name first. */
const PRINTED = /^console\.error: (?![\w.-]+: )/;

export class FirefoxErrors {
  /** Grows as errors come. */
  readonly all: string[] = [];
  readonly #seen = new Set<string>();

  constructor(
    private readonly bidi: Bidi,
    process: ChildProcess | null,
  ) {
    let rest = "";
    process?.stdout?.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      this.all.push(...lines.filter((line) => PRINTED.test(line)));
    });
  }

  /** All errors so far. */
  async read(): Promise<string[]> {
    const list = (): string[][] => Services.console.getMessageArray().map((one) => [`${one.microSecondTimeStamp}`, String(one)]);
    for (const [at, text = ""] of await this.bidi.inBrowser(list)) {
      const key = `${at} ${text}`;
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      if (OURS.test(text) && !LEFT_BEHIND.test(text)) this.all.push(text);
    }
    return this.all;
  }
}
