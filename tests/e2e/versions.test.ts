// The least versions of the browsers, as the manifests state them, are those of the newest things that the code uses. No browser is
// needed. When something newer is used, it is added here, and the versions rise with it.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, test } from "node:test";
import { root } from "./dist.ts";

interface Support {
  version_added: string | false;
  flags?: unknown;
}
interface Compat {
  __compat?: { support: Record<string, Support | Support[]> };
  [name: string]: unknown;
}
const compat = createRequire(import.meta.url)("@mdn/browser-compat-data") as Compat;

/** What the code cannot do without, as it is written there, and where its versions stand. */
const NEEDED: Record<string, string> = {
  "light-dark(": "css.types.color.light-dark",
  ":has(": "css.selectors.has",
  ".showPopover(": "api.HTMLElement.showPopover",
  ".checkVisibility(": "api.Element.checkVisibility.options_visibilityProperty_parameter",
  "AbortSignal.any(": "api.AbortSignal.any_static",
  ".createSyncAccessHandle(": "api.FileSystemFileHandle.createSyncAccessHandle",
  ".getDirectory(": "api.StorageManager.getDirectory",
  "navigator.locks": "api.LockManager",
  ".storage.session": "webextensions.api.storage.session",
  ".registerContentScripts(": "webextensions.api.scripting.registerContentScripts",
};

function since(where: string, browser: string): number {
  const at = where.split(".").reduce<Compat | undefined>((at, name) => at?.[name] as Compat | undefined, compat);
  assert.ok(at?.__compat, `${where} is not in the data`);
  const support = [at.__compat.support[browser] ?? []].flat().filter(({ version_added, flags }) => version_added && !flags);
  return Math.min(...support.map(({ version_added }) => Number(/\d+/.exec(String(version_added))?.[0])));
}

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap(({ name, parentPath }) => {
    const inner = path.join(parentPath, name);
    if (/\.(ts|css)$/.test(name)) return [inner];
    return name.includes(".") || ["node_modules", "wasm"].includes(name) ? [] : sources(inner);
  });

describe("least versions", async () => {
  const manifest = JSON.parse(await readFile(path.join(root, "manifest.json"), "utf8"));
  const chrome = Number(manifest.minimum_chrome_version);
  const firefox = parseInt(manifest.browser_specific_settings.gecko.strict_min_version, 10);
  const files = sources(path.join(root, "extension"));
  const text = (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");

  test("everything listed is used", () => {
    assert.deepEqual(Object.keys(NEEDED).filter((written) => !text.includes(written)), []);
  });

  test("Chrome's is that of the newest of them", () => {
    assert.equal(Math.max(...Object.values(NEEDED).map((where) => since(where, "chrome"))), chrome);
  });

  test("Firefox's is enough for all of them", () => {
    for (const where of Object.values(NEEDED)) assert.ok(since(where, "firefox") <= firefox, where);
  });

  test("what is built is built for them, and the word for older ones names them", async () => {
    const build = await readFile(path.join(root, "extension", "build.mjs"), "utf8");
    assert.ok(build.includes(`target: ["chrome${chrome}", "firefox${firefox}"]`));
    for (const locale of ["en", "de"]) {
      const words = JSON.parse(await readFile(path.join(root, "extension", "_locales", locale, "messages.json"), "utf8"));
      assert.match(words.browserTooOld.message, new RegExp(`${chrome}.*${firefox}`));
    }
  });
});
