// A page cannot learn a suggestion that was not accepted, whatever it tries.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Page } from "puppeteer-core";
import { evaluateIn } from "./browsers/evaluate.ts";
import { newText, rewriting } from "./rewriter.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER, MEETING, OPENING } from "./tiny.ts";

/** A page that collects whatever it can get; its script runs before any of ours is at work. */
const SPY = `<script>
  var roots = [], copied = [], seen = [], added = [];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, { ...init, mode: "open" });
    roots.push(root);
    return root;
  };
  for (const name of ["setProperty", "removeProperty"]) {
    const real = CSSStyleDeclaration.prototype[name];
    CSSStyleDeclaration.prototype[name] = function (...args) { seen.push(args.join()); return real.apply(this, args); };
  }
  addEventListener("copy", () => copied.push(String(getSelection())), true);
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) for (const node of [target, ...addedNodes]) added.push(node.outerHTML ?? node.data);
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
</script>`;

/** All that the page can read, as one text. Runs in the page. */
function readEverything(): string {
  const page = globalThis as unknown as {
    roots: ShadowRoot[];
    copied: string[];
    seen: string[];
    added: string[];
    find?(text: string): boolean;
  };
  document.querySelector("h1")?.focus();
  getSelection()?.selectAllChildren(document.documentElement);
  document.execCommand("copy");
  const all = [...document.querySelectorAll("*")];
  const found: unknown[] = [...page.copied, ...page.seen, ...page.added, String(getSelection())];
  found.push(document.documentElement.outerHTML, document.body.innerText, document.documentElement.textContent);
  found.push(new XMLSerializer().serializeToString(document));
  found.push(page.roots.map((root) => root.innerHTML));
  for (const element of all) {
    found.push(element.shadowRoot?.innerHTML);
    for (const pseudo of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      found.push(style.content, style.cssText);
    }
    const { getHTML } = element as Element & { getHTML?(options: object): string };
    found.push(getHTML?.call(element, { serializableShadowRoots: true, shadowRoots: page.roots }));
  }
  for (const { left, top, width, height } of all.map((element) => element.getBoundingClientRect())) {
    for (const x of [0.01, 0.5, 0.99]) {
      for (const hit of document.elementsFromPoint(left + width * x, top + height / 2)) found.push(hit.outerHTML);
    }
  }
  found.push(
    [...document.styleSheets, ...document.adoptedStyleSheets].map((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)),
  );
  getSelection()?.removeAllRanges();
  return JSON.stringify(found);
}

for (const name of browsers) {
  describe(`${name}: leaks`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const shown = async (extra = ""): Promise<Page> => {
      const field = await stage.openField(
        `${SPY}<h1 tabindex=-1>A page</h1>${extra}<textarea id=field cols=60 rows=5></textarea>`,
      );
      await field.type(OPENING);
      await field.shows(MEETING);
      return field.page;
    };
    /** `find` wraps around and starts at the selection. */
    const finds = (page: Page, text: string): Promise<boolean> =>
      evaluateIn(
        page,
        (text) => (globalThis as unknown as { find(text: string, ...more: boolean[]): boolean }).find(text, false, false, true),
        text,
      );

    test("the reader of everything reads a text that is there", async () => {
      const page = await shown("<p>the meeting on Monday, openly</p>");
      assert.match(await evaluateIn(page, readEverything), /the meeting on Monday, openly/);
      assert.equal(await finds(page, "meeting on Monday, openly"), true);
      await page.close();
    });

    test("selecting all, copying, reading every node, style and shadow root shows nothing", async () => {
      const page = await shown();
      assert.doesNotMatch(await evaluateIn(page, readEverything), /meeting|Monday/);
      await page.close();
    });

    test("find shows nothing", async () => {
      const page = await shown();
      assert.equal(await finds(page, "meeting on Monday"), false);
      await page.close();
    });

    test("neither the answer of the rewrite panel nor what the user tells it can be read, found or copied", async () => {
      const body = `${SPY}<h1 tabindex=-1>A page</h1><textarea id=field cols=60 rows=5></textarea>`;
      await (await stage.panel()).store({ customActions: [{ name: "Quite privately", instruction: "Whisper." }] });
      const { field, rewriter } = await rewriting(stage, body);
      const { page } = field;
      const secrets = ["your email", "Quite privately", "Softly please"];
      const learns = async (stage: string): Promise<void> => {
        const all = await evaluateIn(page, readEverything);
        for (const secret of secrets) {
          assert.ok(!all.includes(secret), `${secret} read, ${stage}`);
          // Chromium's find looks into text fields wherever they are: a page may guess at what is typed there, but not read it.
          if (secret !== "Softly please") assert.equal(await finds(page, secret), false, `${secret} found, ${stage}`);
        }
      };
      await page.keyboard.type("Softly please");
      await rewriter.is("hold the instruction", ({ focus }) => focus === "Or say what to change");
      await learns("while the user says what to change");
      await (await stage.panel()).rewriteIn(page.url());
      await rewriter.click("Rewrite so");
      await rewriter.is("hold the answer", (seen) => newText(seen) === ANSWER);
      await learns("while the answer is shown");
      await rewriter.click("Cancel");
      await rewriter.isGone();
      await learns("after it was refused");
      await (await stage.panel()).unstore("customActions");
      await page.close();
    });

    test("the edited document holds nothing of ours", async () => {
      const field = await stage.openField("<div id=field contenteditable></div>");
      await field.type(OPENING);
      await field.shows(MEETING);
      assert.equal(
        await evaluateIn(field.page, () => document.querySelector("#field")?.innerHTML.replaceAll("&nbsp;", " ")),
        OPENING,
      );
      await field.page.close();
    });

    test("a body that is itself edited is saved without us", async () => {
      const page = await stage.open("<body id=field contenteditable></body>");
      const field = stage.field(page);
      await field.type(OPENING);
      await field.shows(MEETING);
      assert.equal(await evaluateIn(page, () => document.body.innerHTML.replaceAll("&nbsp;", " ").trim()), OPENING);
      await page.close();
    });
  });
}
