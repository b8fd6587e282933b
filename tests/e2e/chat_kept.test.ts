// What the chat tab keeps and shows without an answer being written: conversations, their list, search, titles, deleting, export,
// drafts; and that no Markdown of a model becomes anything but text, links and plain elements.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { ChatTurn } from "../../extension/shared/conversation.ts";
import { ChatTab, HOW } from "./chat_tab.ts";
import { browsers, Stage } from "./stage.ts";
import { until } from "./until.ts";

const question = (content: string): ChatTurn => ({ role: "user", content, attachments: [] });
const answer = (content: string): ChatTurn => ({ role: "assistant", content, tokens: [1], state: "done", how: HOW });

/** Markdown → what stands in the page for it: tags, and the attributes that could do something. */
const MARKDOWN: [markdown: string, shown: string][] = [
  ["<script>fail()</script>", "<p>&lt;script&gt;fail()&lt;/script&gt;</p>"],
  ["<img src=x onerror=fail()>", "<p>&lt;img src=x onerror=fail()&gt;</p>"],
  ["a <b onclick=fail()>b</b>", "<p>a &lt;b onclick=fail()&gt;b&lt;/b&gt;</p>"],
  ["<div>\n\n*in*\n\n</div>", "<p>&lt;div&gt;</p><p><em>in</em></p><p>&lt;/div&gt;</p>"],
  ["<!-- a -->", "<p>&lt;!-- a --&gt;</p>"],
  ["![a *cat*](https://pictures.example/cat.png)", "<p>a *cat*</p>"],
  ["[l](javascript:fail())", "<p>l</p>"],
  ["[l](JAVASCRIPT:fail())", "<p>l</p>"],
  ["[l](java&#115;cript:fail())", "<p>l</p>"],
  ["[l](data:text/html,x)", "<p>l</p>"],
  ["[l](chrome://settings)", "<p>l</p>"],
  ["[l](/popup/popup.html)", "<p>l</p>"],
  ["[l](https://a.example/?q=1 'words')", '<p><a href="https://a.example/?q=1" rel="noopener noreferrer" target="_blank">l</a></p>'],
  ["<https://a.example/>", '<p><a href="https://a.example/" rel="noopener noreferrer" target="_blank">https://a.example/</a></p>'],
  ["[l][r]\n\n[r]: javascript:fail()", "<p>l</p>"],
  ["[![alt](https://a.example/x.png)](https://a.example/)", '<p><a href="https://a.example/" rel="noopener noreferrer" target="_blank">alt</a></p>'],
  ["&lt;script&gt; &amp;lt;", "<p>&lt;script&gt; &amp;lt;</p>"],
  ["`<script>`", "<p><code>&lt;script&gt;</code></p>"],
  ["# A\n\n###### B", "<h4>A</h4><h4>B</h4>"],
  ["- [ ] a\n- [x] b", "<ul><li>☐ a</li><li>☑ b</li></ul>"],
  ["3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'],
  ["> a\n> > b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"],
  ["a  \nb ~~c~~", "<p>a<br>b <del>c</del></p>"],
  ["\\*a\\* \\<b>", "<p>*a* &lt;b&gt;</p>"],
];

for (const name of browsers) {
  describe(`${name}: kept chats`, () => {
    let stage: Stage;
    let tab: ChatTab;
    before(async () => {
      stage = await Stage.set(name);
      tab = await ChatTab.open(stage);
      await tab.plant({ id: "soup", title: "Soup", updated: 2_000, turns: [question("A quick soup?"), answer("Boil **lentils** for twenty minutes.")] });
      await tab.plant({ id: "letter", title: "A letter", updated: 1_000, turns: [question("Write to my aunt"), answer("Dear aunt,")] });
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    test("Markdown becomes plain elements only", async () => {
      await tab.plant({ id: "table", title: "Markdown", updated: 1, turns: MARKDOWN.map(([markdown]) => answer(markdown)) });
      const shown = await tab.page.evaluate(() => {
        const kept = ["href", "target", "rel", "start"];
        const text = (node: Node): string => {
          if (!(node instanceof Element)) return (node.textContent ?? "").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
          const attributes = node.getAttributeNames().filter((name) => kept.includes(name) || /^on|src|style/.test(name)).sort();
          const head = [node.localName, ...attributes.map((name) => `${name}="${node.getAttribute(name)}"`)].join(" ");
          return node.localName === "br" ? "<br>" : `<${head}>${[...node.childNodes].map(text).join("")}</${node.localName}>`;
        };
        return [...document.querySelectorAll(".written")].map((written) => [...written.childNodes].map(text).join(""));
      });
      assert.deepEqual(shown, MARKDOWN.map(([, expected]) => expected));
    });

    test("a code block is copied as it was written", async () => {
      await tab.plant({ id: "code", title: "Code", updated: 1, turns: [answer("```js\nif (a < b) {\n  c();\n}\n```")] });
      await tab.page.evaluate(() => {
        Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text: string) => void (document.body.dataset.copied = text) } });
      });
      await tab.click("[data-does=copyCode]");
      await until("the copy", () => tab.page.evaluate(() => document.body.dataset.copied === "if (a < b) {\n  c();\n}"));
      await tab.click("[data-does=copy]");
      await until("the copy of all", () => tab.page.evaluate(() => document.body.dataset.copied?.startsWith("```js") ?? false));
    });

    test("the list is newest first, opens, and is searched in titles and texts", async () => {
      await tab.click("#chat-list-toggle");
      const { list } = await tab.until("the list", ({ list }) => list.length >= 4);
      assert.deepEqual(list.slice(0, 2), ["Soup", "A letter"]);
      await tab.focus("#chat-search");
      await tab.page.keyboard.type("LENTILS min");
      await tab.until("what is found", ({ list }) => list.join() === "Soup");
      await tab.page.screenshot(stage.picture("chat-search"));
      await tab.click("#chat-items [data-does=open]");
      await tab.until("the conversation", ({ title, turns }) => title === "Soup" && turns.length === 2);
      await tab.click("#chat-list-toggle");
      await tab.page.evaluate(() => {
        const search = document.querySelector<HTMLInputElement>("#chat-search") as HTMLInputElement;
        search.value = "";
        search.dispatchEvent(new Event("input"));
      });
      await tab.until("all", ({ list }) => list.length >= 4);
      await tab.press("Escape");
      await tab.until("the conversation again", ({ list }) => list.length === 0);
    });

    test("renamed in one popup, it is in the other", async () => {
      const other = await ChatTab.open(stage);
      await other.until("the same conversation", ({ title }) => title === "Soup");
      await tab.page.evaluate(() => document.querySelector<HTMLElement>("#chat-more summary")?.click());
      await tab.click("#chat-do-rename");
      await tab.focus("#chat-rename");
      await tab.press("a", "Control");
      await tab.page.keyboard.type("Lentil soup");
      await tab.press("Enter");
      await tab.until("the title", ({ title }) => title === "Lentil soup");
      await other.until("the title", ({ title }) => title === "Lentil soup");
      await other.close();
    });

    test("exported, it is a Markdown file", async () => {
      await tab.page.evaluate(() => {
        const make = URL.createObjectURL.bind(URL);
        URL.createObjectURL = (blob: Blob) => {
          void blob.text().then((text) => (document.body.dataset.exported = text));
          return make(blob);
        };
        // What the browser would do with it is the browser's: here the click is enough.
        HTMLAnchorElement.prototype.click = function () {
          document.body.dataset.file = this.download;
        };
      });
      await tab.page.evaluate(() => document.querySelector<HTMLElement>("#chat-more summary")?.click());
      await tab.click("#chat-do-export");
      const text = await until("the file", () => tab.page.evaluate(() => document.body.dataset.exported ?? null));
      assert.equal(text, "# Lentil soup\n\n## You\n\nA quick soup?\n\n## Inkling\n\nBoil **lentils** for twenty minutes.\n");
      assert.equal(await tab.page.evaluate(() => document.body.dataset.file), "Lentil-soup.md");
    });

    test("deleted, it can be brought back", async () => {
      const before = (await tab.kept()).find(({ id }) => id === "soup");
      await tab.page.evaluate(() => document.querySelector<HTMLElement>("#chat-more summary")?.click());
      await tab.click("#chat-do-delete");
      await tab.until("the notice", ({ notice, title }) => /Lentil soup/.test(notice) && title === "New conversation");
      assert.ok(!(await tab.kept()).some(({ id }) => id === "soup"));
      await tab.click("#chat-undo");
      await tab.until("the conversation", ({ title, turns }) => title === "Lentil soup" && turns.length === 2);
      assert.deepEqual((await tab.kept()).find(({ id }) => id === "soup"), before);
    });

    test("a draft is there again when the popup is, each with its conversation", async () => {
      await tab.type("Half a thou");
      await tab.press("Enter", "Shift");
      await tab.type("ght");
      await tab.close();
      tab = await ChatTab.open(stage);
      await tab.until("the draft", ({ draft, title }) => draft === "Half a thou\nght" && title === "Lentil soup");
      await tab.click("#chat-new");
      await tab.until("an empty one", ({ draft, turns }) => draft === "" && turns.length === 0);
      await tab.click("#chat-list-toggle");
      await tab.click("#chat-items [data-does=open]");
      await tab.until("the draft", ({ draft, title }) => draft === "Half a thou\nght" && title === "Lentil soup");
    });

    test("an input method's Enter sends nothing", async () => {
      await tab.page.evaluate(() => {
        const input = document.querySelector("#chat-input") as HTMLTextAreaElement;
        input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }));
        input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true }));
      });
      const { turns, draft } = await tab.see();
      assert.deepEqual([turns.length, draft], [2, "Half a thou\nght"]);
    });

    test("settings are kept, wrong ones are not, and go back to the defaults", async () => {
      const kept = (): Promise<Record<string, unknown> | undefined> =>
        tab.page.evaluate(async () => (await chrome.storage.local.get(["chat"])).chat as Record<string, unknown> | undefined);
      const set = (id: string, value: string): Promise<void> =>
        tab.page.evaluate(
          (id, value) => {
            const field = document.querySelector<HTMLInputElement>(`#chat-set-${id}`) as HTMLInputElement;
            field.value = value;
            field.dispatchEvent(new Event("change", { bubbles: true }));
          },
          id,
          value,
        );
      await tab.click("#chat-settings-toggle");
      await set("temperature", "1.2");
      await until("the change", async () => (await kept())?.temperature === 1.2);
      await set("temperature", "9");
      await set("temperature", "1.3");
      await set("seed", "42");
      await until("the seed", async () => (await kept())?.seed === 42 && (await kept())?.temperature === 1.3);
      await tab.click("#chat-settings .chat-reset button");
      await until("the defaults", async () => (await kept())?.temperature === 0.7 && (await kept())?.seed === null);
      await tab.click("#chat-settings-toggle");
    });
  });
}
