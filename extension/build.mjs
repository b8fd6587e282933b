// Bundles the extension for one browser: node extension/build.mjs --target chrome|firefox --out DIR [--faults]
//
// Writes everything of the package but the model. Does not build the wasm (extension/engine/wasm/ must be there), does not
// check types: `cargo xtask build` does what is around this.

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);

const { values } = parseArgs({
  options: {
    target: { type: "string" },
    out: { type: "string" },
    faults: { type: "boolean", default: false },
  },
});
const { target, faults } = values;
if ((target !== "chrome" && target !== "firefox") || !values.out) {
  console.error("usage: node extension/build.mjs --target chrome|firefox --out DIR [--faults]");
  process.exit(2);
}
const out = resolve(values.out);

/** What each browser's manifest has otherwise than manifest.json, and why. */
const patches = {
  chrome(manifest) {
    // Chrome warns of background.scripts: there the service worker opens the offscreen document, which loads the host.
    delete manifest.background.scripts;
    // Only Firefox reads these.
    delete manifest.browser_specific_settings;
  },
  firefox(manifest) {
    // Firefox has no extension service worker: the background page holds the host, and no offscreen document is needed.
    delete manifest.background.service_worker;
    manifest.permissions = manifest.permissions.filter((name) => name !== "offscreen");
    // Firefox keeps Ctrl+Shift+E for its own tools.
    manifest.commands.rewrite.suggested_key = { default: "Alt+Shift+E", mac: "MacCtrl+Shift+E" };
    // Only Chrome reads it.
    delete manifest.minimum_chrome_version;
  },
};

const shared = {
  bundle: true,
  minify: false,
  target: ["chrome123", "firefox142"],
  // Statements labelled FAULTS, and what only they import, are left out of the shipped package.
  dropLabels: faults ? [] : ["FAULTS"],
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
};

/** Each a folder with a script, a document and a sheet of this name. */
const pages = ["popup", "options", "welcome"];

const modules = [
  "background/background",
  "engine/host",
  "engine/worker",
  "engine/fit_worker",
  "engine/models/download_worker",
  ...pages.map((page) => `${page}/${page}`),
];

/** Only in packages with fault hooks; `engine/fit` stands alone there, for tests that ask it without a page. */
const faultModules = ["faults/panel_page", "engine/fit"];

/** Classic scripts, for pages. Those in bridges/ run in the pages' own world, so that is all they may be. */
const scripts = [
  "content/start",
  "content/drawing",
  "content/panel",
  "content/page_text",
  ...["ckeditor", "codemirror", "draft", "monaco", "tinymce", "trix"].map((name) => `bridges/${name}`),
];

/** Files copied as they are: from the repository, to the package. */
const copies = [
  ["extension/engine/offscreen.html", "engine/offscreen.html"],
  ...pages.flatMap((page) =>
    ["html", "css"].map((kind) => [`extension/${page}/${page}.${kind}`, `${page}/${page}.${kind}`]),
  ),
  ["extension/popup/chat/chat.css", "popup/chat/chat.css"],
  ["extension/popup/privacy/privacy.css", "popup/privacy/privacy.css"],
  ["extension/popup/models/models.css", "popup/models/models.css"],
  ["extension/shared/page.css", "shared/page.css"],
  ["extension/_locales", "_locales"],
  ["icons", "icons"],
];

const faultCopies = [["extension/faults/panel_page.html", "faults/panel_page.html"]];

const wasm = "extension/engine/wasm/inkling_web_bg.wasm";

async function main() {
  // The model may lie there already, and takes long to copy: only what this build writes is cleared.
  const written = ["_locales", "background", "bridges", "content", "engine", "faults", "icons", "manifest.json", ...pages, "shared"];
  for (const folder of written) {
    await rm(join(out, folder), { recursive: true, force: true });
  }
  await mkdir(out, { recursive: true });

  const manifest = JSON.parse(await readFile(join(root, "manifest.json"), "utf8"));
  patches[target](manifest);
  await writeFile(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

  await build({
    ...shared,
    format: "esm",
    entryPoints: [...modules, ...(faults ? faultModules : [])].map((name) => ({ in: join(here, `${name}.ts`), out: name })),
    outdir: out,
  });
  await build({
    ...shared,
    format: "iife",
    entryPoints: scripts.map((name) => ({ in: join(here, `${name}.ts`), out: name })),
    outdir: out,
  });

  for (const [from, to] of [...copies, ...(faults ? faultCopies : [])]) {
    await cp(join(root, from), join(out, to), {
      recursive: true,
      filter: (path) => !/\.(svg|mjs)$/.test(path),
    });
  }
  if (!existsSync(join(root, wasm))) {
    throw new Error(`${wasm} is missing: build it first (cargo xtask build)`);
  }
  await cp(join(root, wasm), join(out, "engine/inkling_web_bg.wasm"));
}

main().catch((error) => {
  console.error(String(error?.message ?? error));
  process.exit(1);
});
