// The demo: types a text into a page with the extension, asks for a suggestion by hand, and accepts it.
// usage: demo.ts --browser chromium|firefox --dist DIR [--text TEXT] [--headless] [--screenshot PATH]
// Headless, its last line is one JSON object. With a display it opens the page and leaves it to the person.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "puppeteer-core";
import type { Driver } from "./browsers/driver.ts";
import { root } from "./dist.ts";
import { ghostIn } from "./ghost.ts";
import { Panel } from "./panel.ts";
import { startServer } from "./server.ts";
import { launch } from "./stage.ts";
import { until } from "./until.ts";

const { values } = parseArgs({
  options: {
    browser: { type: "string", default: "chromium" },
    dist: { type: "string" },
    text: { type: "string", default: "Thank you for your email. I am writing to" },
    headless: { type: "boolean", default: false },
    screenshot: { type: "string" },
  },
});
const name = values.browser;
if ((name !== "chromium" && name !== "firefox") || !values.dist) {
  console.error("usage: demo.ts --browser chromium|firefox --dist DIR [--text TEXT] [--headless] [--screenshot PATH]");
  process.exit(2);
}
const screenshot = path.resolve(values.screenshot ?? path.join(root, "target", "demo", `${name}.png`));

const server = await startServer();
const driver = await launch(name, { package: path.resolve(values.dist), headed: !values.headless });
try {
  const page = await driver.open(server.fixture("demo.html"));
  if (values.headless) console.log(JSON.stringify(await play(driver, page)));
  else await leaveToThePerson(page);
} finally {
  await driver.close();
  await server.close();
}

async function play(driver: Driver, page: Page): Promise<object> {
  const panel = await Panel.open(driver);
  console.log("waiting for the model");
  const { model, adapter } = await panel.ready(120);
  await page.bringToFront();
  await page.focus("textarea");
  await page.keyboard.type(values.text);
  // What was typed may have been answered already: the request by hand is the one that counts after it.
  const before = (await panel.diagnostics()).recent.length;
  console.log("asking for a suggestion");
  await panel.askIn(page.url());
  const { counters, suggestion } = await until(
    "a finished suggestion",
    async () => {
      const counters = (await panel.diagnostics()).recent.slice(before).findLast((request) => request.generatedTokens > 0);
      const suggestion = (await ghostIn(driver, page.mainFrame()))?.text;
      return counters && suggestion ? { counters, suggestion } : undefined;
    },
    120,
  );
  await mkdir(path.dirname(screenshot), { recursive: true });
  await page.screenshot({ path: screenshot as `${string}.png` });
  await page.keyboard.press("Tab");
  const value = await until("the suggestion to be accepted", async () => {
    const value = await page.$eval("textarea", (field) => field.value);
    if (value === values.text + suggestion) return value;
    throw new Error(JSON.stringify(value));
  });
  return {
    browser: name,
    model,
    adapter,
    typed: values.text,
    suggestion,
    value_after_accept: value,
    first_suggestion_ms: Math.round(counters.firstMs),
    decode_tokens_per_s: Math.round(counters.decodeTokensPerS * 100) / 100,
    screenshot,
  };
}

async function leaveToThePerson(page: Page): Promise<void> {
  console.log(
    "Type into the message and pause: a suggestion follows in grey. Tab accepts it, Ctrl+→ its next word, Esc puts it away.",
  );
  console.log("The icon in the toolbar shows the engine's state. Close the window to end.");
  await new Promise<void>((done) => page.once("close", () => done()));
}
