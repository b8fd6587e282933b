// The small button beside a selection: where it comes, where it must not, and that it takes nothing from the user.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Field } from "./field.ts";
import { Rewriter } from "./rewriter.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER, DRAFT } from "./tiny.ts";
import { throughout, until } from "./until.ts";

interface Button {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

for (const name of browsers) {
  describe(`${name}: the button by a selection`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const buttonIn = async ({ frame }: Field): Promise<Button | undefined> => {
      const found = await stage.driver.inClosedRoots(frame, (root) => {
        const button = root.querySelector("button[title='Rewrite with Inkling']");
        if (!button) return null;
        const { left, top, right, bottom } = button.getBoundingClientRect();
        return { left, top, right, bottom };
      });
      return found.find((button) => button !== null) ?? undefined;
    };
    const shows = (field: Field): Promise<Button> => until("the button", () => buttonIn(field));
    const staysWithout = (field: Field): Promise<void> => throughout(async () => assert.equal(await buttonIn(field), undefined));
    const selected = async (body: string, text = DRAFT): Promise<Field> => {
      const field = await stage.openField(body);
      await field.type(text);
      await field.press("a", "Control");
      return field;
    };

    const bodies = {
      "a textarea": "<textarea id=field cols=60 rows=5></textarea>",
      "a line": "<input id=field size=60>",
      "a contenteditable": "<div id=field contenteditable style='min-height: 4em'></div>",
    };
    for (const [kind, body] of Object.entries(bodies)) {
      test(`${kind}: pressed, it opens the panel for the selection, which keeps the focus`, async () => {
        const field = await selected(`<p>Above</p>${body}`);
        const { left, top, right, bottom } = await shows(field);
        const box = await field.frame.$eval("#field", (field) => field.getBoundingClientRect().toJSON() as Button);
        assert.ok(left >= box.left - 30 && right <= box.right + 1 && top >= box.top && bottom - top >= 24, "at the selection");
        await field.page.screenshot({ path: stage.picture(`selection-button-${kind.slice(2)}`) as "x.png" });
        assert.equal(await field.frame.evaluate(() => document.activeElement?.id), "field");
        await field.page.mouse.click((left + right) / 2, (top + bottom) / 2);
        const rewriter = new Rewriter(stage.driver, field.page);
        await rewriter.offers();
        assert.equal(await buttonIn(field), undefined);
        await field.press("Enter");
        await rewriter.answers(ANSWER);
        await field.press("Enter");
        await field.hasText(ANSWER);
        await field.page.close();
      });
    }

    test("it goes when the panel is opened without it", async () => {
      const field = await selected(bodies["a textarea"]);
      await shows(field);
      await (await stage.panel()).rewriteIn(field.page.url());
      await new Rewriter(stage.driver, field.page).offers();
      await until("the button to go", async () => (await buttonIn(field)) === undefined);
      await field.page.close();
    });

    test("it stays where it is, is no stop for Tab, and goes with the selection", async () => {
      const field = await selected(`${bodies["a textarea"]}<button id=next>Next</button>`);
      const first = await shows(field);
      await throughout(async () => assert.deepEqual(await buttonIn(field), first), 0.5);
      await field.press("ArrowRight");
      await until("the button to go", async () => (await buttonIn(field)) === undefined);
      await field.press("a", "Control");
      await shows(field);
      await field.press("Tab");
      assert.equal(await field.frame.evaluate(() => document.activeElement?.id), "next");
      await until("the button to go", async () => (await buttonIn(field)) === undefined);
      await field.page.close();
    });

    const barred = {
      "a password": "<input id=field type=password>",
      "a password that is shown": "<input id=field type=password><script>field.type = 'text'</script>",
      "a field that wants no help with writing": "<textarea id=field writingsuggestions=false></textarea>",
      "a recovery phrase": "<textarea id=field placeholder='Your recovery phrase'></textarea>",
    };
    for (const [kind, body] of Object.entries(barred)) {
      test(`${kind}: none`, async () => {
        await staysWithout(await selected(body));
      });
    }

    test("switched off in the settings: none, at once", async () => {
      const panel = await stage.panel();
      const field = await selected(bodies["a textarea"]);
      await shows(field);
      await panel.background({ kind: "changeSettings", changes: { selectionButton: false } });
      await until("the button to go", async () => (await buttonIn(field)) === undefined);
      await field.press("ArrowRight");
      await field.press("a", "Control");
      await staysWithout(field);
      await panel.background({ kind: "changeSettings", changes: { selectionButton: true } });
      await shows(field);
      await field.page.close();
    });

    test("text of the page, and a word or two: none", async () => {
      const field = await selected(`<p id=text>A text of the page's own, long enough.</p>${bodies["a textarea"]}`, "Hi Ann");
      await staysWithout(field);
      await field.frame.evaluate(() => getSelection()?.selectAllChildren(document.querySelector("#text")!));
      await staysWithout(field);
      await field.page.close();
    });
  });
}
