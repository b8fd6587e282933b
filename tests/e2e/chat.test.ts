// Conversations with the real engine, in a real popup's page: streamed, stopped, asked again, changed, seen again while they are
// written, in two popups, beyond the window, and when what writes them goes.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { ChatTurn } from "../../extension/shared/conversation.ts";
import { ChatTab, HOW } from "./chat_tab.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER } from "./tiny.ts";
import { until } from "./until.ts";

/** What the tiny model says to anything. It forgets no turn, because it never looks at one. */
const SAID = ANSWER;

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

    /** From the next start of the engine on, so many milliseconds pass before each token. */
    const slowly = async (slowTokens: number): Promise<void> => {
      const panel = await stage.panel();
      await panel.store({ faults: { slowTokens } });
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
      await slowly(300);
      const other = await ChatTab.open(stage);
      await other.until("the same conversation", ({ turns }) => turns.length === 2);
      await tab.ask("And now slowly");
      const half = (text = ""): boolean => text !== "" && text !== SAID && SAID.startsWith(text);
      await other.until("half an answer", ({ turns, isAnswering }) => isAnswering && half(turns[3]?.text));
      const late = await ChatTab.open(stage);
      await late.until("half an answer, from its start", ({ turns }) => half(turns[3]?.text));
      await other.focus("#chat-input");
      await other.press("Escape");
      for (const one of [tab, other, late]) {
        const { turns } = await one.until("the stop", ({ turns, isAnswering }) => !isAnswering && /You stopped/.test(turns[3]?.note ?? ""));
        assert.deepEqual(turns[3]?.tools, ["Copy", "Answer again", "Continue"]);
      }
      await late.clickOn(3, "goOn");
      for (const one of [tab, other, late]) await one.answered(SAID);
      await other.close();
      await late.close();
    });

    test("every popup closed, the answer goes on; opened again, it is there", async () => {
      await tab.ask("While nobody looks");
      await tab.until("its beginning", ({ turns, isAnswering }) => isAnswering && (turns[5]?.text ?? "") !== "");
      await tab.close();
      tab = await ChatTab.open(stage);
      await tab.answered(SAID);
    });

    test("the engine's host gone in the middle, the answer is kept, was interrupted, and is continued exactly", async () => {
      await tab.ask("Until the end");
      await tab.until("its beginning", ({ turns, isAnswering }) => isAnswering && (turns[7]?.text ?? "") !== "");
      await until("it to be kept", async () => {
        const last = (await tab.kept())[0]?.turns.at(-1);
        return last?.role === "assistant" && last.tokens.length > 0;
      });
      await (await stage.panel()).fault("closeOffscreen");
      const { turns } = await tab.until("the interruption", ({ turns, isAnswering }) => !isAnswering && /interrupted/.test(turns[7]?.note ?? ""), 60);
      assert.ok(SAID.startsWith(turns[7]?.text ?? "?"));
      await tab.clickOn(7, "goOn");
      await tab.answered(SAID);
      await (await stage.panel()).connect();
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
      await tab.press("a", "Control");
      await tab.page.keyboard.type("Shorter");
      await tab.press("Enter");
      await tab.answered(SAID);
    });

    test("the end is kept in view while an answer grows, unless the user has gone up", async () => {
      await slowly(120);
      await tab.plant({ id: "tall", title: "Tall", turns: [...long(1), ...long(2), ...long(3)] });
      const fromEnd = (): Promise<number> =>
        tab.page.evaluate(() => {
          const log = document.querySelector("#chat-log") as HTMLElement;
          return log.scrollHeight - log.scrollTop - log.clientHeight;
        });
      await tab.ask("Stay at the end");
      await tab.until("a beginning", ({ turns, isAnswering }) => isAnswering && (turns[7]?.text ?? "") !== "");
      assert.ok((await fromEnd()) < 2, "at the end");
      await tab.page.evaluate(() => void ((document.querySelector("#chat-log") as HTMLElement).scrollTop = 40));
      await tab.answered(SAID);
      assert.equal(await tab.page.evaluate(() => (document.querySelector("#chat-log") as HTMLElement).scrollTop), 40);
      await tab.click("#chat-down");
      assert.ok((await fromEnd()) < 2, "at the end again");
    });
  });
}
