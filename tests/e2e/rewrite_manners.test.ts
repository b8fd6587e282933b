// The rewrite panel and the page around it: the page sees no key of it, its dialogs stay open, and whatever it does meanwhile,
// nothing is lost.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { evaluateIn } from "./browsers/evaluate.ts";
import type { Panel } from "./panel.ts";
import { rewriting, Rewriter } from "./rewriter.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER, DRAFT } from "./tiny.ts";
import { until } from "./until.ts";

const TEXTAREA = "<textarea id=field cols=60 rows=5></textarea>";

/** A page that listens first of all, wherever it can. */
const LISTENER = `<script>
  var heard = [];
  for (const target of [window, document]) for (const capture of [true, false])
    for (const name of ["keydown", "keypress", "keyup", "beforeinput", "input", "copy", "pointerdown", "mousedown", "click", "focusin", "blur"])
      target.addEventListener(name, (event) => heard.push(name), { capture });
</script>`;

for (const name of browsers) {
  describe(`${name}: rewrite, and the page`, () => {
    let stage: Stage;
    let panel: Panel;
    before(async () => {
      stage = await Stage.set(name);
      panel = await stage.panel();
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    test("the page hears nothing of what is done in the panel", async () => {
      const { field, rewriter } = await rewriting(stage, LISTENER + TEXTAREA);
      const heard = (): Promise<string[]> => evaluateIn(field.page, () => (globalThis as unknown as { heard: string[] }).heard);
      assert.ok((await heard()).includes("keydown"), "it hears what is typed in its field");
      await evaluateIn(field.page, () => void ((globalThis as unknown as { heard: string[] }).heard.length = 0));
      await field.page.keyboard.type("politely");
      await field.press("ArrowUp");
      await rewriter.click("Improve");
      await rewriter.answers(ANSWER);
      await rewriter.click("Copy");
      await rewriter.is("say so", ({ note }) => note === "Copied.");
      await field.press("Escape");
      await rewriter.isGone();
      assert.deepEqual(await heard(), []);
      await field.press("End");
      assert.ok((await heard()).includes("keydown"), "it hears its field again");
      await field.page.close();
    });

    test("an editor that closes when it loses the focus stays", async () => {
      const closing = "<script>addEventListener('focusout', (event) => event.target.remove())</script>";
      const { field, rewriter } = await rewriting(stage, TEXTAREA + closing);
      await field.press("Enter");
      await rewriter.answers(ANSWER);
      await field.press("Enter");
      await rewriter.isGone();
      await field.hasText(ANSWER);
      await field.page.close();
    });

    test("within a modal dialog: it can be pressed, and Esc closes the panel alone", async () => {
      const dialog = `<dialog id=dialog>${TEXTAREA}</dialog><script>dialog.showModal()</script>`;
      const { field, rewriter } = await rewriting(stage, dialog);
      await rewriter.click("Friendly");
      const { title } = await rewriter.answers(ANSWER);
      assert.equal(title, "Friendly");
      await field.press("Escape");
      await rewriter.isGone();
      assert.ok(await field.frame.$eval("dialog", (dialog) => dialog.open), "the dialog is open");
      await field.press("Escape");
      await until("the dialog to close", () => field.frame.$eval("dialog", (dialog) => !dialog.open));
      await field.page.close();
    });

    test("a dialog that keeps the focus within itself, and takes other clicks for the end, does neither", async () => {
      const dialog = `<div id=dialog>${TEXTAREA}<button>Send</button></div><script>
        for (const name of ["pointerdown", "mousedown", "click"]) document.addEventListener(name, (event) => {
          if (!dialog.contains(event.target)) { event.preventDefault(); event.stopImmediatePropagation(); dialog.remove(); }
        }, true);
        document.addEventListener("focusin", (event) => dialog.contains(event.target) || document.querySelector("button").focus(), true);
      </script>`;
      const { field, rewriter } = await rewriting(stage, dialog);
      await rewriter.click("Formal");
      await rewriter.answers(ANSWER);
      await rewriter.click("Replace");
      await rewriter.isGone();
      await field.hasText(ANSWER);
      await field.page.close();
    });

    test("the text changed meanwhile: it is not replaced, and can be copied", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.press("Enter");
      await rewriter.answers(ANSWER);
      await field.frame.$eval("#field", (field) => void ((field as HTMLTextAreaElement).value = "Other words of the page's"));
      await field.press("Enter");
      await rewriter.is("refuse", ({ note }) => note === "The text has changed since. Copy still works.");
      await field.hasText("Other words of the page's");
      await rewriter.click("Copy");
      await rewriter.is("have copied", ({ note }) => note === "Copied.");
      await field.page.close();
    });

    test("the field vanished meanwhile: the answer can be copied", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.frame.$eval("#field", (field) => field.remove());
      await field.press("Enter");
      await rewriter.answers(ANSWER);
      await field.press("Enter");
      await rewriter.is("refuse", ({ note }) => note === "The field is gone. Copy still works.");
      await rewriter.click("Copy");
      await rewriter.is("have copied", ({ note }) => note === "Copied.");
      await field.press("Escape");
      await rewriter.isGone();
      await field.page.close();
    });

    test("the field became a password meanwhile: nothing is written", async () => {
      const { field, rewriter } = await rewriting(stage, "<input id=field size=60>");
      await field.press("Enter");
      await rewriter.answers(ANSWER);
      await field.frame.$eval("#field", (field) => void ((field as HTMLInputElement).type = "password"));
      await field.press("Enter");
      await rewriter.is("refuse", ({ note }) => note !== "");
      await field.hasText(DRAFT);
      await field.page.close();
    });

    test("a field that takes no more letters is not written over", async () => {
      const { field, rewriter } = await rewriting(stage, "<textarea id=field maxlength=28 cols=60></textarea>", "Thank you");
      await field.press("Enter");
      await rewriter.answers(ANSWER);
      await rewriter.click("Insert below");
      await rewriter.is("refuse", ({ note }) => /no more than 28 characters/.test(note));
      await field.hasText("Thank you");
      await field.page.close();
    });

    test("a page that takes the panel away gets it back, with what it holds", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.press("Enter");
      await rewriter.answers(ANSWER);
      await evaluateIn(field.page, () => document.querySelector("[popover]")?.remove());
      await rewriter.answers(ANSWER);
      await field.press("Enter");
      await field.hasText(ANSWER);
      await field.page.close();
    });

    test("fake keys and clicks do nothing", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.press("Enter");
      await rewriter.answers(ANSWER);
      await evaluateIn(field.page, () => {
        const host = document.querySelector("[popover]")!;
        for (const key of ["Enter", "Escape"]) host.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
        for (const name of ["pointerdown", "click"]) host.dispatchEvent(new MouseEvent(name, { bubbles: true, composed: true }));
      });
      await rewriter.answers(ANSWER);
      await field.hasText(DRAFT);
      await field.page.close();
    });

    const refusals: Record<string, { body: string; text: string; says: RegExp }> = {
      "a password": { body: "<input id=field type=password>", text: "hunter2 hunter2", says: /does not read this field/ },
      "a card number": { body: "<input id=field autocomplete=cc-number>", text: "4242 4242 4242 4242", says: /does not read this field/ },
      "nothing selected": { body: TEXTAREA, text: "", says: /Nothing is selected/ },
    };
    for (const [what, { body, text, says }] of Object.entries(refusals)) {
      test(`${what}: told why, and Esc goes back`, async () => {
        const field = await stage.openField(body);
        await field.type(text);
        await field.press("a", "Control");
        await panel.rewriteIn(field.page.url());
        const rewriter = new Rewriter(stage.driver, field.page);
        const seen = await rewriter.is("refuse", ({ stage, focus }) => stage === "refused" && focus === "Close");
        assert.match(seen.problem, says);
        assert.deepEqual([seen.items.filter(Boolean), seen.buttons], [[], ["Close"]]);
        await field.press("Escape");
        await rewriter.isGone();
        await field.hasText(text);
        await field.page.close();
      });
    }

    test("a selection that is too long is told so", async () => {
      const field = await stage.openField(TEXTAREA);
      await field.frame.$eval("#field", (field) => void ((field as HTMLTextAreaElement).value = "word ".repeat(4000)));
      await field.focus();
      await field.press("a", "Control");
      await panel.rewriteIn(field.page.url());
      const rewriter = new Rewriter(stage.driver, field.page);
      const { problem } = await rewriter.is("refuse", ({ stage }) => stage === "refused");
      assert.match(problem, /too long.*16,384/);
      await field.page.close();
    });

    test("during a pause nothing is read, and the panel says so", async () => {
      await panel.background({ kind: "pause", paused: true });
      const field = await stage.openField(TEXTAREA);
      await field.type(DRAFT);
      await field.press("a", "Control");
      await panel.rewriteIn(field.page.url());
      const rewriter = new Rewriter(stage.driver, field.page);
      const { problem } = await rewriter.is("refuse", ({ stage }) => stage === "refused");
      assert.match(problem, /pause/i);
      await panel.background({ kind: "pause", paused: false });
      await field.page.close();
    });

    test("asked for again while it is open, it takes the focus", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.focus();
      await rewriter.is("be without the focus", ({ focus }) => focus === undefined);
      await panel.rewriteIn(field.page.url());
      await rewriter.offers();
      await field.page.close();
    });
  });
}
