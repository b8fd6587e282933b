// How the chat tab looks and reads, with conversations of every kind in it: axe finds no barrier, nothing is wider than the window.
// The pictures are for people to look at.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { ChatTurn } from "../../extension/shared/conversation.ts";
import { assertNoBarriers } from "./axe.ts";
import { ChatTab, HOW } from "./chat_tab.ts";
import { browsers, Stage, type StageOptions } from "./stage.ts";
import { until } from "./until.ts";

const WAYS: Record<string, StageOptions> = { light: {}, dark: { colorScheme: "dark" }, German: { locale: "de" } };
/** One way only, to look at. */
const ways = Object.entries(WAYS).filter(([way]) => [undefined, way].includes(process.env.INKLING_WAY));
const SIZES: [number, number][] = [[400, 580], [320, 560], [900, 700]];

const MARKDOWN = `There are **three** usual ways to reverse a list in *Python*, and one that you should not use:

1. \`reversed(items)\` gives an iterator
2. \`items[::-1]\` gives a copy
3. \`items.reverse()\` changes the list itself, and returns nothing

### In code

\`\`\`python
def reverse(items: list[int]) -> list[int]:
    """A copy of the list, from its end to its start; the list itself is left alone, as callers expect."""
    return items[::-1]
\`\`\`

| way | makes a copy | changes the list | memory |
|---|:-:|:-:|--:|
| \`reversed\` | no | no | 48 bytes |
| slice | yes | no | 8 bytes an item |

> Slices are fast, because they are copied at once.

See [the documentation](https://docs.example.com/3/tutorial/datastructures.html).`;

const answer = (content: string, state: "done" | "failed" | "interrupted" = "done"): ChatTurn => ({
  role: "assistant",
  content,
  tokens: [1, 2, 3],
  state,
  how: HOW,
  ...(state === "failed" && {
    problem: { code: "device-lost", message: "The graphics card was lost twice.", remedy: "Close other programs that use it, and try again." },
  }),
});
const question = (content: string, title = ""): ChatTurn => ({
  role: "user",
  content,
  attachments: title ? [{ kind: "page", title, url: "https://example.com/", text: "…", keptTokens: 1200, allTokens: 5300 }] : [],
});

const TURNS: ChatTurn[] = [
  question("Hello! I am new to programming, and I would like to learn it in the evenings."),
  answer("Welcome! Python is a good first language. What would you like to make?"),
  question("How do I reverse a list?", "Data structures: a chapter of the Python tutorial"),
  answer(MARKDOWN),
  question("Thank you. And a string?"),
  answer("The same slice works for strings: `text[::-1]`. Strings cannot be changed, so", "interrupted"),
];

for (const name of browsers) {
  for (const [way, options] of ways) {
    describe(`${name}: looks of the chat tab, ${way}`, () => {
      let stage: Stage;
      let tab: ChatTab;
      before(async () => {
        stage = await Stage.set(name, options);
        tab = await ChatTab.open(stage);
      });
      afterEach(() => stage.assertQuiet());
      after(() => stage?.strike());

      const inEverySize = async (picture: string): Promise<void> => {
        for (const [width, height] of SIZES) {
          await tab.page.resize(width, height);
          await until("the window's width", () => tab.page.evaluate((width) => innerWidth === width, width));
          const wide = await tab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${picture} at ${width} px is ${wide} px too wide`);
          await assertNoBarriers(tab.page);
          await tab.page.screenshot(stage.picture(`chat-${picture}-${way}-${width}`));
        }
        await tab.page.resize(...(SIZES[0] as [number, number]));
      };

      test("with nothing in it", () => inEverySize("empty"));

      test("a conversation with Markdown, dropped turns, an attached page, an interrupted answer", async () => {
        await tab.plant({
          id: "list",
          title: "How do I reverse a list, and what is there to know about it?",
          turns: TURNS,
          context: { promptTokens: 1613, windowTokens: 2048, droppedTurns: 2 },
        });
        await inEverySize("end");
        await tab.page.evaluate(() => document.querySelector("#chat-turns [data-at='2']")?.scrollIntoView());
        await tab.page.screenshot(stage.picture(`chat-middle-${way}`));
        await tab.page.evaluate(() => document.querySelector("#chat-turns .written h4")?.scrollIntoView());
        await tab.page.screenshot(stage.picture(`chat-code-${way}`));
      });

      test("the list, with several", async () => {
        await tab.plant({ id: "b", title: "Recipe for a quick soup", updated: Date.now() - 2e9, turns: TURNS.slice(0, 2) });
        await tab.plant({ id: "c", title: "A letter", updated: Date.now() - 9e9, turns: [TURNS[0] as ChatTurn, answer("", "failed")] });
        await tab.until("the failure", ({ turns }) => /lost twice/.test(turns[1]?.note ?? ""));
        await tab.page.screenshot(stage.picture(`chat-failed-${way}`));
        await tab.click("#chat-list-toggle");
        await inEverySize("list");
        await tab.click("#chat-list-toggle");
      });

      test("advanced", async () => {
        await tab.click("#chat-settings-toggle");
        await inEverySize("advanced");
        await tab.click("#chat-settings-toggle");
      });

      test("a question that is being changed, and the menu", async () => {
        await tab.clickOn(0, "edit");
        await tab.page.evaluate(() => document.querySelector<HTMLElement>("#chat-more summary")?.click());
        await inEverySize("editing");
        await tab.click("#chat-cancel-edit");
      });
    });
  }
}
