// Bundles a fixture's script from its npm packages, in memory. Must not reach outside node_modules.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("fixtures", import.meta.url));
const made = new Map<string, Promise<string>>();

/** The text of a module script; the packages' styles become part of it. */
export function bundle(script: string): Promise<string> {
  const known = made.get(script) ?? make(script);
  made.set(script, known);
  return known;
}

async function make(script: string): Promise<string> {
  const result = await build({
    entryPoints: [path.join(folder, script)],
    bundle: true,
    minify: true,
    write: false,
    outdir: folder,
    format: "iife",
    target: ["chrome123", "firefox142"],
    define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
    loader: { ".css": "text", ".woff2": "dataurl", ".ttf": "dataurl", ".svg": "dataurl" },
    logLevel: "error",
  });
  return result.outputFiles[0]?.text ?? "";
}
