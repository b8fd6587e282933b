// The scripts in the page's world (extension/bridges/): what they write, and what a page gets to hear of them and can do with them.
// What they have in common with every other field is in editors.test.ts.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Page } from "puppeteer-core";
import { evaluateIn } from "./browsers/evaluate.ts";
import { bridged } from "./editors/bridged.ts";
import type { EditorFixture } from "./editors/fixture.ts";
import { rewrite } from "./editors/rewrite.ts";
import { Visit } from "./editors/visit.ts";
import { OPENING, REST } from "./editors/words.ts";
import { browsers, Stage } from "./stage.ts";
import { until } from "./until.ts";

declare global {
  /** Every event of ours that the page could hear: its name, and what it said. */
  var heard: [name: string, detail: unknown][];
}

const files: Record<string, string> = {
  "CKEditor 5": "ckeditor",
  TinyMCE: "tinymce",
  "CodeMirror 6": "codemirror",
  Monaco: "monaco",
  Trix: "trix",
};

for (const name of browsers) {
  describe(`${name}: bridges`, () => {
    let stage: Stage;
    let tab: Page;
    before(async () => {
      stage = await Stage.set(name);
      tab = await stage.open("");
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const listening = async (fixture: EditorFixture): Promise<Visit> => {
      const visit = await Visit.open(stage, fixture, tab);
      await evaluateIn(visit.frame, () => {
        globalThis.heard = [];
        for (const event of ["write", "write-below", "read", "answer"]) {
          const hear = ({ type, detail }: CustomEventInit & Event): void => void heard.push([type, detail]);
          addEventListener(`inkling-${event}`, hear as EventListener, true);
        }
      });
      return visit;
    };
    const model = (visit: Visit, text: string): Promise<unknown> =>
      until(`the model ${JSON.stringify(text)}`, async () => {
        assert.equal(await visit.model(), text);
        return true;
      });
    const writings = async (visit: Visit): Promise<unknown[]> =>
      (await evaluateIn(visit.frame, () => heard)).filter(([name]) => name.startsWith("inkling-write")).map(([, detail]) => detail);

    for (const fixture of bridged) {
      test(`${fixture.name}: the page hears what was accepted, and nothing before`, async () => {
        const visit = await listening(fixture);
        await visit.focus();
        await visit.type(OPENING);
        await visit.shows(REST);
        const before = JSON.stringify(await evaluateIn(visit.frame, () => heard.filter(([name]) => name !== "inkling-answer")));
        for (const word of REST.trim().split(" ")) assert.ok(!before.includes(word), before);
        await visit.press("ArrowRight", "Control");
        await visit.has(`${OPENING} brown`);
        assert.deepEqual(await writings(visit), [" brown"]);
      });

      test(`${fixture.name}: a bridge that is sent twice writes once`, async () => {
        const visit = await listening(fixture);
        await visit.focus();
        await visit.type(OPENING);
        await visit.shows(REST);
        const panel = await stage.panel();
        await panel.sendIn(visit.page.url(), `bridges/${files[fixture.name]}.js`);
        await visit.press("Tab");
        await visit.has(OPENING + REST);
      });

      test(`${fixture.name}: lines are lines of its own, in one undo step`, async () => {
        const visit = await listening(fixture);
        await visit.focus();
        await visit.type("one two three");
        await visit.has("one two three");
        await visit.drawn();
        await visit.press("ArrowLeft", "Control", "Shift");
        await rewrite(visit, "four\nfive");
        await model(visit, "one two four\nfive");
        await visit.undo();
        await model(visit, "one two three");
      });

      test(`${fixture.name}: written below, the selection stands`, async () => {
        const visit = await listening(fixture);
        await visit.focus();
        await visit.type("one two");
        await visit.has("one two");
        await visit.drawn();
        await visit.press("ArrowLeft", "Control", "Shift");
        const writeBelow = async (): Promise<boolean> => {
          const panel = await stage.panel();
          const isTaken = await panel.runIn(visit.page.url(), () => {
            const editor = document.activeElement?.closest(".ck-editor__editable, .cm-content, .monaco-editor, body, trix-editor");
            const event = new CustomEvent("inkling-write-below", { detail: "three", cancelable: true, composed: true });
            return document.hasFocus() && editor?.dispatchEvent(event) === false;
          });
          return isTaken.includes(true);
        };
        await until("the bridge to take it", writeBelow);
        await model(visit, "one two\nthree");
        await visit.undo();
        await model(visit, "one two");
      });
    }

    for (const fixture of bridged.filter(({ isManual }) => isManual)) {
      test(`${fixture.name}: suggests when asked only, and is typed through`, async () => {
        const visit = await listening(fixture);
        await visit.focus();
        await visit.type(OPENING);
        await visit.staysWithout();
        await visit.shows(REST);
        await visit.type(" bro");
        await visit.shows(REST.slice(4));
        await visit.press("Tab");
        await visit.has(OPENING + REST);
      });
    }

    for (const editor of ["CodeMirror", "ace_editor"]) {
      test(`an older editor's input, in .${editor}, is not read even when asked`, async () => {
        const field = await stage.openField(`<div class=${editor}><textarea id=field></textarea></div>`);
        await field.type(OPENING);
        const panel = await stage.panel();
        await assert.rejects(panel.askIn(field.page.url()), /does not read this field|Click into a text field/);
        await field.staysWithout();
        await field.page.close();
      });
    }

    test("nothing that a page sends does anything to a field without such an editor", async () => {
      const field = await stage.openField("<textarea id=field cols=60></textarea>");
      await field.type(OPENING);
      await field.shows(REST);
      const isTaken = await evaluateIn(field.page, () =>
        ["write", "write-below", "read", "answer"].map((name) => {
          const event = new CustomEvent(`inkling-${name}`, { detail: "planted", bubbles: true, cancelable: true, composed: true });
          return !document.querySelector("#field")?.dispatchEvent(event);
        }),
      );
      assert.deepEqual(isTaken, [false, false, false, false]);
      await field.shows(REST);
      await field.hasText(OPENING);
      await field.page.close();
    });

    test("a page that answers nonsense in an editor's name is asked in vain, and told nothing", async () => {
      for (const answer of ["", "{", "null", "[]", '{"before": 7, "selected": {}}', `"${"x".repeat(1_000_000)}"`]) {
        const page = await stage.open("<div class=monaco-editor><textarea id=field class=inputarea></textarea></div>");
        await evaluateIn(
          page,
          (answer) =>
            addEventListener("inkling-read", (event) => {
              event.preventDefault();
              event.target?.dispatchEvent(new CustomEvent("inkling-answer", { detail: answer }));
            }),
          answer,
        );
        const field = stage.field(page);
        await field.type(OPENING);
        const panel = await stage.panel();
        await panel.askIn(page.url()).catch(() => undefined); // may refuse, or show nothing
        await field.staysWithout();
        await field.hasText(OPENING);
        await page.close();
      }
    });

    test("a page's own rules for scripts are no hindrance", async () => {
      const trix = bridged.find(({ name }) => name === "Trix") as EditorFixture;
      const rules = "<meta http-equiv=Content-Security-Policy content=\"script-src 'self'\">";
      const html = `${rules}${trix.html.replace(/<script>[^]*<\/script>/, "")}<button id=next>after</button>`;
      const visit = await Visit.open(stage, { ...trix, html }, tab);
      await visit.focus();
      await visit.type(OPENING);
      await visit.shows(REST);
      await visit.press("Tab");
      await visit.has(OPENING + REST);
      await visit.undo();
      await visit.has(OPENING);
    });
  });
}
