// What a page of the bench says: its findings so far in window.result, and DONE in its title when there are no more.

export type Findings = Record<string, unknown>;

declare global {
  interface Window {
    result: string;
  }
}

const findings: Findings = {};

export function found(more: Findings): void {
  Object.assign(findings, more);
  window.result = JSON.stringify(findings);
}

/** Runs the page's work; whatever becomes of it, it is said. */
export async function report(work: () => Promise<void>): Promise<void> {
  found({ kind: "bench", where: browserName(), page: location.search, unix_ms: Date.now() });
  try {
    await work();
  } catch (error) {
    found({ error: describe(error) });
  }
  document.title = "DONE";
}

export function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error);
}

function browserName(): string {
  return navigator.userAgent.includes("Firefox/") ? "firefox" : "chromium";
}

const parameters = new URLSearchParams(location.search);

export function text(name: string, otherwise: string): string {
  return parameters.get(name) ?? otherwise;
}

export function number(name: string, otherwise: number): number {
  const given = parameters.get(name);
  return given === null ? otherwise : Number(given);
}

export function numbers(name: string, otherwise: number[]): number[] {
  const given = parameters.get(name);
  return given === null ? otherwise : given.split(",").filter((part) => part).map(Number);
}

/** The value below which so much of all lies. */
export function percentile(values: number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
