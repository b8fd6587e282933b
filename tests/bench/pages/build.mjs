// Makes the pages that measure: node tests/bench/pages/build.mjs --out DIR
//
// Ours is the extension's worker and wasm as they ship, with the server's files in place of its store. The others' scripts and
// wasm are copied from their npm packages: nothing is fetched when they run. Needs the wasm (cargo xtask build).

import { cp, mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const bench = dirname(here);
const root = dirname(dirname(bench));
const extension = join(root, "extension");
const { build } = createRequire(join(extension, "package.json"))("esbuild");

const { values } = parseArgs({ options: { out: { type: "string" } } });
if (!values.out) {
  console.error("usage: node tests/bench/pages/build.mjs --out DIR");
  process.exit(2);
}
const out = resolve(values.out);
const pages = ["inkling", "wllama", "transformers"];

/** From the packages, to the pages' folder. */
const modules = join(bench, "node_modules");
const copies = [
  ...pages.map((page) => [join(here, `${page}.html`), `${page}.html`]),
  [join(root, "tests/model/prose.txt"), "prose.txt"],
  [join(extension, "engine/wasm/inkling_web_bg.wasm"), "engine/inkling_web_bg.wasm"],
  [join(modules, "@wllama/wllama/esm/wasm/wllama.wasm"), "wllama/wllama.wasm"],
  ...["mjs", "wasm"].map((kind) => {
    const name = `ort-wasm-simd-threaded.asyncify.${kind}`;
    return [join(modules, "onnxruntime-web/dist", name), `transformers/${name}`];
  }),
];

const shared = {
  bundle: true,
  format: "esm",
  target: ["chrome123", "firefox142"],
  dropLabels: ["FAULTS"],
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
};

/** The worker's models come from the server. */
const servedModels = {
  name: "served models",
  setup({ onResolve }) {
    onResolve({ filter: /\/shared\/model_store\.js$/ }, () => ({ path: join(here, "model_store.ts") }));
  },
};

async function main() {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await build({
    ...shared,
    entryPoints: pages.map((name) => ({ in: join(here, `${name}.ts`), out: name })),
    outdir: out,
    nodePaths: [modules],
  });
  await build({
    ...shared,
    entryPoints: [{ in: join(extension, "engine/worker.ts"), out: "engine/worker" }],
    outdir: out,
    plugins: [servedModels],
  });
  for (const [from, to] of copies) await cp(from, join(out, to));
}

main().catch((error) => {
  console.error(String(error?.message ?? error));
  process.exit(1);
});
