// "Use this page" and "Use selection": what is taken, and only by the user's click; what does not fit is cut at a paragraph's end.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { ChatTab } from "./chat_tab.ts";
import { browsers, Stage } from "./stage.ts";
import { until } from "./until.ts";

const SENTENCE = "The ferry leaves the old harbour at seven, and comes back when the lamps are lit along the quay. ";
const paragraph = (number: number): string => `<p>${number}. ${SENTENCE.repeat(4)}</p>`;
const article = (paragraphs: number): string => `
  <nav><a href="/">Home</a> <a href="/about">Subscribe to our letter</a></nav>
  <main><article><h1>The ferry</h1>${Array.from({ length: paragraphs }, (_, at) => paragraph(at + 1)).join("")}
  <ul><li>Bring a coat</li><li>Bring bread</li></ul></article></main>
  <footer>Imprint, cookies</footer><script>secret = 1</script>`;

for (const name of browsers) {
  describe(`${name}: pages in the chat`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    /** The chat as a tab behind a page. */
    const beside = async (html: string): Promise<{ tab: ChatTab; page: Awaited<ReturnType<Stage["open"]>> }> => {
      const page = await stage.open(html);
      const tab = await ChatTab.open(stage, "behind");
      await page.bringToFront();
      return { tab, page };
    };
    const attached = (tab: ChatTab): Promise<{ title: string; text: string; url: string }[]> =>
      tab.page.evaluate(() => {
        const drafts = Object.values(JSON.parse(localStorage.getItem("chat-drafts") ?? "{}")) as { chips: { title: string; text: string; url: string }[] }[];
        return drafts.flatMap(({ chips }) => chips);
      });
    const taken = async (tab: ChatTab): Promise<{ title: string; text: string; url: string }> => {
      await tab.until("a chip", ({ chips }) => chips.length === 1);
      return until("the chip to be kept", async () => (await attached(tab))[0]);
    };
    const detach = async (tab: ChatTab): Promise<void> => {
      await tab.click("[data-does=detach]");
      await tab.until("no chip", ({ chips }) => chips.length === 0);
      await until("no chip to be kept", async () => (await attached(tab)).length === 0);
    };

    test("an article is taken without what stands around it, in paragraphs", async () => {
      const { tab, page } = await beside(article(6));
      assert.deepEqual(await (await stage.panel()).runIn(page.url(), () => "inklingPageText" in globalThis), [false], "nothing reads before the click");
      await tab.click("#chat-page");
      const { title, text, url } = await taken(tab);
      assert.deepEqual([title, url], [await page.title(), page.url()]);
      assert.match(text, /^The ferry\n\n1\. The ferry leaves/);
      assert.match(text, /lit along the quay\.\n\n2\. The ferry/);
      assert.match(text, /- Bring a coat\n+- Bring bread/);
      assert.doesNotMatch(text, /Subscribe|cookies|secret/);
      await tab.page.screenshot(stage.picture("chat-chip"));
      await detach(tab);
      await tab.close();
      await page.close();
    });

    test("a page that is no article is taken as it is seen", async () => {
      const { tab, page } = await beside("<p>Short words.</p><p hidden>Unseen.</p><table><tr><td>One</td><td>Two</td></tr></table>");
      await tab.click("#chat-page");
      const { text } = await taken(tab);
      assert.match(text, /^Short words\.\n\nOne\s+Two$/);
      await detach(tab);
      await tab.close();
      await page.close();
    });

    test("a selection is taken, in a frame and a text field too; a one-line field is left alone", async () => {
      const { tab, page } = await beside("<p id=p>Chosen words here.</p><textarea id=t>Typed words there.</textarea><input id=i value=4111111111111111>");
      await tab.click("#chat-selection");
      await tab.until("the sentence", ({ notice }) => notice === "Nothing is selected on this page.");
      await page.evaluate(() => getSelection()?.selectAllChildren(document.querySelector("#p") as Element));
      await tab.click("#chat-selection");
      assert.equal((await taken(tab)).text, "Chosen words here.");
      await detach(tab);
      await page.evaluate(() => {
        const field = document.querySelector("#t") as HTMLTextAreaElement;
        field.focus();
        field.setSelectionRange(0, 5);
      });
      await tab.click("#chat-selection");
      assert.equal((await taken(tab)).text, "Typed");
      await detach(tab);
      await page.evaluate(() => (document.querySelector("#i") as HTMLInputElement).select());
      await tab.click("#chat-selection");
      await tab.until("the sentence", ({ notice, chips }) => notice === "Nothing is selected on this page." && chips.length === 0);
      await tab.close();
      await page.close();
    });

    test("an empty page is told of in a sentence", async () => {
      const { tab, page } = await beside("");
      await tab.click("#chat-page");
      await tab.until("the sentence", ({ notice }) => notice === "This page has no text that could be read.");
      await tab.close();
      await page.close();
    });

    // No tool gets a page of Firefox's own in front of the chat.
    test("a page of the browser's own is told of in a sentence", { skip: name === "firefox" }, async () => {
      const { tab, page } = await beside("");
      await page.goto("chrome://version");
      await page.bringToFront();
      for (const button of ["#chat-page", "#chat-selection"]) {
        await tab.click(button);
        await tab.until("the sentence", ({ notice }) => notice === "The browser lets no extension read this page.");
      }
      await tab.close();
      await page.close();
    });

    test("what does not fit is cut at a paragraph's end, and the chip says so", async () => {
      const { tab, page } = await beside(article(40));
      await tab.click("#chat-page");
      const { chips } = await tab.until("the count", ({ chips }) => /tokens/.test(chips[0] ?? ""));
      assert.match(chips[0] as string, /first [\d,]+ of [\d,]+ tokens/);
      const [kept = 0, all = 0] = (chips[0]?.match(/[\d,]{3,}/g) ?? []).map((number) => Number(number.replace(/,/g, "")));
      const { windowTokens } = await (await stage.panel()).ready();
      assert.ok(kept > 0.2 * windowTokens && kept <= windowTokens / 2 && all > windowTokens, `${kept} of ${all}, in ${windowTokens}`);
      await tab.page.screenshot(stage.picture("chat-chip-cut"));
      await tab.ask("When does it leave?");
      await tab.until("the question", ({ turns, draft }) => turns.length === 2 && draft === "", 60);
      const [conversation] = await tab.kept();
      const question = conversation?.turns[0];
      assert.ok(question?.role === "user");
      assert.match(question.attachments[0]?.text ?? "", /quay\.\s*$/);
      assert.match((await tab.see()).turns[0]?.chips[0] ?? "", /first/);
      await tab.close();
      await page.close();
    });
  });
}
