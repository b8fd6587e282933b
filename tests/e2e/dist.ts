// Finds the built packages, and makes copies of them with another model inside. Must not build anything: `cargo xtask build` does.
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserName } from "./browsers/driver.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const fixtures = path.join(root, "tests", "fixtures");

/** Where `cargo xtask build [--faults]` puts a package. */
export function built(browser: BrowserName, faults = false): string {
  const folder = path.join(root, "dist", (browser === "chromium" ? "chrome" : "firefox") + (faults ? "-faults" : ""));
  if (!existsSync(path.join(folder, "manifest.json"))) {
    throw new Error(`${folder} is not built: run \`cargo xtask build${faults ? " --faults" : ""}\``);
  }
  return folder;
}

/** A copy of a package with another model in it, removed when the process ends. */
export async function withModel(folder: string, file: string): Promise<string> {
  const copy = await temporary("package");
  await cp(folder, copy, { recursive: true, filter: (source) => !source.endsWith("model.gguf") });
  const bytes = await readFile(file);
  await writeFile(path.join(copy, "model", "model.gguf"), bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const card = { name: path.basename(file, ".gguf"), file: "model.gguf", bytes: bytes.length, sha256 };
  await writeFile(path.join(copy, "model", "model.json"), JSON.stringify(card));
  return copy;
}

/** The model whose every continuation is known (tests/fixtures/tiny_model.py). */
export const withTinyModel = (folder: string): Promise<string> => withModel(folder, path.join(fixtures, "tiny.gguf"));

/** A copy of a package that speaks one language, whatever the browser's is. */
export async function withLocale(folder: string, locale: string): Promise<string> {
  const copy = await temporary("package");
  const others = (source: string): boolean => path.basename(path.dirname(source)) !== "_locales" || path.basename(source) === locale;
  await cp(folder, copy, { recursive: true, filter: others });
  const manifest = JSON.parse(await readFile(path.join(copy, "manifest.json"), "utf8"));
  await writeFile(path.join(copy, "manifest.json"), JSON.stringify({ ...manifest, default_locale: locale }));
  return copy;
}

const made: string[] = [];

/** A new empty folder, removed when the process ends. */
export async function temporary(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `inkling-${name}-`));
  made.push(folder);
  return folder;
}

/** Removes what was made here. A browser may still be letting go of its files. */
export async function removeTemporary(): Promise<void> {
  await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
}
