// An accepted suggestion is one step of the page's own undo history, and takes nothing of the user's words with it.
import { after, afterEach, before, describe, test } from "node:test";
import type { Field } from "./field.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";

const bodies = {
  "a textarea": "<textarea id=field cols=60 rows=5></textarea>",
  "a contenteditable": "<div id=field contenteditable style='min-height: 4em'></div>",
};

for (const name of browsers) {
  describe(`${name}: undo`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    for (const [kind, body] of Object.entries(bodies)) {
      const accepted = async (): Promise<Field> => {
        const field = await stage.openField(body);
        await field.type(OPENING);
        await field.shows(MEETING);
        await field.press("Tab");
        await field.hasText(OPENING + MEETING);
        return field;
      };

      test(`${kind}: undo leaves what was typed, redo restores`, async () => {
        const field = await accepted();
        await field.press("z", "Control");
        await field.hasText(OPENING);
        await field.press("Z", "Control", "Shift");
        await field.hasText(OPENING + MEETING);
        await field.page.close();
      });

      test(`${kind}: typed on after the accept, undone twice, the first words stand`, async () => {
        const field = await accepted();
        await field.page.keyboard.type(" Bye");
        await field.hasText(`${OPENING}${MEETING} Bye`);
        await field.press("z", "Control");
        await field.hasText(OPENING + MEETING);
        await field.press("z", "Control");
        await field.hasText(OPENING);
        await field.page.close();
      });

      test(`${kind}: each accepted word is a step`, async () => {
        const field = await stage.openField(body);
        await field.type(OPENING);
        await field.shows(MEETING);
        await field.press("ArrowRight", "Control");
        await field.press("ArrowRight", "Control");
        await field.hasText(`${OPENING} ask about`);
        await field.press("z", "Control");
        await field.hasText(`${OPENING} ask`);
        await field.press("z", "Control");
        await field.hasText(OPENING);
        await field.page.close();
      });
    }
  });
}
