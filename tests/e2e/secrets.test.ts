// What must never be read: asserted at the port, where every word that leaves a content script passes.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { after, afterEach, before, describe, test } from "node:test";
import { evaluateIn } from "./browsers/evaluate.ts";
import { build } from "esbuild";
import type { Panel, Sent } from "./panel.ts";
import { INNOCENT, SECRETS, type Expected } from "./secrets_table.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";
import { throughout, until } from "./until.ts";

/** Not even by hand. */
const BLOCKED = {
  "a password": "<input id=field type=password>",
  "a new password in a text input": "<input id=field autocomplete=new-password>",
  "a one-time code": "<input id=field autocomplete=one-time-code>",
  "a card number": "<input id=field autocomplete='section-pay cc-number'>",
  "a card's code": "<input id=field autocomplete=cc-csc>",
  "a number": "<input id=field type=number>",
  "a text input named as a password": "<input id=field name=user_password>",
  "a text area that holds a secret": "<textarea id=field autocomplete=current-password></textarea>",
};

/** Of the table: asserted at the port too. */
const SAMPLE = ["an authenticator code", "an account number", "a recovery phrase", "a client secret", "a Chinese password"];

/** The content script's own judgement, as a script for pages: `judge.verdict(field)`. */
async function judge(): Promise<string> {
  const entry = fileURLToPath(new URL("../../extension/content/eligible.ts", import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: "iife", globalName: "judge", write: false });
  return outputFiles[0]?.text ?? "";
}

/** By hand only. */
const MANUAL = {
  "an e-mail address": "<input id=field type=email>",
  "a telephone number": "<input id=field type=tel>",
  "a street address": "<input id=field autocomplete=street-address>",
  "a search": "<input id=field type=search>",
};

for (const name of browsers) {
  describe(`${name}: secrets`, () => {
    let stage: Stage;
    let panel: Panel;
    before(async () => {
      stage = await Stage.set(name);
      panel = await stage.panel();
      await panel.spy();
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    /** Texts that left a content script and hold `text`. */
    const heard = async (text: string): Promise<Sent[]> =>
      (await panel.overheard()).map(({ message }) => message).filter((message) => JSON.stringify(message).includes(text));
    const staysUnheard = (text: string): Promise<void> => throughout(async () => assert.deepEqual(await heard(text), []));

    test("what an open field says is heard", async () => {
      const field = await stage.openField("<textarea id=field></textarea>");
      await field.type("planted words");
      await until("the request at the port", async () => (await heard("planted words")).length > 0);
      await assert.rejects(staysUnheard("planted words"));
      await field.page.close();
    });

    for (const [kind, body] of Object.entries(BLOCKED)) {
      test(`${kind} is never read`, async () => {
        const field = await stage.openField(body);
        const secret = "8675309 zebra";
        await field.type(body.includes("number") ? "8675309" : secret);
        await staysUnheard("8675309");
        await panel.askIn(field.page.url()).catch(() => undefined); // may refuse, or do nothing
        await staysUnheard("8675309");
        await field.page.close();
      });
    }

    test("a password is not read after it was shown", async () => {
      const field = await stage.openField("<input id=field type=password>");
      await field.type("8675309");
      await evaluateIn(field.page, () => document.querySelector("#field")?.setAttribute("type", "text"));
      await field.page.keyboard.type(" zebra");
      await panel.askIn(field.page.url()).catch(() => undefined);
      await staysUnheard("8675309");
      await field.page.close();
    });

    test("a field that becomes a password under a shown suggestion takes nothing in", async () => {
      const field = await stage.openField("<input id=field size=90>");
      await field.type(OPENING);
      await panel.askIn(field.page.url());
      await field.shows(MEETING);
      await evaluateIn(field.page, () => document.querySelector("#field")?.setAttribute("type", "password"));
      await field.press("Tab");
      await field.hasText(OPENING);
      await field.page.close();
    });

    test("the table: every field is judged as it should be", async () => {
      const table: [string, string, Expected][] = [
        ...Object.entries(SECRETS).map(([kind, markup]): [string, string, Expected] => [kind, markup, "never"]),
        ...Object.entries(INNOCENT).map(([kind, [markup, expected]]): [string, string, Expected] => [kind, markup, expected]),
      ];
      const page = await stage.open("<main></main>");
      await page.evaluate(`${await judge()}; globalThis.judge = judge`);
      const verdicts = await evaluateIn(
        page,
        (table) => {
          const { verdict } = (globalThis as unknown as { judge: { verdict(field: Element): string } }).judge;
          return table.map(([, markup]) => {
            const main = document.querySelector("main") as HTMLElement;
            main.innerHTML = markup;
            const field = [...main.querySelectorAll("input, textarea, [contenteditable]")].at(-1);
            return field ? verdict(field) : "no field";
          });
        },
        table,
      );
      const wrong = table.flatMap(([kind, , expected], row) =>
        verdicts[row] === expected ? [] : [`${kind}: ${verdicts[row]} instead of ${expected}`],
      );
      assert.deepEqual(wrong, []);
      await page.close();
    });

    for (const kind of SAMPLE) {
      test(`of the table, ${kind} never leaves the page`, async () => {
        const page = await stage.open(SECRETS[kind] ?? "");
        const field = stage.field(page, page.mainFrame(), ":is(input, textarea)");
        await field.type("8675309 zebra");
        await panel.askIn(page.url()).catch(() => undefined); // may refuse, or do nothing
        await staysUnheard("8675309");
        await page.close();
      });
    }

    for (const [kind, body] of Object.entries(MANUAL)) {
      test(`${kind} is read by hand only`, async () => {
        const field = await stage.openField(body);
        const words = `zebra ${kind.length}`;
        await field.type(words);
        await staysUnheard(words);
        await panel.askIn(field.page.url());
        await until("the request at the port", async () => (await heard(words)).length > 0);
        await field.page.close();
      });
    }

    test("writingsuggestions=false is honoured", async () => {
      const field = await stage.openField("<div writingsuggestions=false><textarea id=field></textarea></div>");
      await field.type("quiet words");
      await staysUnheard("quiet words");
      await field.page.close();
    });

    test("a read-only field is left alone", async () => {
      const field = await stage.openField("<textarea id=field readonly>locked words</textarea>");
      await field.type("x");
      await staysUnheard("locked words");
      await field.page.close();
    });
  });
}
