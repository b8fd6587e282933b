// Another extension in the same browser reaches neither the engine nor the background nor a file of ours.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import type { ExtensionPage } from "./browsers/driver.ts";
import { temporary } from "./dist.ts";
import { browsers, Stage } from "./stage.ts";

const MANIFEST = {
  manifest_version: 3,
  name: "A stranger",
  version: "1",
  host_permissions: ["<all_urls>"],
  browser_specific_settings: { gecko: { id: "stranger@inkling.example" } },
};

/** What it asks for. The first of each would be answered to a page of ours. */
const MESSAGES = [{ kind: "getSite" }, { kind: "openDoor" }, { kind: "changeSettings", changes: { enabled: false } }, { kind: "wipe" }];
const PORTS = ["panel", "field", "chat", "models"];

for (const name of browsers) {
  describe(`${name}: another extension`, () => {
    let stage: Stage;
    let stranger: ExtensionPage;
    before(async () => {
      stage = await Stage.set(name);
      const folder = await temporary("stranger");
      await writeFile(path.join(folder, "manifest.json"), JSON.stringify(MANIFEST));
      await writeFile(path.join(folder, "page.html"), "<!doctype html><title>A stranger</title>");
      stranger = await (await stage.driver.installOther(folder))("page.html");
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    /** In a page: the answers to messages, and what came on ports, of the extension with this id. */
    const knock = async (id: string, messages: object[], ports: string[]): Promise<string[]> => {
      type Port = {
        onMessage: { addListener(listener: (message: { kind: string }) => void): void };
        onDisconnect: { addListener(listener: () => void): void };
      };
      const runtime = chrome.runtime as unknown as {
        sendMessage(id: string, message: object): Promise<unknown>;
        connect(id: string, info: object): Port;
        lastError?: unknown;
      };
      const answers = messages.map((message) =>
        runtime.sendMessage(id, message).then((answer) => (answer == null ? "" : JSON.stringify(answer)), () => ""),
      );
      const heard = ports.map(
        (name) =>
          new Promise<string>((done) => {
            const port = runtime.connect(id, { name });
            port.onDisconnect.addListener(() => (void runtime.lastError, done("")));
            port.onMessage.addListener(({ kind }) => done(`${name}: ${kind}`));
          }),
      );
      return (await Promise.all([...answers, ...heard])).filter((answer) => answer !== "");
    };

    test("a page of ours is answered", async () => {
      const { page } = await stage.panel();
      const answers = await page.evaluate(knock, await stage.driver.extensionId(), MESSAGES.slice(0, 1), ["panel"]);
      assert.match(String(answers), /"enabled":true.*panel: status/);
    });

    test("its messages and ports are not", async () => {
      assert.deepEqual(await stranger.evaluate(knock, await stage.driver.extensionId(), MESSAGES, PORTS), []);
      const { page } = await stage.panel();
      assert.deepEqual(await page.evaluate(() => chrome.storage.local.get()), {});
    });

    test("it reads none of our files", async () => {
      stage.expect(/-extension:|Security Error|may not load/i);
      const base = await (await stage.panel()).page.evaluate(() => chrome.runtime.getURL(""));
      const read = (url: string): Promise<boolean> => fetch(url).then(() => true, () => false);
      assert.equal(await stranger.evaluate(async () => (await fetch("page.html")).ok), true);
      for (const file of ["manifest.json", "model/model.json", "popup/popup.html"]) {
        assert.equal(await stranger.evaluate(read, base + file), false, file);
      }
    });
  });
}
