// The table in ../README.md. Run as a program after a run of editors.test.ts in both browsers, it writes what they saw.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BrowserName } from "../browsers/driver.ts";
import { fixtures } from "./all.ts";
import { columns, type Column } from "./columns.ts";
import { readReport, type Report } from "./report.ts";

const readme = fileURLToPath(new URL("../README.md", import.meta.url));
const [BEGIN, END] = ["<!-- written by editors/table.ts -->", "<!-- end -->"];
const names = Object.keys(columns) as Column[];
const letters: Record<BrowserName, string> = { chromium: "C", firefox: "F" };

/** What of a browser's run the table has otherwise. */
export function differences(browser: BrowserName, report: Report): string[] {
  const said = written();
  return Object.entries(report).flatMap(([fixture, row]) =>
    names.flatMap((column) => {
      const isTold = said.get(fixture)?.[names.indexOf(column)]?.includes(letters[browser]) ?? false;
      return isTold === (row[column] === "passed") ? [] : [`${fixture}, ${column}: ${row[column] ?? "not run"}`];
    }),
  );
}

/** The table's cells as they stand: which browsers each names. */
function written(): Map<string, string[]> {
  const rows = readFileSync(readme, "utf8").split(BEGIN)[1]?.split(END)[0]?.split("\n") ?? [];
  const cells = rows.filter((row) => row.startsWith("| ")).map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim()));
  return new Map(cells.map(([name = "", ...rest]) => [name, rest.map((cell) => (cell.startsWith("✓") ? "CF" : cell))]));
}

function write(): void {
  const reports = { chromium: readReport("chromium"), firefox: readReport("firefox") };
  const reasons: string[] = [];
  const number = (reason: string): number => (reasons.includes(reason) ? reasons.indexOf(reason) + 1 : reasons.push(reason));
  const rows = fixtures.map(({ name, impossible }) => {
    const cells = names.map((column) => {
      const passed = (Object.keys(letters) as BrowserName[]).filter((browser) => reports[browser][name]?.[column] === "passed");
      const why = impossible?.[column];
      const notes = (typeof why === "string" ? [why] : Object.values(why ?? {})).map((reason) => `<sup>${number(reason)}</sup>`);
      return (passed.length === 2 ? "✓" : passed.map((browser) => letters[browser]).join("") || "–") + notes.join("");
    });
    return `| ${[name, ...cells].join(" | ")} |`;
  });
  const head = [`| ${["", ...names].join(" | ")} |`, `|---${"|:-:".repeat(names.length)}|`];
  const meanings = Object.entries(columns).map(([column, meaning]) => `- *${column}*: ${meaning}`);
  const notes = reasons.map((reason, index) => `${index + 1}. ${reason}`);
  const packages = fixtures.flatMap((fixture) => fixture.packages ?? []).map((name) => `${name} ${versionOf(name)}`);
  const table = [...head, ...rows, "", ...notes, "", ...meanings, "", `Packages: ${packages.join(", ")}.`].join("\n");
  const [before = "", rest = ""] = readFileSync(readme, "utf8").split(BEGIN);
  writeFileSync(readme, `${before}${BEGIN}\n\n${table}\n\n${END}${rest.split(END)[1] ?? "\n"}`);
}

function versionOf(name: string): string {
  const file = fileURLToPath(new URL(`../node_modules/${name}/package.json`, import.meta.url));
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) write();
