// The benchmark through the wasm build: inkling.html?model=FILE.gguf[&n=128&contexts=100,2000,8000&prefill=512&keys=40&readMb=1024&k=8]

import { shares, type Figures } from "../../../extension/shared/speed.js";
import { BenchEngine } from "./engine.js";
import { framesOf } from "./frames.js";
import { describe, found, number, numbers, percentile, report, text } from "./report.js";

const SHORT = 16;
/** Of the prose that is typed behind: what is left of the 6 KB that are seen before a caret belongs to the typed words. */
const FIRST_UNITS = 5_850;

const model = new URL(text("model", "model.gguf"), location.href).href;
const tokens = number("n", 128);
const contexts = numbers("contexts", [100, 2_000, 8_000]);
const prefill = number("prefill", 512);
const keys = number("keys", 40);
const frameTokens = number("frames", 512);
/** Tokens a submission, where the engine's own pace is not meant. */
const k = number("k", 0);

function decode(engine: BenchEngine, context: number, tokens: number): Promise<Figures> {
  return engine.bench({ kind: "decode", context, tokens, ...(k && { steps: k }) });
}

async function start(begun_ms: number): Promise<BenchEngine> {
  const chatTokens = Math.max(...contexts, prefill, SHORT + frameTokens) + tokens + 64;
  const engine = await BenchEngine.start(model, chatTokens, begun_ms);
  const { at_ms } = await engine.complete("The river runs through the valley, ");
  if (at_ms) engine.stages.first_token_ms = at_ms - begun_ms;
  return engine;
}

/** A part that fails is said, and the others are measured all the same. */
async function part(name: string, measure: () => Promise<unknown>): Promise<unknown> {
  try {
    const result = await measure();
    found({ [name]: result });
    return result;
  } catch (error) {
    const result = { error: describe(error) };
    found({ [name]: result });
    return result;
  }
}

async function keystrokes(engine: BenchEngine): Promise<unknown> {
  const prose = await (await fetch("prose.txt")).text();
  const words = prose.slice(FIRST_UNITS).match(/\S+\s*/g) ?? [];
  let typed = prose.slice(0, FIRST_UNITS);
  const warm = await engine.complete(typed);
  const [worker, page, prompts, prefilled]: number[][] = [[], [], [], []];
  let silent = 0;
  for (const word of words.slice(0, keys)) {
    typed += word;
    const asked_ms = performance.now();
    const { at_ms, ended } = await engine.complete(typed);
    prompts?.push(ended.counters.promptTokens);
    prefilled?.push(ended.counters.prefilledTokens);
    if (!at_ms) silent++;
    else {
      worker?.push(ended.counters.firstMs);
      page?.push(at_ms - asked_ms);
    }
  }
  const summary = (values: number[] = []): unknown => ({
    n: values.length,
    p50: percentile(values, 0.5),
    p95: percentile(values, 0.95),
    max: percentile(values, 1),
  });
  return {
    first_prompt_tokens: warm.ended.counters.promptTokens,
    prompt_tokens: summary(prompts),
    prefilled_tokens: summary(prefilled),
    silent,
    worker_ms: summary(worker),
    page_ms: summary(page),
    all_worker_ms: worker,
  };
}

await report(async () => {
  found({ engine: "inkling", model: text("model", "model.gguf"), k: k || null, page_ms: performance.now() });
  const engine = await start(0);
  const { adapter = "", model: name = "" } = engine.ready ?? {};
  found({ adapter, model: name, cold_start: engine.stages });
  await part("diagnostics", () => engine.diagnostics());
  await part("idle_frames", async () => (await framesOf(() => new Promise((done) => setTimeout(done, 1_000))))[1]);
  const measured = await part("device", () => engine.bench({ kind: "device", mostBytes: number("readMb", 1_024) * 2 ** 20 }));
  const device = measured as Figures;
  await part("decode", async () => shares(await decode(engine, SHORT, tokens), device));
  await part("prefill", async () => shares(await engine.bench({ kind: "prefill", tokens: prefill }), device));
  await part("frames", async () => {
    const [{ tokens_per_s }, frames] = await framesOf(() => decode(engine, SHORT, frameTokens));
    return { ...frames, tokens_per_s };
  });
  if (keys) await part("keystrokes", () => keystrokes(engine));
  await part("kernels", () => engine.bench({ kind: "kernels", context: SHORT, tokens: Math.min(8, tokens), prefill }));
  const behind: unknown[] = [];
  for (const context of contexts) {
    await part("contexts", async () => {
      behind.push(shares(await decode(engine, context, tokens), device));
      return behind;
    });
  }
  engine.stop();
  await part("second_start", async () => {
    const again = await start(performance.now());
    again.stop();
    return again.stages;
  });
});
