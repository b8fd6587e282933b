// Renders the PNGs from inkling.svg with headless Chromium: node icons/render.mjs [CHROMIUM]
// The "off" variants are the same drawing in grey.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const chromium = process.argv[2] ?? "chromium";
const svg = readFileSync(join(here, "inkling.svg"), "utf8");
const ink = "#4a5ce0";
const grey = "#80838f";

/** Runs in the browser when the drawings are loaded: leaves each one's PNG in the document. */
function draw() {
  for (const image of document.images) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = image.width;
    canvas.getContext("2d").drawImage(image, 0, 0, image.width, image.width);
    const line = document.createElement("p");
    line.textContent = `${image.alt} ${canvas.toDataURL("image/png").split(",")[1]}`;
    document.body.append(line);
  }
}

const icons = [["", ink], ["-off", grey]].flatMap(([suffix, colour]) =>
  [16, 32, 48, 128].map((size) => ({
    name: `inkling${suffix}-${size}.png`,
    size,
    svg: svg.replace(ink, colour).replace("<svg ", `<svg width="${size}" height="${size}" `),
  })),
);

const work = mkdtempSync(join(tmpdir(), "inkling-icons-"));
const page = join(work, "icons.html");
const images = icons.map(
  ({ name, size, svg }) =>
    `<img alt="${name}" width="${size}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}">`,
);
writeFileSync(page, `<!doctype html><body>${images.join("")}<script>onload = ${draw}</script>`);
const dom = execFileSync(chromium, [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update",
  `--user-data-dir=${join(work, "profile")}`, "--dump-dom", `file://${page}`,
], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
rmSync(work, { recursive: true, force: true });

const found = [...dom.matchAll(/<p>(\S+) (\S+)<\/p>/g)];
if (found.length !== icons.length) throw new Error(`${found.length} of ${icons.length} icons were drawn`);
for (const [, name, base64] of found) writeFileSync(join(here, name), Buffer.from(base64, "base64"));
