// An input method's composition suspends everything. Real composition exists only over Chromium's protocol.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { CDPSession } from "puppeteer-core";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";

describe("chromium: composition", { skip: !browsers.includes("chromium") }, () => {
  let stage: Stage;
  before(async () => void (stage = await Stage.set("chromium")));
  afterEach(() => stage.assertQuiet());
  after(() => stage?.strike());

  const compose = (session: CDPSession, text: string): Promise<void> =>
    session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });

  test("nothing is asked while composing, and the committed text is continued", async () => {
    const page = await stage.open("<textarea id=field cols=60 rows=5></textarea>");
    const field = stage.field(page);
    const panel = await stage.panel();
    await panel.spy();
    await page.bringToFront();
    await field.focus();
    const session = await page.createCDPSession();
    for (const text of ["w", "wr", "writing"]) await compose(session, `I am ${text}`);
    await field.staysWithout();
    assert.deepEqual(
      (await panel.overheard()).filter(({ message }) => message.kind === "complete"),
      [],
      "requests while composing",
    );
    await session.send("Input.insertText", { text: "I am writing to" });
    await field.hasText("I am writing to");
    await field.shows(MEETING);
    await page.close();
  });

  test("a composition that begins over a suggestion puts it away, and its Tab accepts nothing", async () => {
    const field = await stage.openField("<textarea id=field cols=60 rows=5></textarea>");
    await field.type(OPENING);
    await field.shows(MEETING);
    const session = await field.page.createCDPSession();
    await compose(session, " as");
    await field.showsNothing();
    // While composing, keys come as code 229.
    await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Tab", code: "Tab", windowsVirtualKeyCode: 229 });
    await field.hasText(`${OPENING} as`);
    await field.page.close();
  });
});
