// How fast a browser decodes, and how often it reads back: for Firefox against Chromium, on the same software adapter and with the same
// model. Prints one JSON object. The model should take about 1 ms a token: a large one shows the adapter only.
// Chromium takes no software adapter but its SwiftShader: INKLING_LLVMPIPE=/usr/lib/chromium/vk_swiftshader_icd.json gives it to Firefox.
// usage: bench_browsers.ts --browser chromium|firefox --dist DIR --model FILE [--rounds N]
import path from "node:path";
import { parseArgs } from "node:util";
import { removeTemporary, withModel } from "./dist.ts";
import { Panel } from "./panel.ts";
import { launch } from "./stage.ts";

const { values } = parseArgs({
  options: {
    browser: { type: "string", default: "chromium" },
    dist: { type: "string" },
    model: { type: "string" },
    rounds: { type: "string", default: "9" },
  },
});
const { browser } = values;
if ((browser !== "chromium" && browser !== "firefox") || !values.dist || !values.model) {
  console.error("usage: bench_browsers.ts --browser chromium|firefox --dist DIR --model FILE [--rounds N]");
  process.exit(2);
}
const driver = await launch(browser, { package: await withModel(path.resolve(values.dist), values.model), quickKernels: true });
try {
  const panel = await Panel.open(driver);
  await panel.ready(120);
  const answers = [];
  for (let round = 0; round < Number(values.rounds); round++) answers.push(await panel.complete(`Thank you for ${round}`, 128));
  const settled = answers.slice(2).filter((answer) => answer.generatedTokens > 32);
  const speeds = settled.map((answer) => answer.decodeTokensPerS).sort((one, other) => one - other);
  const sum = (of: (answer: (typeof settled)[number]) => number): number => settled.reduce((all, answer) => all + of(answer), 0);
  console.log(
    JSON.stringify({
      browser,
      adapter: (await panel.diagnostics()).adapter,
      answers: settled.length,
      decodeTokensPerS: speeds[Math.floor(speeds.length / 2)] ?? null,
      bestTokensPerS: speeds.at(-1) ?? null,
      // Each submission of a settled answer is read back.
      readbacksPerToken: sum((answer) => answer.submissions) / sum((answer) => answer.generatedTokens),
    }),
  );
} finally {
  await driver.close();
  await removeTemporary();
}
