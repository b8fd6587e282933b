// Turns a function of a test into an expression that runs in a page.

/** The function sees nothing of the test but its arguments, which travel as JSON; so does its answer. */
export type PageFunction<A extends unknown[], R> = (...args: A) => R | Promise<R>;

/** `__name` stands in for a helper that the TypeScript loader writes into functions and that pages do not have. */
export function expression<A extends unknown[], R>(run: PageFunction<A, R>, args: A): string {
  return `(async () => { const __name = (f) => f; return (${run})(...${JSON.stringify(args)}); })()`;
}

export async function evaluateIn<A extends unknown[], R>(
  page: { evaluate(code: string): Promise<unknown> },
  run: PageFunction<A, R>,
  ...args: A
): Promise<R> {
  return (await page.evaluate(expression(run, args))) as R;
}
