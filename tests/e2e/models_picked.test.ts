// Files that are picked together: which models they are, and, in a browser, that the parts of one become that one.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { modelsIn } from "../../extension/popup/models/picked.ts";
import { TroubleError } from "../../extension/shared/troubles.ts";
import { fixtures } from "./dist.ts";
import { ModelsTab, row } from "./models_tab.ts";
import { splitGguf } from "./split_gguf.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

const bytes = await readFile(path.join(fixtures, "tiny.gguf"));

describe("picked together", () => {
  const picked = (...names: string[]): [string, string[]][] =>
    modelsIn(names.map((name) => ({ name }))).map(({ name, files }) => [name, files.map(({ name }) => name)]);
  const refused = (...names: string[]): object => {
    try {
      picked(...names);
    } catch (error) {
      if (error instanceof TroubleError) return error.trouble;
    }
    throw new Error("they were taken");
  };

  test("whole files are models of their own", () => {
    assert.deepEqual(picked("a.gguf", "B 1.GGUF"), [["a", ["a.gguf"]], ["B 1", ["B 1.GGUF"]]]);
    assert.deepEqual(picked("a-00001-of-00001.gguf"), [["a-00001-of-00001", ["a-00001-of-00001.gguf"]]]);
    assert.deepEqual(picked("a (1).gguf"), [["a (1)", ["a (1).gguf"]]]);
  });

  test("parts are put in order, of several models too", () => {
    const [a1, a2, a3] = ["a-00001-of-00003.gguf", "a-00002-of-00003.gguf", "a-00003-of-00003.gguf"];
    assert.deepEqual(picked(a3, a1, a2), [["a", [a1, a2, a3]]]);
    const [b1, b2] = ["b-00001-of-00002 (1).gguf", "b-00002-of-00002.gguf"];
    assert.deepEqual(picked(b2, a2, b1, a3, "c.gguf", a1), [["b", [b1, b2]], ["a", [a1, a2, a3]], ["c", ["c.gguf"]]]);
  });

  test("what is missing, doubled or of another model is named", () => {
    const [one, two] = ["a-00001-of-00003.gguf", "a-00002-of-00003.gguf"];
    assert.deepEqual(refused(two), { code: "partsLacking", values: ["a", "3", "1, 3"] });
    assert.deepEqual(refused("b.gguf", two, one), { code: "partsLacking", values: ["a", "3", "3"] });
    assert.deepEqual(refused("a-00001-of-00020.gguf"), { code: "partsLacking", values: ["a", "20", "2, 3, 4, 5, 6, 7, 8, 9, …"] });
    const again = "a-00002-of-00003 (1).gguf";
    assert.deepEqual(refused(one, two, again, "a-00003-of-00003.gguf"), { code: "partTwice", values: [two, again] });
    assert.deepEqual(refused(one, two, again), { code: "partTwice", values: [two, again] });
    for (const other of ["b-00003-of-00003.gguf", "a-00003-of-00004.gguf"]) {
      assert.deepEqual(refused(one, two, other), { code: "partsMixed", values: [one, other] });
    }
  });
});

for (const name of browsers) {
  describe(`${name}: files that are picked together`, () => {
    const [one, two, three] = splitGguf(bytes, "token_embd.weight", 3, 7) as [Buffer, Buffer, Buffer];
    const named = (at: number, model = "tiny"): string => `${model}-0000${at}-of-00003.gguf`;
    let stage: Stage;
    let tab: ModelsTab;
    before(async () => void (stage = await Stage.set(name)));
    beforeEach(async () => void (tab = await ModelsTab.open(stage)));
    afterEach(async () => {
      await tab.page.close();
      await stage.assertQuiet();
    });
    after(() => stage?.strike());

    /** Whether all of it lies within the window. */
    const isInView = (selector: string): Promise<boolean> =>
      tab.page.evaluate((selector) => {
        const { top = -1, bottom = 0 } = document.querySelector(selector)?.getBoundingClientRect() ?? {};
        return top >= 0 && bottom <= innerHeight;
      }, selector);

    test("parts in any order are one model, which is shown, and writes as it does in one file", async () => {
      await tab.page.resize(400, 580);
      await tab.page.evaluate(() => document.querySelector("#models-add")?.scrollIntoView());
      assert.equal(await isInView("#models-here"), false);
      await tab.pickAll([[named(3), three], [named(1), one], [named(2), two]]);
      await until("the model to be in view", () => isInView(row("tiny")));
      await tab.isWhole("tiny");
      await tab.says(row("tiny"), /^tiny\s+10\d kB\s+from 3 files/);
      const all = Buffer.concat([one, two, three]);
      assert.equal(await tab.sha256("tiny"), createHash("sha256").update(all).digest("hex"));
      const { files } = JSON.parse((await tab.read("tiny/record.json")) ?? "{}") as { files: { file: string; sha256: string }[] };
      assert.deepEqual(files.map(({ file }) => file), [named(1), named(2), named(3)]);
      assert.equal(files[1]?.sha256, createHash("sha256").update(two).digest("hex"));
      await tab.choose("writing", "tiny");
      await tab.says(row("tiny"), /In memory/, 60);
      const field = await stage.openField("<textarea id=field cols=60></textarea>");
      await field.type(OPENING);
      await field.shows(MEETING, 60);
      await field.page.close();
      await tab.choose("writing", "built-in");
      await tab.says(row("built-in"), /In memory/, 60);
      await tab.remove("tiny");
      assert.deepEqual(await tab.files(), {});
    });

    test("a part that is missing, doubled or another model's is told, and nothing is taken", async () => {
      const says = (words: RegExp): Promise<string> => tab.says("#models-file-notice", words);
      await tab.pickAll([[named(3), three], [named(1), one]]);
      await says(/^tiny comes in 3 files, of which these are missing: 2\. Pick all of them together/);
      await tab.pick(named(2), two);
      await says(/these are missing: 1, 3\./);
      await tab.pickAll([[named(1), one], [named(2), two], [named(3), three], ["tiny-00002-of-00003 (1).gguf", two]]);
      await says(/^tiny-00002-of-00003.gguf and tiny-00002-of-00003 \(1\).gguf are the same part of one model/);
      await tab.pickAll([[named(1), one], [named(2), two], [named(3, "other"), three]]);
      await says(/^tiny-00001-of-00003.gguf and other-00003-of-00003.gguf are parts of different models/);
      assert.deepEqual(await tab.files(), {});
      await tab.pick("whole.gguf", bytes);
      await tab.isWhole("whole");
      await tab.sees("what was wrong", "#models-file-notice", false);
      await tab.remove("whole");
    });

    test("a part that is no model file is named, and all of it is gone", async () => {
      await tab.pickAll([[named(1), one], [named(2), Buffer.from("JPEG".repeat(99))], [named(3), three]]);
      await tab.says("#models-notice", /What came as tiny-00002-of-00003.gguf is no GGUF file/);
      assert.deepEqual(await tab.files(), {});
    });

    test("parts whose names lie are told by the engine, and the model before stays", async () => {
      await tab.pickAll([[named(1), one], [named(2), three], [named(3), two]]);
      await tab.isWhole("tiny");
      await tab.choose("writing", "tiny");
      await tab.says("#models-notice", /file 2 is number 3/, 60);
      await tab.says(row("built-in"), /In memory/, 60);
      await tab.remove("tiny");
    });
  });
}
