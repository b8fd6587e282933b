// A text longer than the model's window: each key costs a few tokens, and the window moves in rare jumps.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import type { Counters } from "../../extension/shared/protocol.ts";
import { fixtures } from "./dist.ts";
import { browsers, Stage } from "./stage.ts";

const KEYS = 120;

/** The value that 95 of 100 do not exceed. */
function p95(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? NaN;
}

/** What a writer may be made to wait for: a few tokens a key, and one jump of the window in so short a text. */
function assertCheap(perKey: number[]): void {
  assert.ok(p95(perKey) <= 4, `95 of 100 keys prefill at most 4 tokens: ${perKey.join(" ")}`);
  const jumps = perKey.filter((tokens) => tokens > 100);
  assert.ok(jumps.length <= 1, `at most one jump of the window: ${jumps.join(" ")}`);
}

test("a text that is prefilled anew at each key is noticed", () => {
  assertCheap([...Array(119).fill(3), 700]);
  assert.throws(() => assertCheap(Array(120).fill(5)));
  assert.throws(() => assertCheap([...Array(118).fill(3), 700, 700]));
});

for (const name of browsers) {
  describe(`${name}: overflow`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    test(`${KEYS} keys in a window that overflows`, async () => {
      const panel = await stage.panel();
      await panel.ready();
      const text = await readFile(path.join(fixtures, "prose.txt"), "utf8"); // the tiny model knows no word of it: a token each letter
      const start = text.length - KEYS;
      const perKey: number[] = [];
      let last: Counters | undefined;
      for (let length = start; length <= text.length; length++) {
        last = await panel.complete(text.slice(0, length));
        if (length > start) perKey.push(last.prefilledTokens);
      }
      assert.ok((last?.promptTokens ?? Infinity) < text.length, "the text does not fit the window");
      assertCheap(perKey);
    });
  });
}
