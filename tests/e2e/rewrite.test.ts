// Rewriting a selection: from the panel's opening to the text in the field, by keyboard.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { evaluateIn } from "./browsers/evaluate.ts";
import type { Panel, Sent } from "./panel.ts";
import { oldText, rewriting, Rewriter } from "./rewriter.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER, DRAFT } from "./tiny.ts";
import { until } from "./until.ts";

const TEXTAREA = "<textarea id=field cols=60 rows=5></textarea>";
const bodies = {
  "a textarea": TEXTAREA,
  "a line": "<input id=field size=60>",
  "a contenteditable": "<div id=field contenteditable style='min-height: 4em'></div>",
};

for (const name of browsers) {
  describe(`${name}: rewrite`, () => {
    let stage: Stage;
    let panel: Panel;
    before(async () => {
      stage = await Stage.set(name);
      panel = await stage.panel();
      await panel.spy();
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    /** The last rewrite that was asked for. */
    const asked = (): Promise<Sent> =>
      until("a rewrite to be asked for", async () => {
        return (await panel.overheard()).findLast(({ message }) => message.kind === "rewrite")?.message;
      });

    for (const [kind, body] of Object.entries(bodies)) {
      test(`${kind}: the answer comes as a diff and replaces the selection in one undo step`, async () => {
        const { field, rewriter } = await rewriting(stage, body);
        await field.press("Enter");
        const seen = await rewriter.answers(ANSWER);
        assert.equal(seen.title, "Fix grammar");
        assert.equal(seen.focus, "Replace");
        assert.equal(oldText(seen), DRAFT);
        assert.match(seen.note, /changes/);
        await field.press("Enter");
        await rewriter.isGone();
        await field.hasText(ANSWER);
        await field.press("z", "Control");
        await field.hasText(DRAFT);
        await field.press("Z", "Control", "Shift");
        await field.hasText(ANSWER);
        await field.page.close();
      });
    }

    for (const kind of ["a textarea", "a contenteditable"] as const) {
      test(`${kind}: inserted below, the selection stands, in one undo step`, async () => {
        const { field, rewriter } = await rewriting(stage, bodies[kind]);
        await field.press("Enter");
        await rewriter.answers(ANSWER);
        await field.press("ArrowRight");
        await rewriter.is("be at Insert below", ({ focus }) => focus === "Insert below");
        await field.press("Enter");
        await rewriter.isGone();
        await field.hasText(`${DRAFT}\n${ANSWER}`);
        await field.press("z", "Control");
        await field.hasText(DRAFT);
        await field.page.close();
      });
    }

    test("only what is selected is read and replaced", async () => {
      const field = await stage.openField(TEXTAREA);
      await field.type(`Dear Ann, ${DRAFT} Yours, Bob`);
      await field.frame.$eval("#field", (field) => (field as HTMLTextAreaElement).setSelectionRange(10, 36));
      await panel.rewriteIn(field.page.url());
      const rewriter = new Rewriter(stage.driver, field.page);
      await rewriter.offers();
      await field.press("Enter");
      await rewriter.answers(ANSWER);
      assert.equal((await asked()).text, DRAFT);
      await field.press("Enter");
      await field.hasText(`Dear Ann, ${ANSWER} Yours, Bob`);
      await field.page.keyboard.type("!");
      await field.hasText(`Dear Ann, ${ANSWER}! Yours, Bob`);
      await field.page.close();
    });

    test("a line takes no second line: nothing is inserted below", async () => {
      const { field, rewriter } = await rewriting(stage, bodies["a line"]);
      await field.press("Enter");
      const { buttons } = await rewriter.answers(ANSWER);
      assert.deepEqual(buttons, ["Replace", "Copy", "Try again", "Cancel"]);
      await field.page.close();
    });

    test("copied, the answer is in the clipboard, and the field is as it was", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.press("Enter");
      await rewriter.answers(ANSWER);
      await rewriter.click("Copy");
      await rewriter.is("say so", ({ note }) => note === "Copied.");
      await field.press("Escape");
      await rewriter.isGone();
      await field.hasText(DRAFT);
      await field.press("v", "Control");
      await field.hasText(ANSWER);
      await field.page.close();
    });

    test("Esc gives the focus and the selection back", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.press("Escape");
      await rewriter.isGone();
      const [focused, start, end] = await field.frame.$eval("#field", (field) => {
        const { selectionStart, selectionEnd } = field as HTMLTextAreaElement;
        return [document.activeElement === field, selectionStart, selectionEnd] as const;
      });
      assert.deepEqual([focused, start, end], [true, 0, DRAFT.length]);
      await field.page.keyboard.type("Anew");
      await field.hasText("Anew");
      await field.page.close();
    });

    test("the list and the buttons are gone through by keys, and the focus stays in the panel", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      const at = (name: string): Promise<unknown> => rewriter.is(`be at ${name}`, ({ focus }) => focus === name);
      const { items } = await rewriter.offers();
      await field.press("ArrowDown");
      await at(items[1]!);
      await field.press("End");
      await at("Or say what to change");
      await field.press("ArrowUp");
      await at(items.at(-1)!);
      await field.press("Home");
      await at(items[0]!);
      const places = [items[0], "Language to translate to", "Or say what to change", "Rewrite so"];
      for (const place of [...places.slice(1), places[0]]) {
        await field.press("Tab");
        await at(place!);
      }
      for (const place of places.toReversed()) {
        await field.press("Tab", "Shift");
        await at(place!);
      }
      await field.press("Escape");
      await field.page.close();
    });

    test("letters typed in the list are an instruction", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.page.keyboard.type("Say it politely");
      await field.press("Enter");
      const { title } = await rewriter.answers(ANSWER);
      assert.equal(title, "Say it politely");
      assert.deepEqual((await asked()).action, { name: "free", instruction: "Say it politely" });
      await field.hasText(DRAFT);
      await field.page.close();
    });

    test("a translation names its language, and is offered first the next time", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.press("Tab");
      await field.page.keyboard.type("Ger");
      await rewriter.click("Translate to");
      const { title } = await rewriter.answers(ANSWER);
      assert.equal(title, "Translate to German");
      assert.deepEqual((await asked()).action, { name: "translate", language: "German" });
      await field.press("Escape");
      await rewriter.isGone();
      await panel.rewriteIn(field.page.url());
      const { items } = await rewriter.offers();
      assert.equal(items[0], "Translate to");
      await field.press("Enter");
      assert.equal((await rewriter.answers(ANSWER)).title, "Translate to German");
      await field.page.close();
    });

    test("the user's own actions and language go with the request", async () => {
      await panel.store({ customActions: [{ name: "As a pirate", instruction: "Talk like a pirate." }], language: "French" });
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await rewriter.click("As a pirate");
      assert.equal((await rewriter.answers(ANSWER)).title, "As a pirate");
      const { action, language } = await asked();
      assert.deepEqual([action, language], [{ name: "free", instruction: "Talk like a pirate." }, "French"]);
      await panel.unstore("customActions");
      await panel.unstore("language");
      await field.page.close();
    });

    test("tried again, the same is asked for again", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await rewriter.click("Shorten");
      await rewriter.answers(ANSWER);
      const first = await asked();
      await rewriter.click("Try again");
      await until("a second request", async () => (await asked()).id !== first.id);
      assert.deepEqual((await asked()).action, first.action);
      await rewriter.answers(ANSWER);
      await field.page.close();
    });

    test("nothing to change is said, and nothing is to be replaced", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA, ANSWER);
      await field.press("Enter");
      const seen = await rewriter.is("have nothing to change", ({ stage }) => stage === "done");
      assert.deepEqual([seen.note, seen.buttons], ["Nothing to change.", ["Copy", "Try again", "Cancel"]]);
      await field.page.close();
    });

    test("in a frame of another site", async () => {
      const inner = stage.server.page(TEXTAREA, "localhost");
      const page = await stage.open(`<iframe src="${inner}" width=700 height=500></iframe>`);
      const frame = await (await page.waitForSelector("iframe"))!.contentFrame();
      await frame.waitForSelector("#field");
      const field = stage.field(page, frame);
      await field.type(DRAFT);
      await field.press("a", "Control");
      await panel.rewriteIn(page.url());
      const rewriter = new Rewriter(stage.driver, page, frame);
      await rewriter.offers();
      await field.press("Enter");
      await rewriter.answers(ANSWER);
      await field.press("Enter");
      await field.hasText(ANSWER);
      assert.equal(await evaluateIn(page, () => document.querySelector("[popover]")), null);
      await page.close();
    });
  });
}
