// Fifty tabs with a field in each: every one gets its suggestion, only the one in use asks, and what the engine takes stays level.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { evaluateIn } from "./browsers/evaluate.ts";
import type { Field } from "./field.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";
import { throughout } from "./until.ts";

const TABS = 50;
const FIELD = "<textarea id=field cols=60 rows=4></textarea>";

for (const name of browsers) {
  describe(`${name}: fifty tabs`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    test("each has its suggestion, the others are silent, and memory stays level", async () => {
      const panel = await stage.panel();
      await panel.spy();
      const asked = async (): Promise<number> =>
        (await panel.overheard()).filter(({ message }) => message.kind === "complete").length;
      const fields: Field[] = [];
      let first = await panel.diagnostics();
      for (let tab = 0; tab < TABS; tab++) {
        const field = await stage.openField(FIELD);
        fields.push(field);
        await evaluateIn(
          field.page,
          (text) => {
            const field = document.querySelector("textarea") as HTMLTextAreaElement;
            field.focus();
            field.setRangeText(text, 0, 0, "end");
          },
          OPENING,
        );
        const before = await asked();
        await field.page.keyboard.type(" ");
        await field.shows(MEETING.slice(1));
        assert.equal((await asked()) - before, 1, "asked by the one in use, once");
        if (tab === 0) first = await panel.diagnostics();
      }
      const last = await panel.diagnostics();
      assert.equal(last.heapBytes, first.heapBytes, "wasm heap");
      assert.equal(last.gpuBytes, first.gpuBytes, "GPU memory");

      const all = await asked();
      await throughout(async () => assert.equal(await asked(), all));
      // One of them long in the back is as quick to come as the last one.
      const early = fields[3] as Field;
      await early.page.bringToFront();
      await early.focus();
      await early.page.keyboard.type("a");
      await early.shows(MEETING.slice(2));
      await Promise.all(fields.map(({ page }) => page.close()));
      assert.equal((await panel.diagnostics()).gpuBytes, first.gpuBytes);
    });
  });
}
