// What a run saw: a mark for every fixture and check. Written for the table (table.ts).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BrowserName } from "../browsers/driver.ts";
import { root } from "../dist.ts";
import type { Column } from "./columns.ts";

export type Mark = "passed" | "failed" | "impossible";
export type Report = Record<string, Partial<Record<Column, Mark>>>;

const file = (name: BrowserName): string => path.join(root, "target", "editors", `${name}.json`);

/** Rows that were not run keep what was seen before. */
export function writeReport(name: BrowserName, report: Report): void {
  mkdirSync(path.dirname(file(name)), { recursive: true });
  const before = existsSync(file(name)) ? readReport(name) : {};
  const run = Object.entries(report).filter(([, row]) => Object.keys(row).length > 0);
  writeFileSync(file(name), JSON.stringify({ ...before, ...Object.fromEntries(run) }, null, 1));
}

export function readReport(name: BrowserName): Report {
  return JSON.parse(readFileSync(file(name), "utf8")) as Report;
}
