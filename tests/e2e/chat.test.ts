// Conversations with the real engine, in a real popup's page: streamed, stopped, asked again, changed, seen again while they are
// written, in two popups, beyond the window, and when what writes them goes.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { ChatTurn } from "../../extension/shared/conversation.ts";
import { ChatTab, HOW, type Seen } from "./chat_tab.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER, COLOURS, COLOURS_TOKEN } from "./tiny.ts";
import { until } from "./until.ts";

/** What the tiny model says to anything. It forgets no turn, because it never looks at one. */
const SAID = ANSWER;

/** An answer that was interrupted where the model goes round in a circle: it goes on for as long as there is room. */
const ENDLESS = "The colours";
const OPEN_END = ENDLESS + COLOURS.repeat(200);
const endless = (id: string): { id: string; turns: ChatTurn[] } => ({
  id,
  turns: [
    { role: "user", content: "Which colours are there?", attachments: [] },
    { role: "assistant", content: ENDLESS, tokens: [COLOURS_TOKEN], state: "interrupted", how: HOW },
  ],
});

const long = (number: number): ChatTurn[] => [
  { role: "user", content: `${number}: ${"The colours of the harbour. ".repeat(20)}`, attachments: [] },
  { role: "assistant", content: SAID, tokens: [1], state: "done", how: HOW },
];

