// What llama.cpp says: the ids of texts, and of the one that spells special tokens once more, read as such.
//
//   node ask.mjs MODEL.gguf TEXTS.json      (make.py runs it)

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// Wherever it is run from, the package is found as from the working folder.
const { getLlama } = await import(pathToFileURL(createRequire(`${process.cwd()}/`).resolve("node-llama-cpp")));

const [modelPath, textsPath] = process.argv.slice(2);
const texts = JSON.parse(await readFile(textsPath, "utf8"));
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error" });
const model = await llama.loadModel({ modelPath, vocabOnly: true });
const ids = texts.map((text) => [...model.tokenize(text, false)]);
ids.push([...model.tokenize(texts.find((text) => text.includes("<|im_start|>")), true)]);
process.stdout.write(`${JSON.stringify(ids)}\n`);
await llama.dispose();
