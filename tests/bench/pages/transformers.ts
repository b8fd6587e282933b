// The same decode by transformers.js (ONNX Runtime's WebGPU backend): transformers.html?folder=FOLDER[&dtype=q4][&n=128]
//
// FOLDER holds config.json, tokenizer.json, tokenizer_config.json and onnx/model_q4.onnx, which tests/bench/gguf_to_onnx.py makes
// of a GGUF file.

import { AutoModelForCausalLM, AutoTokenizer, env } from "@huggingface/transformers";
import { found, number, report, text } from "./report.js";

const SENTENCE = "The river runs through the valley and past the old mill. ";
const RUNS = 3;

await report(async () => {
  const folder = text("folder", "onnx");
  const tokens = number("n", 128);
  found({ engine: "transformers.js", version: env.version, model: folder });
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useBrowserCache = false;
  // A path: it takes a whole address for another machine's.
  env.localModelPath = new URL("./", location.href).pathname;
  const { wasm } = env.backends.onnx;
  if (wasm) wasm.wasmPaths = new URL("transformers/", location.href).href;
  const begun = performance.now();
  const tokenizer = await AutoTokenizer.from_pretrained(folder);
  const dtype = text("dtype", "q4") as "q4" | "q4f16";
  const model = await AutoModelForCausalLM.from_pretrained(folder, { device: "webgpu", dtype });
  found({ load_ms: performance.now() - begun });
  const inputs = tokenizer(SENTENCE);
  const run = async (count: number): Promise<number> => {
    const since = performance.now();
    const settings = { max_new_tokens: count, min_new_tokens: count, do_sample: false };
    // Its own types leave out what its documentation names.
    await model.generate({ ...inputs, ...settings } as Parameters<typeof model.generate>[0]);
    return performance.now() - since;
  };
  await run(8);
  const runs: number[] = [];
  for (let count = 0; count < RUNS; count++) {
    runs.push((tokens / (await run(tokens))) * 1e3);
    found({ decode: { tokens, tokens_per_s: Math.max(...runs), runs_tokens_per_s: runs } });
  }
});
