// Makes a reference file for `inkling score`: llama.cpp's token ids, greedy continuations and the five likeliest tokens of each step.
//
//   python3 dequantise.py MODEL.gguf /tmp/f32.gguf
//   node make_reference.mjs /tmp/f32.gguf smollm2-135m.json > new.json      (needs `npm install node-llama-cpp`)
//
// The second file gives the cases: name, text, whether special tokens are read in it, and how many steps. Its answers are not read.

import { readFile } from "node:fs/promises";
import { getLlama } from "node-llama-cpp";

const [modelPath, casesPath] = process.argv.slice(2);
const { cases } = JSON.parse(await readFile(casesPath, "utf8"));
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error" });
const model = await llama.loadModel({ modelPath });

const round = (value) => Math.round(value * 1e5) / 1e5;

async function run({ name, text, special, add_bos, greedy_ids: { length: steps } }) {
  const prompt = model.tokenize(text, special);
  if (add_bos) prompt.unshift(model.tokens.bos);
  const context = await model.createContext({
    contextSize: 1024,
    threads: 1, // two wait for each other by spinning
    flashAttention: false, // would round keys and values to f16
    experimentalKvCacheKeyType: "F32",
    experimentalKvCacheValueType: "F32",
  });
  const sequence = context.getSequence();
  const greedy = [];
  const top5 = [];
  let input = prompt;
  while (greedy.length < steps) {
    const last = [input.at(-1), { generateNext: { token: true, probabilities: true, options: { temperature: 0 } } }];
    const answers = await sequence.controlledEvaluate([...input.slice(0, -1), last]);
    const { probabilities } = answers.at(-1).next;
    const total = [...probabilities.values()].reduce((sum, probability) => sum + probability, 0); // f32 sums are a little off
    const best = [...probabilities].sort(([, a], [, b]) => b - a).slice(0, 5);
    top5.push(best.map(([id, probability]) => [id, round(Math.log(probability / total))]));
    greedy.push(best[0][0]);
    input = [best[0][0]];
  }
  await context.dispose();
  return { name, text, special, add_bos, prompt_ids: prompt, greedy_ids: greedy, greedy_text: model.detokenize(greedy), top5 };
}

const answers = [];
for (const one of cases) answers.push(await run(one));
const note =
  "llama.cpp on the CPU, weights dequantised to float32, float32 KV. top5 = [token id, natural log-probability] before each greedy token.";
console.log(JSON.stringify({ note, cases: answers }));
await llama.dispose();
