// The ghost text stands exactly where the accepted text will stand: compared by pixels, so no code of ours is believed.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { assertSamePlace, newInk, picture } from "./ink.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";

/** The caret would count as ink. */
const STYLE = "<style>body { margin: 30px; } #field { caret-color: transparent; outline: 0; }</style>";
const area = (style: string): string => `${STYLE}<textarea id=field style="width: 700px; height: 200px; ${style}"></textarea>`;

const bodies: Record<string, string> = {
  "a plain textarea": area(""),
  "a serif textarea with wide lines": area("font: 20px/1.8 serif; padding: 18px 25px; border: 3px solid"),
  "spaced bold letters": area("font: bold 15px/1.3 sans-serif; letter-spacing: 1px; word-spacing: 3px"),
  "a text that wraps before the caret": area("width: 300px; font: 17px/1.5 monospace"),
  "a scaled page": `${STYLE}<div style="transform: scale(1.25); transform-origin: 0 0"><textarea id=field style="width: 600px; height: 150px"></textarea></div>`,
  "a contenteditable": `${STYLE}<div id=field contenteditable style="font: 18px/1.6 serif; width: 700px; min-height: 100px; padding: 10px"></div>`,
};

test("a ghost in the wrong place is noticed", () => {
  const box = { left: 10, top: 10, right: 90, bottom: 30 };
  assertSamePlace(box, { ...box, top: 12, bottom: 32 }, 2);
  assert.throws(() => assertSamePlace(box, { ...box, top: 13 }, 2), /top edge is off by -3 px/);
  assert.throws(() => assertSamePlace(box, { ...box, right: 95 }, 2), /right edge/);
});

test("new ink is found, and its absence noticed", () => {
  const white = { width: 4, height: 3, rgb: new Uint8Array(36).fill(255) };
  const dot = { ...white, rgb: white.rgb.map((value, i) => (i === 15 ? 40 : value)) };
  assert.deepEqual(newInk(white, dot), { left: 1, top: 1, right: 2, bottom: 2 });
  assert.throws(() => newInk(white, white), /something was drawn/);
});

for (const name of browsers) {
  describe(`${name}: placement`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    /** The suggestion's first letters, `through`, are typed while it is shown. */
    const places = (kind: string, body: string, through = ""): void => {
      test(`${kind}${through && ", typed through"}`, async () => {
        const field = await stage.openField(body);
        const rest = MEETING.slice(through.length);
        await field.type(OPENING);
        await field.shows(MEETING);
        if (through) await field.page.keyboard.type(through);
        const ghost = await field.shows(rest);
        const withGhost = await picture(field.page);
        await field.press("Escape");
        await field.showsNothing();
        const typed = await picture(field.page);
        await field.page.keyboard.type(rest);
        await field.press("Escape");
        await field.hasText(OPENING + MEETING);
        const written = await picture(field.page);
        assertSamePlace(newInk(typed, withGhost), newInk(typed, written), 2);
        assert.notEqual(ghost.color, await field.color(), "the ghost has a colour of its own");
        await field.page.close();
      });
    };
    for (const [kind, body] of Object.entries(bodies)) {
      places(kind, body);
      places(kind, body, MEETING.slice(0, 14));
    }
  });
}
