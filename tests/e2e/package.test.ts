// The shipped package: its fault hooks are gone, its network is shut but for the model hub. (The build checks its words and sizes.)
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { FILE_HOSTS, HUB } from "../../extension/shared/hub.ts";
import { built } from "./dist.ts";
import { browsers, Stage } from "./stage.ts";

for (const name of browsers) {
  describe(`${name}: shipped package`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    test("fault settings change nothing, and fault messages are refused", async () => {
      const panel = await stage.panel();
      await panel.store({ faults: { noWebgpu: true, belowFloor: true, nullAdapterFirst: 99, truncateModel: 10 } });
      await panel.ready();
      await panel.send({ kind: "fault", name: "killWorker", id: 77 });
      const event = await panel.answerTo(77);
      assert.equal(event.kind === "failed" && event.problem.code, "bad-request");
      assert.equal((await panel.statuses()).at(-1)?.state, "ready");
    });

    test("its pages cannot reach any other host", async () => {
      stage.expect(/planted\.example/);
      const panel = await stage.panel();
      const refused = await panel.page.evaluate(() =>
        fetch("https://planted.example/").then(
          () => false,
          () => true,
        ),
      );
      assert.ok(refused);
      assert.deepEqual(stage.driver.outsideHosts(), [], "refused before it left the browser");
    });

    test("its policy names no host to fetch from but the model hub", async () => {
      const manifest = await readFile(path.join(built(name), "manifest.json"), "utf8");
      const policy: string = JSON.parse(manifest).content_security_policy.extension_pages;
      assert.deepEqual(/connect-src ([^;]*)/.exec(policy)?.[1]?.split(" "), ["'self'", HUB, FILE_HOSTS], "models come from there");
      assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'(;|$)/);
    });
  });
}
