// Looks for barriers with axe-core in a page of the extension, as it stands at the moment.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { ExtensionPage } from "./browsers/driver.ts";

interface Axe {
  run(options: object): Promise<{ violations: Violation[]; passes: object[] }>;
}
interface Violation {
  id: string;
  help: string;
  nodes: { target: string[]; failureSummary?: string }[];
}
declare const axe: Axe;

const file = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe finds wrong, one line each. Waits for running transitions: a colour on its way is no colour to judge. */
export async function barriers(page: ExtensionPage): Promise<string[]> {
  const isThere = await page.evaluate(() => "axe" in globalThis);
  if (!isThere) await page.addScript(await readFile(file, "utf8"));
  const { violations, passed } = await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    const { violations, passes } = await axe.run({ resultTypes: ["violations"] });
    return { violations, passed: passes.length };
  });
  assert.ok(passed > 5, "axe looked at something");
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary ?? ""}`),
  );
}

export async function assertNoBarriers(page: ExtensionPage): Promise<void> {
  assert.deepEqual(await barriers(page), []);
}
