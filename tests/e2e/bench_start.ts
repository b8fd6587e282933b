// What a start takes, from the extension's installation to the first token, stage by stage; and a second one in the same browser.
// Prints one JSON object.
// usage: bench_start.ts --browser chromium|firefox --dist DIR [--model FILE]
import path from "node:path";
import { parseArgs } from "node:util";
import { removeTemporary, withModel } from "./dist.ts";
import { Panel } from "./panel.ts";
import { launch } from "./stage.ts";

const { values } = parseArgs({
  options: { browser: { type: "string", default: "chromium" }, dist: { type: "string" }, model: { type: "string" } },
});
const { browser } = values;
if ((browser !== "chromium" && browser !== "firefox") || !values.dist) {
  console.error("usage: bench_start.ts --browser chromium|firefox --dist DIR [--model FILE]");
  process.exit(2);
}
const folder = path.resolve(values.dist);
const driver = await launch(browser, { package: values.model ? await withModel(folder, values.model) : folder, quickKernels: true });
try {
  const panel = await Panel.open(driver);
  await panel.ready(120);
  const complete = await panel.complete("Thank you for your");
  const report = await panel.diagnostics();
  console.log(JSON.stringify({ ...report, recent: complete }, null, 1));
} finally {
  await driver.close();
  await removeTemporary();
}
