// Whose key it is: Tab and Esc belong to the page unless a suggestion is shown, and synthetic keys do nothing.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { evaluateIn } from "./browsers/evaluate.ts";
import type { Field } from "./field.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";

/** The page notes the keys that reach it, and which element has the focus. */
const BODY = `<button id=previous>before</button><textarea id=field cols=60 rows=5></textarea><button id=next>after</button>
  <script>var keys = []; addEventListener("keydown", (event) => keys.push(event.key), true);</script>`;

for (const name of browsers) {
  describe(`${name}: keys`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const focused = (field: Field): Promise<string> => evaluateIn(field.page, () => document.activeElement?.id ?? "");
    const keys = (field: Field): Promise<string[]> =>
      evaluateIn(field.page, () => (globalThis as unknown as { keys: string[] }).keys);
    const shown = async (body = BODY): Promise<Field> => {
      const field = await stage.openField(body);
      await field.type(OPENING);
      await field.shows(MEETING);
      return field;
    };

    test("Tab moves the focus when nothing is shown", async () => {
      const field = await stage.openField(BODY);
      await field.focus();
      await field.press("Tab");
      assert.equal(await focused(field), "next");
      assert.ok((await keys(field)).includes("Tab"));
      await field.page.close();
    });

    test("Tab that accepts is hidden from the page", async () => {
      const field = await shown();
      await field.press("Tab");
      await field.hasText(OPENING + MEETING);
      assert.equal(await focused(field), "field");
      assert.ok(!(await keys(field)).includes("Tab"));
      await field.page.close();
    });

    test("after an accept Tab is the page's, until the next letter", async () => {
      const field = await shown();
      await field.press("Tab");
      await field.hasText(OPENING + MEETING);
      await field.press("Tab");
      assert.equal(await focused(field), "next");
      await field.page.close();
    });

    test("Shift+Tab is always the page's", async () => {
      const field = await shown();
      await field.press("Tab", "Shift");
      assert.equal(await focused(field), "previous");
      await field.hasText(OPENING);
      await field.page.close();
    });

    test("Esc then Tab leaves the field", async () => {
      const field = await shown();
      await field.press("Escape");
      await field.showsNothing();
      await field.press("Tab");
      assert.equal(await focused(field), "next");
      await field.hasText(OPENING);
      await field.page.close();
    });

    test("while the page's own list is open, nothing is accepted", async () => {
      const field = await stage.openField(BODY.replace("<textarea", "<textarea aria-expanded=true aria-controls=list"));
      await field.type(OPENING);
      await field.press("Tab");
      assert.equal(await focused(field), "next");
      await field.hasText(OPENING);
      await field.page.close();
    });

    test("a list that opens over a shown suggestion wins", async () => {
      const field = await shown();
      await evaluateIn(field.page, () => document.querySelector("#field")?.setAttribute("aria-activedescendant", "option"));
      await field.press("Tab");
      await field.hasText(OPENING);
      assert.ok((await keys(field)).includes("Tab"));
      await field.page.close();
    });

    test("synthetic keys accept nothing", async () => {
      const field = await shown();
      await evaluateIn(field.page, () => {
        for (const key of ["Tab", "ArrowRight"]) {
          const init = { key, code: key, ctrlKey: key === "ArrowRight", bubbles: true, cancelable: true };
          document.querySelector("#field")?.dispatchEvent(new KeyboardEvent("keydown", init));
        }
      });
      await field.shows(MEETING);
      await field.hasText(OPENING);
      await field.page.close();
    });

    test("nothing is suggested by itself in the middle of a line", async () => {
      const field = await stage.openField(BODY);
      await field.type(" and more");
      await field.press("Home");
      await field.page.keyboard.type(OPENING);
      await field.staysWithout();
      await field.page.close();
    });

    test("closing punctuation after the caret is no hindrance", async () => {
      const field = await stage.openField(BODY);
      await field.type(")");
      await field.press("Home");
      await field.page.keyboard.type(OPENING);
      await field.shows(MEETING);
      await field.press("Tab");
      await field.hasText(`${OPENING}${MEETING})`);
      await field.page.close();
    });

    test("moving the caret back to where the suggestion began puts it away", async () => {
      const field = await stage.openField(BODY);
      await field.type(OPENING.slice(0, -1));
      await field.shows(`o${MEETING}`);
      await field.page.keyboard.type("o");
      await field.shows(MEETING);
      await field.press("ArrowLeft");
      await field.showsNothing();
      await field.page.close();
    });

    test("moving the caret or leaving the field puts the suggestion away", async () => {
      const field = await shown();
      await field.press("ArrowLeft");
      await field.showsNothing();
      await field.press("End");
      await field.page.keyboard.type(" ");
      await field.shows(MEETING.slice(1));
      await field.page.focus("#next");
      await field.showsNothing();
      await field.hasText(`${OPENING} `);
      await field.page.close();
    });
  });
}
