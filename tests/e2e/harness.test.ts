// The tests' own means: each notices what it is there to notice.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { evaluateIn } from "./browsers/evaluate.ts";
import { browsers, Stage } from "./stage.ts";
import { throughout, until } from "./until.ts";

test("a wait that is in vain ends, and tells what was seen", async () => {
  await assert.rejects(
    until("rain", async () => Promise.reject(new Error("sun")), 0.1),
    /waited 0.1 s for rain; last seen: sun/,
  );
  assert.equal(await until("rain", async () => "rain", 0.1), "rain");
});

test("a watch notices a moment", async () => {
  let looks = 0;
  await assert.rejects(throughout(async () => assert.ok(++looks < 3), 1));
});

for (const name of browsers) {
  describe(`${name}: guards`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    after(() => stage?.strike());

    const planted: Record<string, { page: string; error: RegExp }> = {
      "an exception in a page": {
        page: "<script>setTimeout(() => { throw new Error('planted one'); })</script>",
        error: /planted one/,
      },
      "console.error in a page": { page: "<script>console.error('planted two')</script>", error: /planted two/ },
      "a missing file": { page: "<img src=/missing.png>", error: /missing\.png/ },
    };
    for (const [kind, { page, error }] of Object.entries(planted)) {
      test(`${kind} is noticed`, async () => {
        const tab = await stage.open(page);
        await until("the error", async () => error.test((await stage.driver.errors()).join("\n")));
        await assert.rejects(stage.assertQuiet(), /errors in the browser/);
        await tab.close();
      });
    }

    test("an exception in a page of the extension is noticed", async () => {
      const panel = await stage.panel();
      await panel.page.evaluate(() => void setTimeout(() => Promise.reject(new Error("planted three"))));
      await until("the error", async () => (await stage.driver.errors()).join("\n").includes("planted three"));
    });

    test("a request to another machine is noticed", async () => {
      const tab = await stage.open("");
      assert.deepEqual(stage.driver.outsideHosts(), []);
      await evaluateIn(tab, () =>
        fetch("http://planted.example/", { mode: "no-cors" }).then(
          () => true,
          () => false,
        ),
      );
      assert.deepEqual(stage.driver.outsideHosts(), ["planted.example"]);
      await assert.rejects(stage.assertQuiet());
      await tab.close();
    });
  });
}
