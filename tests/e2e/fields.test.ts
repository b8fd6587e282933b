// Every kind of field: a suggestion is shown, accepted, accepted by words, dismissed, typed through.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Field } from "./field.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";

for (const name of browsers) {
  describe(`${name}: fields`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const iframe = async (host: "127.0.0.1" | "localhost"): Promise<Field> => {
      const inner = stage.server.page("<textarea id=field></textarea>", host);
      const page = await stage.open(`<iframe src="${inner}" width=700 height=300></iframe>`);
      const frame = await page.waitForFrame(inner);
      return stage.field(page, frame);
    };
    const fields: Record<string, () => Promise<Field>> = {
      "a textarea": () => stage.openField("<textarea id=field cols=60 rows=5></textarea>"),
      "a contenteditable": () => stage.openField("<div id=field contenteditable style='min-height: 4em'></div>"),
      "a contenteditable with paragraphs": () => stage.openField("<div id=field contenteditable><p><br></p></div>"),
      "an iframe of the same site": () => iframe("127.0.0.1"),
      "an iframe of another site": () => iframe("localhost"),
    };

    for (const [kind, open] of Object.entries(fields)) {
      test(`${kind}: Tab accepts all`, async () => {
        const field = await open();
        await field.type(OPENING);
        await field.shows(MEETING);
        await field.hasText(OPENING);
        await field.press("Tab");
        await field.hasText(OPENING + MEETING);
        await field.showsNothing();
        await field.page.keyboard.type("!");
        await field.hasText(`${OPENING}${MEETING}!`);
        await field.page.close();
      });

      test(`${kind}: words, typing through, Esc`, async () => {
        const field = await open();
        await field.type(OPENING);
        await field.shows(MEETING);
        await field.press("ArrowRight", "Control");
        await field.hasText(`${OPENING} ask`);
        await field.shows(" about the meeting on Monday morning.");
        await field.page.keyboard.type(" abo");
        await field.shows("ut the meeting on Monday morning.");
        await field.press("Escape");
        await field.showsNothing();
        await field.hasText(`${OPENING} ask abo`);
        await field.page.close();
      });
    }

    test("a single-line input: only by hand", async () => {
      const page = await stage.open("<input id=field size=90>");
      const field = stage.field(page);
      const panel = await stage.panel();
      await panel.spy();
      await page.bringToFront();
      await field.type(OPENING);
      await field.staysWithout();
      assert.deepEqual(await panel.overheard(), [], "nothing was asked while typing");
      await panel.askIn(page.url());
      await field.shows(MEETING);
      await field.press("Tab");
      await field.hasText(OPENING + MEETING);
      await page.close();
    });

    test("an empty line is continued too", async () => {
      const field = await stage.openField("<textarea id=field cols=60 rows=5></textarea>");
      await field.type("Hello,\n");
      await field.shows("Thank you for your email.");
      await field.press("Tab");
      await field.hasText("Hello,\nThank you for your email.");
      await field.page.close();
    });

    test("in a page that forbids styles", async () => {
      const policy = "style-src 'none'; script-src 'none'";
      const field = await stage.openField(
        `<meta http-equiv=content-security-policy content="${policy}"><textarea id=field cols=60></textarea>`,
      );
      await field.type(OPENING);
      await field.shows(MEETING);
      await field.page.close();
    });

    test("letters of two bytes arrive whole", async () => {
      const field = await stage.openField("<textarea id=field></textarea>");
      await field.type("A small");
      await field.shows(" café.");
      await field.press("Tab");
      await field.hasText("A small café.");
      await field.page.close();
    });
  });
}
