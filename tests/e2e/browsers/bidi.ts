// The few WebDriver BiDi commands that Puppeteer does not offer for Firefox: extension pages, the browser itself, closed shadow roots.
import type { Browser } from "puppeteer-core";
import { expression, type PageFunction } from "./evaluate.ts";

interface Remote {
  sharedId?: string;
  value?: { shadowRoot?: Remote | null; children?: Remote[]; mode?: string };
}

export class Bidi {
  readonly #connection: { send(method: string, params: object): Promise<{ result: unknown }> };

  constructor(browser: Browser) {
    this.#connection = (browser as Browser & { connection: never }).connection;
  }

  async send<R>(method: string, params: object): Promise<R> {
    return (await this.#connection.send(method, params)).result as R;
  }

  /** Runs a function in a page; its answer travels as JSON, because BiDi's own form of values is not ours. */
  async evaluate<A extends unknown[], R>(context: string, run: PageFunction<A, R>, args: A): Promise<R> {
    const code = `(async () => JSON.stringify(await ${expression(run, args)}))()`;
    return this.#value<R>(await this.send("script.evaluate", { expression: code, awaitPromise: true, target: { context } }));
  }

  /** Runs a script's text in a page. */
  async run(context: string, text: string): Promise<void> {
    const ended = `${text}\n;undefined`;
    this.#value(await this.send("script.evaluate", { expression: ended, awaitPromise: false, target: { context } }));
  }

  /** Runs a function in the browser's own window, with its rights. */
  async inBrowser<A extends unknown[], R>(run: PageFunction<A, R>, ...args: A): Promise<R> {
    const tree = await this.send<{ contexts: { context: string }[] }>("browsingContext.getTree", { "moz:scope": "chrome" });
    return this.evaluate(tree.contexts[0]?.context ?? "", run, args);
  }

  async inClosedRoots<R>(context: string, run: (root: ShadowRoot) => R): Promise<R[]> {
    const target = { context, sandbox: "test" }; // a sandbox of its own: the page's patches do not reach it
    const tree = await this.send<{ result: Remote }>("script.evaluate", {
      expression: "document.documentElement",
      awaitPromise: false,
      target,
      serializationOptions: { maxDomDepth: null, includeShadowTree: "all" },
    });
    const answers: R[] = [];
    for (const sharedId of closedRoots(tree.result)) {
      const functionDeclaration = `(root) => { const __name = (f) => f; return JSON.stringify((${run})(root)); }`;
      answers.push(
        this.#value<R>(
          await this.send("script.callFunction", { functionDeclaration, arguments: [{ sharedId }], awaitPromise: false, target }),
        ),
      );
    }
    return answers;
  }

  #value<R>(answer: unknown): R {
    const { type, result, exceptionDetails } = answer as {
      type: string;
      result?: { value?: string };
      exceptionDetails?: { text: string };
    };
    if (type === "exception") throw new Error(exceptionDetails?.text);
    return (result?.value === undefined ? undefined : JSON.parse(result.value)) as R;
  }
}

function closedRoots(node: Remote): string[] {
  const root = node.value?.shadowRoot;
  const own = root?.value?.mode === "closed" && root.sharedId ? [root.sharedId] : [];
  return [...own, ...[...(node.value?.children ?? []), ...(root ? [root] : [])].flatMap(closedRoots)];
}
