// The same decode by wllama (llama.cpp's WebGPU backend), all layers on the graphics card: wllama.html?model=FILE.gguf[&n=128&prefill=482]

import { Wllama, LoggerWithoutDebug } from "@wllama/wllama";
import { describe, found, number, report, text } from "./report.js";

const SENTENCE = "The river runs through the valley and past the old mill. ";
const RUNS = 3;

await report(async () => {
  const file = text("model", "model.gguf");
  const tokens = number("n", 128);
  found({ engine: "wllama", version: Wllama.getLibllamaVersion(), model: file });
  const wllama = new Wllama({ default: new URL("wllama/wllama.wasm", location.href).href }, { logger: LoggerWithoutDebug });
  wllama.setCompat(null);
  found({ webgpu: wllama.isSupportWebGPU() });
  const begun = performance.now();
  const blob = await (await fetch(new URL(file, location.href), { cache: "no-store" })).blob();
  await wllama.loadModel([blob], { n_ctx: 2048, n_parallel: 1, n_gpu_layers: 99_999, flash_attn: true, n_batch: 512, n_ubatch: 512 });
  found({ load_ms: performance.now() - begun, threads: wllama.getNumThreads() });
  const run = async (prompt: string, max_tokens: number) => {
    const since = performance.now();
    const { usage, timings } = await wllama.createCompletion({ prompt, max_tokens, temperature: 0, ignore_eos: true, seed: 1 });
    const ms = performance.now() - since;
    const { predicted_per_second, prompt_per_second, prompt_n, prompt_ms } = timings ?? {};
    const { completion_tokens, prompt_tokens } = usage;
    return {
      ms,
      tokens: completion_tokens,
      prompt_tokens,
      tokens_per_s: (completion_tokens / ms) * 1e3,
      predicted_per_second,
      prompt_n,
      prompt_ms,
      prompt_per_second,
    };
  };
  await run(SENTENCE, 8);
  const runs = [];
  for (let count = 0; count < RUNS; count++) {
    runs.push(await run(SENTENCE, tokens));
    const best = Math.max(...runs.map(({ tokens_per_s, predicted_per_second = 0 }) => Math.max(tokens_per_s, predicted_per_second)));
    found({ decode: { tokens, tokens_per_s: best, runs } });
  }
  try {
    const sentences = Math.round(number("prefill", 512) / 12);
    found({ prefill: await run(SENTENCE.toUpperCase() + SENTENCE.repeat(sentences), 1) });
  } catch (error) {
    found({ prefill: { error: describe(error) } });
  }
});