for (const name of browsers) {
  describe(`${name}: chat`, () => {
    let stage: Stage;
    let tab: ChatTab;
    before(async () => {
      // Slow enough to be met half-way.
      stage = await Stage.set(name, { faults: true });
      tab = await ChatTab.open(stage);
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    /** From the next start of the engine on it is a slow one. */
    const slowly = async (): Promise<void> => {
      const panel = await stage.panel();
      await panel.store({ faults: { slowReadbacks: 150 } });
      await panel.restartEngine();
      await panel.ready();
    };

    test("a question is answered, has a title, and a place in the window", async () => {
      await tab.until("the chat to be connected", ({ strip }) => strip === "");
      await tab.ask("Hello there, little model");
      const seen = await tab.answered(SAID);
      assert.deepEqual([seen.title, seen.draft, seen.turns.length], ["Hello there, little model", "", 2]);
      await tab.until("the window", ({ meter }) => /^[\d,]+ \/ [\d,]+$/.test(meter));
      await tab.until("what is said to those who do not see", ({ said }) => said === SAID);
      assert.deepEqual(seen.turns[1]?.tools, ["Copy", "Answer again"]);
    });

    test("asked again, and a question changed: what was comes back", async () => {
      await tab.clickOn(1, "again");
      const { lines } = await tab.until("the line", ({ lines, isAnswering }) => !isAnswering && lines.length === 1);
      assert.match(lines[0] as string, /version before is kept/);
      await tab.clickOn(0, "edit");
      await tab.until("the words to change", ({ draft }) => draft === "Hello there, little model");
      await tab.press("a", "Control");
      await tab.page.keyboard.type("Good day");
      await tab.press("Enter");
      await tab.until("the change", ({ turns, isAnswering, title }) => !isAnswering && turns[0]?.text === "Good day" && title === "Good day");
      await tab.click("[data-does=bringBack]");
      await tab.until("what was before", ({ turns }) => turns[0]?.text === "Hello there, little model");
    });

    test("two popups see the same answer grow, and one that opens later; a stop stops it for all", async () => {
      await slowly();
      await tab.plant(endless("shared"));
      const other = await ChatTab.open(stage);
      await other.until("the same conversation", ({ turns }) => turns.length === 2);
      await tab.clickOn(1, "goOn");
      const grows = ({ turns, isAnswering }: Seen): boolean => isAnswering && (turns[1]?.text.length ?? 0) > ENDLESS.length;
      await other.until("more of an answer", grows);
      const late = await ChatTab.open(stage);
      await late.until("the answer, from its start", grows);
      await other.focus("#chat-input");
      await other.press("Escape");
      const texts = new Set<string>();
      for (const one of [tab, other, late]) {
        const { turns } = await one.until("the stop", ({ turns, isAnswering }) => !isAnswering && /You stopped/.test(turns[1]?.note ?? ""));
        assert.deepEqual(turns[1]?.tools, ["Copy", "Answer again", "Continue"]);
        texts.add(turns[1]?.text ?? "");
      }
      assert.equal(texts.size, 1, "all have the same text");
      await other.close();
      await late.close();
    });

    test("every popup closed, the answer goes on; opened again, it is there, and goes on", async () => {
      await tab.clickOn(1, "goOn");
      await tab.until("more", ({ isAnswering }) => isAnswering);
      const length = (await tab.see()).turns[1]?.text.length ?? 0;
      await tab.close();
      tab = await ChatTab.open(stage);
      const { turns } = await tab.until("it to be longer", ({ turns, isAnswering }) => isAnswering && (turns[1]?.text.length ?? 0) > length);
      await tab.until("it to be longer still", (seen) => seen.isAnswering && (seen.turns[1]?.text.length ?? 0) > (turns[1]?.text.length ?? 0));
    });

    test("the engine's host gone in the middle, the answer is kept, was interrupted, and is continued exactly", async () => {
      const kept = async (): Promise<string> => (await tab.kept()).find(({ id }) => id === "shared")?.turns[1]?.content ?? "";
      const before = await kept();
      const saved = await until("more of it to be kept", async () => ((await kept()).length > before.length ? kept() : null));
      await (await stage.panel()).fault("closeOffscreen");
      const isInterrupted = ({ turns, isAnswering }: Seen): boolean => !isAnswering && /interrupted/.test(turns[1]?.note ?? "");
      const { turns } = await tab.until("the interruption", isInterrupted, 60);
      assert.ok((turns[1]?.text ?? "").startsWith(saved), "nothing that was saved is lost");
      assert.ok(OPEN_END.startsWith(turns[1]?.text ?? "?"));
      await (await stage.panel()).connect();
      await tab.clickOn(1, "goOn");
      const more = await tab.until("more", (seen) => seen.isAnswering && (seen.turns[1]?.text.length ?? 0) > (turns[1]?.text.length ?? 0) + 20);
      assert.ok(OPEN_END.startsWith(more.turns[1]?.text ?? "?"), "as it would have gone on");
      await tab.click("#chat-stop");
      await tab.until("the stop", ({ isAnswering }) => !isAnswering);
    });

    test("a question asked while the model loads is sent when it is ready", async () => {
      const panel = await stage.panel();
      await panel.unstore("faults");
      await panel.restartEngine();
      await tab.click("#chat-new");
      await tab.ask("Early");
      await tab.answered(SAID);
    });

    test("when the window is full the oldest turns are out of view, and that is seen", async () => {
      const turns = Array.from({ length: 12 }, (_, at) => long(at + 1)).flat();
      await tab.plant({ id: "long", title: "Long", turns });
      await tab.ask("And now?");
      const seen = await tab.until("the line", ({ lines, isAnswering }) => !isAnswering && lines.length === 1);
      assert.match(seen.lines[0] as string, /no longer in the model/);
      const dropped = seen.turns.filter(({ isDropped }) => isDropped).length;
      assert.ok(dropped > 0 && dropped < 24, `${dropped} dropped`);
      assert.ok(seen.turns.slice(0, dropped).every(({ isDropped }) => isDropped), "the oldest ones");
      await tab.page.screenshot(stage.picture("chat-window-full"));
    });

    test("what alone is too long is told in a sentence, and can be made shorter", async () => {
      await tab.click("#chat-new");
      await tab.page.evaluate(() => {
        const input = document.querySelector("#chat-input") as HTMLTextAreaElement;
        input.value = "The colours of the harbour. ".repeat(3_000);
        input.dispatchEvent(new Event("input"));
      });
      await tab.click("#chat-send");
      const { turns } = await tab.until("the refusal", ({ turns, isAnswering }) => !isAnswering && (turns[1]?.note ?? "") !== "");
      assert.match(turns[1]?.note ?? "", /\w{4,}.*\./);
      await tab.page.screenshot(stage.picture("chat-too-long"));
      await tab.clickOn(0, "edit");
      await tab.until("the words to change", ({ draft }) => draft.startsWith("The colours"));
      await tab.press("a", "Control");
      await tab.page.keyboard.type("Shorter");
      await tab.until("the other words", ({ draft }) => draft === "Shorter");
      await tab.press("Enter");
      await tab.answered(SAID);
    });

    test("the end is kept in view while an answer grows, unless the user has gone up", async () => {
      await slowly();
      await tab.plant({ id: "tall", title: "Tall", turns: [...long(1), ...long(2), ...endless("").turns] });
      const fromEnd = (): Promise<number> =>
        tab.page.evaluate(() => {
          const log = document.querySelector("#chat-log") as HTMLElement;
          return log.scrollHeight - log.scrollTop - log.clientHeight;
        });
      const length = ({ turns }: Seen): number => turns[5]?.text.length ?? 0;
      await tab.clickOn(5, "goOn");
      await tab.until("some lines", (seen) => seen.isAnswering && length(seen) > 150);
      assert.ok((await fromEnd()) < 2, "at the end");
      await tab.page.evaluate(() => void ((document.querySelector("#chat-log") as HTMLElement).scrollTop = 40));
      await tab.until("more lines", (seen) => length(seen) > 300);
      assert.equal(await tab.page.evaluate(() => (document.querySelector("#chat-log") as HTMLElement).scrollTop), 40);
      await tab.click("#chat-down");
      assert.ok((await fromEnd()) < 2, "at the end again");
      await tab.click("#chat-stop");
      await tab.until("the stop", ({ isAnswering }) => !isAnswering);
    });
  });
}
