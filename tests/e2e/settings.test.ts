// Each setting has its effect in a page, and a page that is open feels a change at once.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { defaults, type Settings } from "../../extension/shared/settings.ts";
import { evaluateIn } from "./browsers/evaluate.ts";
import type { Field } from "./field.ts";
import type { Panel } from "./panel.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";
import { throughout, until } from "./until.ts";

declare const typedAt: number;
declare const drawnAt: number;

const PROSE = "<textarea id=field cols=60 rows=4></textarea>";
const RICH = "<div id=field contenteditable style='width:600px'></div>";
const LINE = "<input id=field size=90>";
const CODE = `<div class=cm-editor>${RICH}</div>`;

for (const name of browsers) {
  describe(`${name}: settings`, () => {
    let stage: Stage;
    let panel: Panel;
    before(async () => {
      stage = await Stage.set(name);
      panel = await stage.panel();
      await panel.spy();
    });
    beforeEach(() => set({ ...defaults }));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const set = async (changes: Partial<Settings>): Promise<void> =>
      assert.deepEqual(await panel.background({ kind: "changeSettings", changes }), { ok: true });
    /** A field with the opening typed into it. */
    const written = async (body: string): Promise<Field> => {
      const field = await stage.openField(body);
      await field.type(OPENING);
      return field;
    };
    const asks = (field: Field): Promise<void> => panel.askIn(field.page.url());
    const announced = async (field: Field): Promise<string[]> => {
      const status = (root: ShadowRoot): string | null => root.querySelector("[role=status]")?.textContent ?? null;
      const found = await stage.driver.inClosedRoots(field.frame, status);
      return found.filter((text) => text !== null && text !== "") as string[];
    };

    for (const [kind, body] of Object.entries({ prose: PROSE, rich: RICH, line: LINE, code: CODE })) {
      test(`${kind}: by itself, when asked, never`, async () => {
        await set({ kinds: { ...defaults.kinds, [kind]: "auto" } });
        const field = await written(body);
        await field.shows(MEETING);

        await set({ kinds: { ...defaults.kinds, [kind]: "manual" } });
        await field.page.bringToFront();
        await field.showsNothing();
        await field.type(" ");
        await field.staysWithout();
        await asks(field);
        await field.shows(MEETING.slice(1));

        await set({ kinds: { ...defaults.kinds, [kind]: "off" } });
        await field.page.bringToFront();
        await field.showsNothing();
        await assert.rejects(asks(field), /does not read this field/);
        await field.page.close();
      });
    }

    test("by default lines and code are asked about by hand only", async () => {
      for (const body of [LINE, CODE]) {
        const field = await written(body);
        await field.staysWithout();
        await field.page.close();
      }
    });

    test("a search stays by hand, whatever is set for lines", async () => {
      await set({ kinds: { ...defaults.kinds, line: "auto" } });
      const field = await written("<input id=field type=search size=90>");
      await field.staysWithout();
      await field.page.close();
    });

    test("a delay is waited for", async () => {
      const delayMs = 1_000;
      await set({ delayMs });
      // What is drawn hangs at the root: the page itself sees when.
      const watch = `<script>var typedAt, drawnAt; addEventListener("input", () => (typedAt = performance.now()), true);
        new MutationObserver(() => (drawnAt ??= performance.now())).observe(document.documentElement, { childList: true })</script>`;
      const field = await written(PROSE + watch);
      await field.shows(MEETING);
      const waitedMs = await evaluateIn(field.page, () => drawnAt - typedAt);
      assert.ok(waitedMs > delayMs - 20, `${waitedMs} ms after the last letter`);
      await field.page.close();
    });

    test("a length is kept", async () => {
      await set({ maxTokens: 3 });
      const field = await written(PROSE);
      await field.shows(" ask");
      await throughout(async () => assert.equal(await field.ghost(), " ask"));
      await field.page.close();
    });

    // What the engine makes of it: engine/src/assist/complete.rs. The tiny model is always sure.
    test("a threshold goes to the engine with every request", async () => {
      await set({ threshold: 0.75 });
      const field = await written(PROSE);
      await field.shows(MEETING);
      await asks(field);
      const sent = (await panel.overheard()).flatMap(({ message }) => (message.kind === "complete" ? [message.threshold] : []));
      assert.deepEqual(sent.slice(-2), [0.75, 0.75]);
      await field.page.close();
    });

    test("→ accepts instead of Tab", async () => {
      await set({ acceptKey: "right" });
      const field = await written(`${PROSE}<button id=next>Next</button>`);
      await field.shows(MEETING);
      await field.press("ArrowRight", "Control");
      await field.hasText(`${OPENING} ask`);
      await field.shows(MEETING.slice(4));
      await field.press("ArrowRight");
      await field.hasText(OPENING + MEETING);
      await field.type(`\n${OPENING}`);
      await field.shows(MEETING);
      await field.press("Tab");
      assert.equal(await field.frame.evaluate("document.activeElement.id"), "next");
      await field.page.close();
    });

    test("with no key, words are taken one by one", async () => {
      await set({ acceptKey: "none" });
      const field = await written(`${PROSE}<button id=next>Next</button>`);
      await field.shows(MEETING);
      await field.press("ArrowRight", "Control");
      await field.hasText(`${OPENING} ask`);
      await field.press("Tab");
      assert.equal(await field.frame.evaluate("document.activeElement.id"), "next");
      await field.hasText(`${OPENING} ask`);
      await field.page.close();
    });

    test("on a site by hand, a page and its frames suggest when asked", async () => {
      const inner = stage.server.page(PROSE, "localhost");
      const page = await stage.open(`${PROSE}<iframe src="${inner}"></iframe>`);
      const origin = new URL(page.url()).origin;
      await panel.background({ kind: "setSite", origin, mode: "manual" });
      await page.bringToFront();
      const frame = stage.field(page, await page.waitForFrame(inner));
      await frame.type(OPENING);
      await frame.staysWithout();
      const field = stage.field(page);
      await field.type(OPENING);
      await field.staysWithout();
      await asks(field);
      await field.shows(MEETING);
      await panel.background({ kind: "setSite", origin, mode: "on" });
      await page.bringToFront();
      await field.type(" ");
      await field.shows(MEETING.slice(1));
      await page.close();
    });

    test("a pause silences everything, greys the icon, and ends by itself", async () => {
      const title = (tabId: number): Promise<string> => panel.page.evaluate((tabId) => chrome.action.getTitle({ tabId }), tabId);
      const field = await written(PROSE);
      await field.shows(MEETING);
      const tabId = await panel.tabId(field.page.url());
      assert.equal(await title(tabId), "Inkling");
      await set({ pausedUntil: Date.now() + 3_600_000 });
      await field.page.bringToFront();
      await field.showsNothing();
      assert.equal(await title(tabId), "Inkling (off)");
      await field.type(" ");
      await field.staysWithout();
      await assert.rejects(asks(field), /is paused/);
      const end = Date.now() + 500;
      await set({ pausedUntil: end });
      await field.page.bringToFront();
      await until("the pause to end", async () => Date.now() > end);
      await field.type("ask ");
      await field.shows("about the meeting on Monday morning.");
      // A page that is opened then brings the colour back.
      await (await written(PROSE)).page.close();
      await until("the icon's colour", async () => (await title(tabId)) === "Inkling");
      await field.page.close();
    });

    test("a tab that closes before its icon is painted leaves nothing in the log", async () => {
      // What paints an icon asks the store first, and waits its turn there.
      const changes = [...Array(100).keys()].map((delayMs) => set({ delayMs }));
      for (let tab = 0; tab < 12; tab++) await (await stage.openField(PROSE)).page.close();
      await Promise.all(changes);
    });

    test("what was asked for is announced, without its words, and what comes by itself is not", async () => {
      const field = await written(PROSE);
      await field.shows(MEETING);
      await throughout(async () => assert.deepEqual(await announced(field), []), 0.5);
      await field.press("Escape");
      await asks(field);
      await until("the announcement", async () => {
        assert.deepEqual(await announced(field), ["Suggestion ready. Tab accepts it."]);
        return true;
      });
      const seen = await field.frame.evaluate("document.documentElement.outerHTML + document.documentElement.innerText");
      assert.doesNotMatch(String(seen), /Suggestion ready|meeting/);
      await field.type(" nothing here is known");
      await asks(field);
      await until("the announcement", async () => {
        assert.deepEqual(await announced(field), ["No suggestion."]);
        return true;
      });
      await field.page.close();
    });

    test("a setting that cannot be is refused, and a damaged store reads as never chosen", async () => {
      const answer = await panel.background({ kind: "changeSettings", changes: { delayMs: -1 } });
      assert.deepEqual(answer, { ok: false, message: "The setting delayMs cannot have this value." });
      await panel.store({ kinds: "all", delayMs: "soon", acceptKey: 7, disabledSites: [1], customActions: {} });
      const field = await written(PROSE);
      await field.shows(MEETING);
      await field.press("Tab");
      await field.hasText(OPENING + MEETING);
      await field.page.close();
    });
  });
}
