// What a key costs in the worker, from the request's arrival to its first suggestion: a writer types words at the end of a text of about
// 1,500 tokens. Prints one JSON object.
// usage: bench_keys.ts --browser chromium|firefox --dist DIR [--model FILE] [--words N]
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { removeTemporary, root, withModel } from "./dist.ts";
import { Panel } from "./panel.ts";
import { launch } from "./stage.ts";

const { values } = parseArgs({
  options: {
    browser: { type: "string", default: "chromium" },
    dist: { type: "string" },
    model: { type: "string" },
    words: { type: "string", default: "30" },
  },
});
const { browser } = values;
if ((browser !== "chromium" && browser !== "firefox") || !values.dist) {
  console.error("usage: bench_keys.ts --browser chromium|firefox --dist DIR [--model FILE] [--words N]");
  process.exit(2);
}
/** Of English prose, about 1,500 tokens. */
const characters = 5_900;
const words = Number(values.words);
const prose = await readFile(path.join(root, "tests", "model", "prose.txt"), "utf8");
const all = prose.repeat(2).slice(0, characters + words * 12);
const ends = [...all.matchAll(/\S(?=\s)/g)].map(({ index }) => index + 1).filter((end) => end >= characters);

const folder = path.resolve(values.dist);
const driver = await launch(browser, { package: values.model ? await withModel(folder, values.model) : folder, quickKernels: true });
try {
  const panel = await Panel.open(driver);
  await panel.ready(120);
  // The first prefills the text; the others each a word of it.
  const typed = [];
  for (const end of ends.slice(0, words + 1)) typed.push(await panel.complete(all.slice(0, end)));
  const keys = typed.slice(1);
  const quantiles = (of: (key: (typeof keys)[number]) => number): object => {
    const sorted = keys.map(of).sort((one, other) => one - other);
    const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
    return { p50: at(0.5), p95: at(0.95) };
  };
  console.log(
    JSON.stringify({
      browser,
      adapter: (await panel.diagnostics()).adapter,
      keys: keys.length,
      promptTokens: quantiles((key) => key.promptTokens),
      prefilledTokens: quantiles((key) => key.prefilledTokens),
      promptMs: quantiles((key) => key.promptMs),
      firstMs: quantiles((key) => key.firstMs),
      submissions: quantiles((key) => key.submissions),
    }),
  );
} finally {
  await driver.close();
  await removeTemporary();
}
