// The checks, chained into a few walks through a fresh page: what one step leaves is what the next one starts from.
import { strict as assert } from "node:assert";
import { evaluateIn } from "../browsers/evaluate.ts";
import { assertSamePlace, newInk, picture } from "../ink.ts";
import { until } from "../until.ts";
import type { Column } from "./columns.ts";
import { rewrite } from "./rewrite.ts";
import type { Visit } from "./visit.ts";
import { OPENING, REST } from "./words.ts";

/** As much of a page, in pixels, as every fixture fits into. */
const top = 360;

/** Lists of choices, where suggestions have to be asked for. */
const LISTS = "#people, .cm-tooltip-autocomplete, .suggest-widget.visible";

/** What our element would be saved as. */
const OURS = /aria-hidden="true" style="all: initial/;

/** Runs one check and notes how it went; not at all where the fixture says that it is impossible. */
export type Check = (column: Column, run: () => Promise<void>) => Promise<void>;

const saw = (visit: Visit, key: string, times: number): Promise<unknown> =>
  until(`${key} to reach the page`, async () => (await visit.count(key)) === times);

const left = (visit: Visit, by: "next" | "previous"): Promise<unknown> =>
  until(`the focus to be on "${by}"`, async () => (await visit.focused()) === by || !!visit.fixture.ownsTab);

async function shown(visit: Visit): Promise<void> {
  await visit.focus();
  await visit.type(OPENING);
  await visit.shows(REST);
}

/** Shown, taken whole, undone, redone, typed on. */
async function whole(visit: Visit, check: Check): Promise<void> {
  await shown(visit);
  await check("nothing left", () => isClean(visit));
  const withGhost = await picture(visit.page, top);
  await check("whole", async () => {
    await visit.press("Tab");
    await visit.has(OPENING + REST);
    await visit.showsNothing();
    assert.equal(await visit.count("Tab"), 0, "the page never saw the key");
  });
  await check("model", async () => assert.equal(await visit.model(), await visit.seen()));
  const written = await picture(visit.page, top);
  await check("nothing left", async () => {
    const saved = await visit.saved();
    assert.ok(saved.includes("jumps"), "what was accepted is saved");
    assert.doesNotMatch(saved, OURS);
  });
  await check("undo", async () => {
    await visit.undo();
    await visit.has(OPENING);
  });
  const typed = await picture(visit.page, top);
  await check("drawn", async () => assertSamePlace(newInk(typed, withGhost), newInk(typed, written), 2));
  await check("undo", async () => {
    await visit.redo();
    await visit.has(OPENING + REST);
  });
  await check("typing on", async () => {
    await visit.type("!");
    await visit.has(`${OPENING}${REST}!`);
  });
  await check("model", async () => assert.equal(await visit.model(), await visit.seen()));
}

async function isClean(visit: Visit): Promise<void> {
  const saved = await visit.saved();
  for (const word of REST.trim().split(" ")) assert.doesNotMatch(saved, new RegExp(`\\b${word}(?!\\w)`), "what would be saved");
  assert.doesNotMatch(saved, OURS);
}

/** Taken word by word, then the rest; the next Tab is the page's. */
async function words(visit: Visit, check: Check): Promise<void> {
  await shown(visit);
  const [first, second] = [" brown", " fox"];
  await check("words", async () => {
    await visit.press("ArrowRight", "Control");
    await visit.has(OPENING + first);
    await visit.shows(REST.slice(first.length));
    await visit.press("ArrowRight", "Control");
    await visit.has(OPENING + first + second);
    await visit.shows(REST.slice((first + second).length));
  });
  await check("undo", async () => {
    await visit.undo();
    // Words that follow one another soon may be one step.
    const undone = await visit.has(OPENING + first, OPENING);
    if (undone !== OPENING) await visit.undo();
    await visit.has(OPENING);
  });
}

async function afterwards(visit: Visit, check: Check): Promise<void> {
  await shown(visit);
  await check("Tab after", async () => {
    await visit.press("Tab");
    await visit.has(OPENING + REST);
    await visit.press("Tab");
    await saw(visit, "Tab", 1);
    await left(visit, "next");
  });
}

async function idle(visit: Visit, check: Check): Promise<void> {
  await visit.focus();
  await check("idle keys", async () => {
    await visit.press("Tab");
    await saw(visit, "Tab", 1);
    await left(visit, "next");
    await visit.focus();
    await visit.press("Escape");
    await saw(visit, "Escape", 1);
  });
}

async function backwards(visit: Visit, check: Check): Promise<void> {
  await shown(visit);
  await check("Shift+Tab", async () => {
    await visit.press("Tab", "Shift");
    await saw(visit, "Tab", 1);
    await left(visit, "previous");
    await visit.has(OPENING);
  });
}

async function escape(visit: Visit, check: Check): Promise<void> {
  await shown(visit);
  await check("Esc, Tab", async () => {
    await visit.press("Escape");
    await visit.showsNothing();
    assert.equal(await visit.count("Escape"), 0, "the page never saw Esc");
    await visit.press("Tab");
    await saw(visit, "Tab", 1);
    await left(visit, "next");
    if (!visit.fixture.ownsTab) await visit.has(OPENING);
  });
}

async function list(visit: Visit, check: Check): Promise<void> {
  await visit.focus();
  await check("list", async () => {
    await visit.type(`@${OPENING}`);
    if (visit.fixture.isManual) {
      await until("the list to open", () => evaluateIn(visit.frame, (lists) => !!document.querySelector(lists), LISTS));
      await visit.ask().catch(() => undefined); // is refused
    }
    await visit.staysWithout();
    await visit.press("Tab");
    await saw(visit, "Tab", 1);
  });
}

async function replace(visit: Visit, check: Check): Promise<void> {
  await visit.focus();
  await visit.type("one two three");
  await visit.has("one two three");
  await visit.drawn();
  await check("replace", async () => {
    await visit.press("ArrowLeft", "Control", "Shift");
    await rewrite(visit, "four");
    await visit.has("one two four");
    await until("the focus to be back", () => visit.hasFocusInField());
    await visit.undo();
    await visit.has("one two three");
    await visit.redo();
    await visit.has("one two four");
  });
}

export const flows = { whole, words, afterwards, idle, backwards, escape, list, replace };
