// What llama.cpp says: the ids of texts, and every token's log-probability behind some positions of a list of ids.
//
//   node ask.mjs MODEL.gguf QUESTION.json      (make.py runs it)

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// Wherever it is run from, the package is found as from the working folder.
const { getLlama } = await import(pathToFileURL(createRequire(`${process.cwd()}/`).resolve("node-llama-cpp")));

const [modelPath, questionPath] = process.argv.slice(2);
const { ids, positions, texts } = JSON.parse(await readFile(questionPath, "utf8"));
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error" });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({
  contextSize: 512,
  threads: 1, // two wait for each other by spinning
  flashAttention: false, // would round keys and values to f16
  experimentalKvCacheKeyType: "F32",
  experimentalKvCacheValueType: "F32",
});
const asked = { generateNext: { probabilities: true, options: { temperature: 0 } } };
const answers = await context
  .getSequence()
  .controlledEvaluate(ids.map((id, position) => (positions.includes(position) ? [id, asked] : id)));

function logProbabilities(position) {
  const { probabilities } = answers[position].next;
  const total = [...probabilities.values()].reduce((sum, probability) => sum + probability, 0); // f32 sums are a little off
  const byId = [...probabilities].sort(([a], [b]) => a - b);
  return byId.map(([, probability]) => Math.round(Math.log(probability / total) * 1e6) / 1e6);
}

const log_probabilities = positions.map((position) => ({ position, all: logProbabilities(position) }));
const tokenized = texts.map((text) => ({ text, ids: model.tokenize(text, false) }));
process.stdout.write(`${JSON.stringify({ ids, log_probabilities, texts: tokenized })}\n`);
await llama.dispose();
