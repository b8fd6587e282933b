// What takes an answer's tokens back from the graphics card, counted in the browser: once a submission, of as many tokens as it is told to.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { browsers, Stage } from "./stage.ts";

/** Whole submissions of eight, so that none of a run is left over: each may then read back one time in eight, and no more. */
const TOKENS = 64;

for (const name of browsers) {
  describe(`${name}: readbacks`, () => {
    let stage: Stage;
    before(async () => {
      stage = await Stage.set(name);
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const readbacks = async (tokens: number, steps: number): Promise<unknown> => {
      const measured = await (await stage.panel()).bench({ kind: "decode", context: 16, tokens, steps }, 120);
      assert.equal(measured.submissions_per_token, measured.readbacks_per_token, "a submission is read back once");
      return measured.readbacks_per_token;
    };

    test("one in eight tokens with eight a submission, one a token with one", async () => {
      assert.equal(await readbacks(TOKENS, 8), 1 / 8);
      assert.equal(await readbacks(TOKENS, 1), 1);
      assert.equal(await readbacks(TOKENS + 4, 8), (TOKENS / 8 + 1) / (TOKENS + 4), "what is left over takes one more");
    });
  });
}
