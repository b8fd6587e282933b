// How fast Firefox decodes beside Chromium, and how often each reads back: the package as it ships, the same model, and the same software
// adapter in both (SwiftShader, which Chromium brings along and Firefox takes as any Vulkan driver). Both browsers are open all the time and
// measure by turns, so that what else the machine does falls on both; ratios are of neighbours. Prints one JSON object.
// Each measures by the engine's pace, which on such an adapter leaves room for one or two tokens a submission, and with `k` of them.
// The model should take about 1 ms a token: a larger one shows the adapter only.
// usage: bench_browsers.ts --chromium DIR --firefox DIR --model FILE --driver MANIFEST [--rounds N] [--tokens N] [--k N]
import path from "node:path";
import { parseArgs } from "node:util";
import type { BrowserName, Driver } from "./browsers/driver.ts";
import { removeTemporary, withModel } from "./dist.ts";
import { Panel } from "./panel.ts";
import { processorMs } from "./processor_time.ts";
import { launch } from "./stage.ts";

const { values } = parseArgs({
  options: {
    chromium: { type: "string" },
    firefox: { type: "string" },
    model: { type: "string" },
    driver: { type: "string" },
    rounds: { type: "string", default: "12" },
    tokens: { type: "string", default: "256" },
    k: { type: "string", default: "8" },
  },
});
const { chromium, firefox, model, driver: vulkanDriver } = values;
if (!chromium || !firefox || !model || !vulkanDriver) {
  console.error("usage: bench_browsers.ts --chromium DIR --firefox DIR --model FILE --driver MANIFEST [--rounds N] [--tokens N] [--k N]");
  process.exit(2);
}
const tokens = Number(values.tokens);
const k = Number(values.k);

interface Decode {
  tokens_per_s: number;
  readbacks_per_token: number;
  submissions_per_token: number;
  dispatches_per_token: number;
  /** Of all of the browser's processes, the adapter's work among it: what other work on the machine changes least. */
  processor_ms_per_token: number;
}

type Round = Record<BrowserName, Decode>;

const drivers: Driver[] = [];
const panels = {} as Record<BrowserName, Panel>;
try {
  panels.chromium = await open("chromium", chromium);
  panels.firefox = await open("firefox", firefox);
  // SwiftShader takes minutes to compile what sets workgroup memory to zero, which both browsers ask for.
  for (const panel of Object.values(panels)) await panel.ready(580);
  const byPace: Round[] = [];
  const byCount: Round[] = [];
  for (let round = 0; round <= Number(values.rounds); round++) {
    const both = [await turns(round), await turns(round, k)] as const;
    if (round === 0) continue; // it settles the pace
    byPace.push(both[0]);
    byCount.push(both[1]);
  }
  console.log(
    JSON.stringify({
      kind: "bench-browsers",
      where: "browsers",
      unix_ms: Date.now(),
      model: path.basename(model, ".gguf"),
      adapter: (await panels.chromium.diagnostics()).adapter,
      tokens,
      rounds: byPace.length,
      ...comparison(byPace),
      at_k: { k, ...comparison(byCount) },
    }),
  );
} finally {
  await Promise.all(drivers.map((driver) => driver.close()));
  await removeTemporary();
}

async function open(browser: BrowserName, dist: string): Promise<Panel> {
  const folder = await withModel(path.resolve(dist), path.resolve(model as string));
  // A suspended Firefox page would start its engine anew at its next turn.
  const driver = await launch(browser, { package: folder, vulkanDriver: path.resolve(vulkanDriver as string), suspendAfterMs: 3_600_000 });
  drivers.push(driver);
  return Panel.open(driver);
}

/** Both browsers after each other, by the engine's pace or with so many tokens a submission. */
async function turns(round: number, steps?: number): Promise<Round> {
  const both = { chromium: await decode("chromium", steps), firefox: await decode("firefox", steps) };
  for (const [name, { tokens_per_s: speed, readbacks_per_token: readbacks, processor_ms_per_token: ms }] of Object.entries(both)) {
    const figures = `${speed.toFixed(1)} tokens/s, ${readbacks.toFixed(3)} readbacks and ${ms.toFixed(1)} ms of the processor a token`;
    console.error(`${round} ${name}, ${steps ? `${steps} a submission` : "by its pace"}: ${figures}`);
  }
  return both;
}

async function decode(browser: BrowserName, steps?: number): Promise<Decode> {
  const before = await processorMs(browser);
  const decode = await panels[browser].bench({ kind: "decode", context: 16, tokens, ...(steps && { steps }) }, 300);
  const spent = (await processorMs(browser)) - before;
  if (decode.skipped) throw new Error(`${browser} measured nothing: ${decode.skipped}`);
  const { runs_tokens_per_s: runs, ...measured } = decode as unknown as Decode & { runs_tokens_per_s: number[] };
  // Half as many tokens before the runs settle the pace.
  return { ...measured, processor_ms_per_token: spent / (tokens * (runs.length + 0.5)) };
}

function comparison(rounds: Round[]): object {
  const ratios = rounds.map(({ chromium, firefox }) => firefox.tokens_per_s / chromium.tokens_per_s);
  return {
    ratio: median(ratios),
    chromium: summary(rounds.map(({ chromium }) => chromium)),
    firefox: summary(rounds.map(({ firefox }) => firefox)),
    ratios,
  };
}

function summary(decodes: Decode[]): object {
  const of = (name: keyof Decode): number => median(decodes.map((decode) => decode[name]));
  return {
    tokens_per_s: of("tokens_per_s"),
    best_tokens_per_s: Math.max(...decodes.map((decode) => decode.tokens_per_s)),
    dispatches_per_token: of("dispatches_per_token"),
    submissions_per_token: of("submissions_per_token"),
    readbacks_per_token: of("readbacks_per_token"),
    processor_ms_per_token: of("processor_ms_per_token"),
    all_tokens_per_s: decodes.map((decode) => decode.tokens_per_s),
    all_readbacks_per_token: decodes.map((decode) => decode.readbacks_per_token),
  };
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
