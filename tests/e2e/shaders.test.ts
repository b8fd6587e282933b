// Every shader text parses in the browser, whose rules are stricter than naga's: also those that no device here would choose.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { root } from "./dist.ts";
import { Stage } from "./stage.ts";

interface Text {
  name: string;
  subgroups: boolean;
  text: string;
}

interface Message {
  type: string;
  lineNum: number;
  message: string;
}
/** As much of WebGPU as is used here. */
interface Device {
  pushErrorScope(filter: string): void;
  popErrorScope(): Promise<unknown>;
  createShaderModule(about: { code: string }): { getCompilationInfo(): Promise<{ messages: Message[] }> };
  destroy(): void;
}
interface Gpu {
  requestAdapter(): Promise<{ requestDevice(wanted: { requiredFeatures: string[] }): Promise<Device> }>;
}

/** What the browser says against each of these texts, by name. */
async function complaints(stage: Stage, texts: Text[]): Promise<string[]> {
  const { page } = await stage.panel();
  return page.evaluate(async (texts) => {
    const adapter = await (navigator as unknown as { gpu: Gpu }).gpu.requestAdapter();
    const device = await adapter.requestDevice({ requiredFeatures: ["subgroups"] });
    const found: string[] = [];
    for (const { name, text } of texts) {
      device.pushErrorScope("validation");
      const { messages } = await device.createShaderModule({ code: text }).getCompilationInfo();
      await device.popErrorScope();
      const errors = messages.filter(({ type }) => type === "error").map(({ lineNum, message }) => `line ${lineNum}: ${message}`);
      if (errors.length > 0) found.push(`${name}: ${errors.join("; ")}`);
    }
    device.destroy();
    return found;
  }, texts);
}

describe("chromium: shaders", { skip: process.env.INKLING_BROWSER === "firefox" && "Firefox has naga and no subgroups" }, () => {
  let stage: Stage;
  before(async () => void (stage = await Stage.set("chromium")));
  after(() => stage?.strike());

  test("a text that breaks a rule of browsers is noticed", async () => {
    const text = `var<workgroup> a: u32;
      @compute @workgroup_size(8) fn main(@builtin(local_invocation_index) i: u32) { if (i > 3u) { workgroupBarrier(); } }`;
    assert.match((await complaints(stage, [{ name: "wrong", subgroups: false, text }])).join(), /^wrong: line 2: .*uniform/);
  });

  test("all parse", { timeout: 120_000 }, async () => {
    const texts: Text[] = JSON.parse(await readFile(path.join(root, "target", "shaders.json"), "utf8"));
    assert.ok(texts.length > 100 && texts.some(({ subgroups }) => subgroups));
    assert.deepEqual(await complaints(stage, texts), []);
    stage.assertQuiet();
  });
});
