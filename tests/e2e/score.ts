// Runs a reference file through the engine inside the extension and prints the JSON object of `inkling score`.
// usage: score.ts --browser chromium|firefox --dist DIR --reference FILE [--model FILE] [--profile floor|full] [--subgroups on|off]
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { removeTemporary, withModel } from "./dist.ts";
import { Panel } from "./panel.ts";
import { launch } from "./stage.ts";

const { values } = parseArgs({
  options: {
    browser: { type: "string", default: "chromium" },
    dist: { type: "string" },
    model: { type: "string" },
    reference: { type: "string" },
    profile: { type: "string", default: "full" },
    subgroups: { type: "string", default: "on" },
    seconds: { type: "string", default: "3600" },
  },
});
const { browser, profile, subgroups } = values;
if (
  (browser !== "chromium" && browser !== "firefox") ||
  (profile !== "floor" && profile !== "full") ||
  (subgroups !== "on" && subgroups !== "off") ||
  !values.dist ||
  !values.reference
) {
  console.error(
    "usage: score.ts --browser chromium|firefox --dist DIR --reference FILE [--model FILE] [--profile floor|full] [--subgroups on|off]",
  );
  process.exit(2);
}
const reference = await readFile(values.reference, "utf8");
const folder = path.resolve(values.dist);
const driver = await launch(browser, { package: values.model ? await withModel(folder, values.model) : folder });
try {
  const panel = await Panel.open(driver);
  await panel.ready(120);
  console.log(await panel.score(reference, profile, subgroups === "on", Number(values.seconds)));
} finally {
  await driver.close();
  await removeTemporary();
}
