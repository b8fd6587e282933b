// Rewriting a selection: from the panel's opening to the text in the field, and all that can get in between.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Field } from "./field.ts";
import { Rewriter } from "./rewriter.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER, DRAFT } from "./tiny.ts";

const bodies = {
  "a textarea": "<textarea id=field cols=60 rows=5></textarea>",
  "a line": "<input id=field size=60>",
  "a contenteditable": "<div id=field contenteditable style='min-height: 4em'></div>",
};

for (const name of browsers) {
  describe(`${name}: rewrite`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    /** The panel over a field where all is selected. */
    const opened = async (body: string, draft = DRAFT): Promise<{ field: Field; rewriter: Rewriter }> => {
      const field = await stage.openField(body);
      await field.type(draft);
      await field.press("a", "Control");
      const rewriter = new Rewriter(stage.driver, field.page);
      await (await stage.panel()).rewriteIn(field.page.url());
      await rewriter.offers();
      return { field, rewriter };
    };

    for (const [kind, body] of Object.entries(bodies)) {
      test(`${kind}: the answer comes as a diff and replaces the selection in one undo step`, async () => {
        const { field, rewriter } = await opened(body);
        await field.press("Enter");
        const seen = await rewriter.answers(ANSWER);
        await field.page.screenshot({ path: stage.picture(`rewrite-${kind}`) as "x.png" });
        assert.equal(seen.title, "Fix grammar");
        assert.equal(seen.focus, "Replace");
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
  });
}
