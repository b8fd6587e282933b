// What can break, broken on purpose in the package built for it. Each failure is told in the popup, with what to do about it, and the
// next request works once the cause is gone.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { ProblemCode } from "../../extension/shared/protocol.ts";
import type { Field } from "./field.ts";
import type { Panel } from "./panel.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

/** Settings of the faults, the problem that each must be told as, and words that the user must read. */
const AT_START: Record<string, { faults: object; code: ProblemCode; says: RegExp }> = {
  "no WebGPU": { faults: { noWebgpu: true }, code: "no-webgpu", says: /WebGPU/ },
  "no adapter": { faults: { nullAdapterFirst: 1000 }, code: "no-adapter", says: /graphics/i },
  "an adapter below the floor": { faults: { belowFloor: true }, code: "below-floor", says: /storage buffers/i },
  "a model that is cut short": { faults: { truncateModel: 60_000 }, code: "bad-model", says: /model/i },
  "a model whose header is cut short": { faults: { truncateModel: 1000 }, code: "bad-model", says: /model/i },
  "a model of another kind": { faults: { architecture: "mamba" }, code: "unsupported-model", says: /mamba/ },
};

for (const name of browsers) {
  describe(`${name}: faults`, () => {
    let stage: Stage;
    let panel: Panel;
    before(async () => {
      stage = await Stage.set(name, { faults: true });
      panel = await stage.panel();
      await panel.page.resize(340, 460);
      await panel.ready();
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    /** A suggestion by hand, from first key to accepted text. */
    const works = async (): Promise<void> => {
      const field = await stage.openField("<textarea id=field cols=60 rows=5></textarea>");
      await field.type(OPENING);
      await panel.askIn(field.page.url());
      await field.shows(MEETING);
      await field.press("Tab");
      await field.hasText(OPENING + MEETING);
      await field.page.close();
    };
    const popupSays = async (words: RegExp): Promise<void> => {
      await until(`${words} in the popup`, async () => {
        const text = await panel.page.evaluate(() => document.body.innerText);
        assert.match(text, words);
        return true;
      });
    };
    const slowAnswer = async (): Promise<Field> => {
      await panel.store({ faults: { slowTokens: 300 } });
      await panel.restartEngine();
      await panel.ready();
      const field = await stage.openField("<textarea id=field cols=60 rows=5></textarea>");
      await field.type("The colours");
      await field.shows(" red");
      await panel.unstore("faults");
      return field;
    };

    for (const [kind, { faults, code, says }] of Object.entries(AT_START)) {
      test(`${kind}: told, and works again when it is gone`, async () => {
        await panel.store({ faults });
        await panel.restartEngine();
        const problem = await panel.failed();
        assert.equal(problem.code, code);
        assert.match(problem.message + problem.remedy, says);
        assert.ok(problem.remedy.length > 20, "what to do is said");
        await popupSays(says);
        await panel.page.screenshot(stage.picture(`popup-${code}`));
        await panel.unstore("faults");
        await works();
        await panel.ready();
      });
    }

    test("an adapter that answers null at first is asked again", async () => {
      await panel.store({ faults: { nullAdapterFirst: 2 } });
      await panel.restartEngine();
      await panel.ready();
      assert.ok(!(await panel.statuses()).slice(-3).some(({ state }) => state === "failed"));
      await panel.unstore("faults");
      await works();
    });

    test("the engine's page is closed in mid-answer", { skip: name === "firefox" && "Firefox has none" }, async () => {
      const field = await slowAnswer();
      await panel.fault("closeOffscreen");
      await until("the port to close", () => panel.isClosed());
      await answersAgain(field);
    });

    test("the background script ends in mid-answer", async () => {
      const field = await slowAnswer();
      await stage.driver.endBackground();
      if (name === "firefox") await until("the port to close", () => panel.isClosed());
      await answersAgain(field);
    });

    /** The next key's request opens the door again. */
    const answersAgain = async (field: Field): Promise<void> => {
      await field.page.keyboard.type(" red blue green");
      await until("more of the chain", async () => (await field.ghost())?.startsWith(" gold pink white"), 60);
      if (await panel.isClosed()) await panel.connect();
      await panel.ready();
      await works();
      await field.page.close();
    };
  });
}
