// What Inkling costs the pages that it is on: bytes, time at the start of a document, time at a key press while a suggestion is
// shown, layouts forced a frame, and requests about fields that are not read. Prints one JSON object.
// usage: bench_page.ts --browser chromium --dist DIR
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "puppeteer-core";
import { removeTemporary, withTinyModel } from "./dist.ts";
import { Field } from "./field.ts";
import { Panel } from "./panel.ts";
import { startServer } from "./server.ts";
import { launch } from "./stage.ts";
import { until } from "./until.ts";
import { calls, keysDown, starts, traced, type Span } from "./trace.ts";

const { values } = parseArgs({ options: { browser: { type: "string", default: "chromium" }, dist: { type: "string" } } });
if (values.browser !== "chromium" || !values.dist) {
  console.error("usage: bench_page.ts --browser chromium --dist DIR (only Chromium gives a trace)");
  process.exit(2);
}
const scripts = ["content/start.js", "content/drawing.js"];
const frames = 10;
const loads = 10;
const colours = " red blue green gold pink white black grey red blue green gold pink white";

const dist = path.resolve(values.dist);
const server = await startServer();
const driver = await launch("chromium", { package: await withTinyModel(dist), quickKernels: true });
try {
  const panel = await Panel.open(driver);
  await panel.ready(120);
  await panel.complete("The quick");
  const report = {
    bytes: await bytes(),
    documentStart: await documentStart(),
    keyPress: await keyPress(),
    megabyte: await megabyte(),
    blockedFields: await blockedFields(panel),
  };
  console.log(JSON.stringify(report, null, 2));
} finally {
  await driver.close();
  await server.close();
  await removeTemporary();
}

/** Of everything that may get into a page. */
async function bytes(): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const folder of ["content", "bridges"]) {
    for (const name of await readdir(path.join(dist, folder)).catch(() => [])) {
      sizes[`${folder}/${name}`] = (await stat(path.join(dist, folder, name))).size;
    }
  }
  return sizes;
}

async function documentStart(): Promise<object> {
  const inner = server.page("<p>Nothing to write in.");
  const outer = server.page(`<p>Frames.${`<iframe src="${inner}"></iframe>`.repeat(frames)}`);
  const page = await driver.open(outer);
  const spans: Span[] = [];
  for (let load = 0; load < loads; load++) {
    const events = await traced(page, async () => void (await page.reload({ waitUntil: "load" })));
    spans.push(...starts(events, scripts[0] as string));
  }
  await page.close();
  const compiled = spans.filter(({ name }) => name === "v8.compile");
  const run = spans.filter(({ name }) => name === "EvaluateScript");
  return { frames: run.length, evaluateMs: spread(run.map(({ ms }) => ms)), compileMs: spread(compiled.map(({ ms }) => ms)) };
}

async function keyPress(): Promise<object> {
  const page = await driver.open(server.page("<textarea id=field cols=60 rows=8></textarea>"));
  const field = new Field(driver, page, page.mainFrame());
  await field.type("The colours");
  await until("a suggestion", async () => (await field.ghost()) || undefined);
  const events = await traced(page, () => typeSlowly(page, colours));
  const ours = calls(events, scripts);
  const keys = keysDown(events);
  const each = keys.map((start, index) => {
    const end = keys[index + 1] ?? Infinity;
    return ours.filter((span) => span.start >= start && span.start < end);
  });
  const sum = (spans: Span[]): number => spans.reduce((total, { ms }) => total + ms, 0);
  const inFrames = ours.filter(({ isFrame }) => isFrame);
  await page.close();
  return {
    keys: keys.length,
    handlersMs: spread(each.map((spans) => sum(spans.filter(({ isFrame }) => !isFrame)))),
    frames: inFrames.length,
    frameMs: spread(inFrames.map(({ ms }) => ms)),
    layoutsForcedAFrame: spread(inFrames.map(({ layouts }) => layouts)),
    layoutsForcedByHandlers: spread(ours.filter(({ isFrame }) => !isFrame).map(({ layouts }) => layouts)),
  };
}

/** A frame is drawn between one key and the next. */
async function typeSlowly(page: Page, text: string): Promise<void> {
  for (const letter of text) {
    await page.keyboard.type(letter);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }
}

/** A letter behind a megabyte of text, with us and in a field that asks to be left alone. */
async function megabyte(): Promise<object> {
  const letterMs = async (attributes: string): Promise<number> => {
    const page = await driver.open(server.page(`<textarea id=field cols=60 rows=8 ${attributes}></textarea>`));
    const field = new Field(driver, page, page.mainFrame());
    await field.focus();
    await page.evaluate(() => {
      const text = "All work and no play. ".repeat(50_000);
      document.querySelector<HTMLTextAreaElement>("#field")?.setRangeText(text, 0, 0, "end");
    });
    const start = performance.now();
    await page.keyboard.type(colours);
    const end = performance.now();
    await page.close();
    return (end - start) / colours.length;
  };
  const [withoutMs, withUsMs] = [await letterMs("writingsuggestions=false"), await letterMs("")];
  return { withoutMs, withUsMs, ratio: withUsMs / withoutMs };
}

async function blockedFields(panel: Panel): Promise<object> {
  await panel.spy();
  const page = await driver.open(server.page("<input id=field type=password autofocus>"));
  const field = new Field(driver, page, page.mainFrame());
  await field.type("correct horse battery staple");
  await field.staysWithout();
  const requests = (await panel.overheard()).length;
  await page.close();
  return { letters: 28, requests };
}

function spread(numbers: number[]): { median: number; p95: number; most: number } {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (part: number): number => {
    const number = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
    return Math.round(number * 1e3) / 1e3;
  };
  return { median: at(0.5), p95: at(0.95), most: at(1) };
}
