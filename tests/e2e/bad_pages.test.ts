// Pages that work against us, or come apart while we work: nothing typed is lost, nothing is written twice, and no exception reaches
// the page's console (which `assertQuiet` reads).
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { evaluateIn } from "./browsers/evaluate.ts";
import type { Field } from "./field.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

const AREA = "<textarea id=field cols=60 rows=5></textarea><button id=next>next</button>";
const MEGABYTE = "All work and no play makes a dull day.\n".repeat(26_000) + "All work and no play.";

for (const name of browsers) {
  describe(`${name}: bad pages`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const shown = async (body = AREA): Promise<Field> => {
      const field = await stage.openField(body);
      await field.type(OPENING);
      await field.shows(MEETING);
      return field;
    };
    const focused = (field: Field): Promise<string> => evaluateIn(field.page, () => document.activeElement?.id ?? "");

    test("what the page took away is not there to be accepted: Tab is the page's", async () => {
      const field = await shown();
      await evaluateIn(field.page, () => document.documentElement.lastElementChild?.remove());
      await field.press("Tab");
      assert.equal(await focused(field), "next");
      await field.hasText(OPENING);
      await field.page.close();
    });

    test("a page that removes whatever appears has its way, and typing goes on", async () => {
      const watch = `<script>new MutationObserver((records) => records.forEach(({ addedNodes }) => addedNodes.forEach((node) => node.remove())))
        .observe(document.documentElement, { childList: true })</script>`;
      const field = await stage.openField(AREA + watch);
      await field.type(OPENING);
      await field.staysWithout();
      await field.page.keyboard.type(" you");
      await field.press("Tab");
      assert.equal(await focused(field), "next");
      await field.hasText(`${OPENING} you`);
      await field.page.close();
    });

    test("a page that removes it as it is told that it will be shown", async () => {
      const field = await stage.openField(`${AREA}<script>addEventListener("beforetoggle", ({ target }) => target.remove(), true)</script>`);
      await field.type(OPENING);
      await field.staysWithout();
      await field.hasText(OPENING);
      await field.page.close();
    });

    test("half of a character in a field is no reason for silence", async () => {
      const field = await stage.openField(`${AREA}<script>field.value = "Oh \\ud83d!\\ude42\\n\\n"</script>`);
      await evaluateIn(field.page, () => (document.querySelector("#field") as HTMLTextAreaElement).setSelectionRange(9, 9));
      await field.type(OPENING);
      await field.shows(MEETING);
      await field.page.close();
    });

    test("a page that hides what appears", async () => {
      const field = await shown();
      await evaluateIn(field.page, () => (document.documentElement.lastElementChild as HTMLElement).hidePopover());
      await field.press("Tab");
      assert.equal(await focused(field), "next");
      await field.hasText(OPENING);
      await field.page.close();
    });

    test("a cover over everything lies under the suggestion", async () => {
      const field = await shown();
      await evaluateIn(field.page, () => {
        const cover = document.createElement("div");
        cover.style.cssText = "position: fixed; inset: 0; z-index: 2147483647; pointer-events: none; background: pink";
        document.body.append(cover);
      });
      await field.shows(MEETING);
      await field.press("Tab");
      await field.hasText(OPENING + MEETING);
      await field.page.close();
    });

    test("a field that the page rewrites keeps what the page wrote", async () => {
      for (const text of ["Thank you for your email. I am writing no", "Something else", ""]) {
        const field = await shown();
        await evaluateIn(field.page, (text) => void (document.querySelector<HTMLTextAreaElement>("#field")!.value = text), text);
        await field.press("Tab");
        assert.equal(await focused(field), "next");
        await field.hasText(text);
        await field.page.close();
      }
    });

    test("a field that takes every insertion back is written to once", async () => {
      const field = await shown(`${AREA}<script>
        var inputs = 0;
        field.addEventListener("input", () => { inputs++; if (field.value.includes("meeting")) field.value = "${OPENING}"; });
      </script>`);
      const inputs = (): Promise<number> => evaluateIn(field.page, () => (globalThis as unknown as { inputs: number }).inputs);
      const before = await inputs();
      await field.press("Tab");
      await field.hasText(OPENING);
      assert.equal(await inputs(), before + 1);
      await field.showsNothing();
      await field.page.close();
    });

    test("events that the page makes up do nothing", async () => {
      const field = await shown();
      await evaluateIn(field.page, () => {
        const field = document.querySelector("#field")!;
        const init = { bubbles: true, cancelable: true, composed: true };
        for (let times = 0; times < 50; times++) {
          field.dispatchEvent(new KeyboardEvent("keydown", { ...init, key: "Tab", code: "Tab" }));
          field.dispatchEvent(new KeyboardEvent("keydown", { ...init, key: "ArrowRight", code: "ArrowRight", ctrlKey: true }));
          field.dispatchEvent(new KeyboardEvent("keydown", { ...init, key: "Escape", code: "Escape" }));
          field.dispatchEvent(new InputEvent("input", { ...init, inputType: "insertText", data: "x" }));
          field.dispatchEvent(new FocusEvent("focusin", init));
          field.dispatchEvent(new FocusEvent("focusout", init));
          field.dispatchEvent(new CompositionEvent("compositionstart", init));
          document.dispatchEvent(new Event("selectionchange", init));
        }
      });
      await field.shows(MEETING);
      await field.hasText(OPENING);
      await field.press("Tab");
      await field.hasText(OPENING + MEETING);
      await field.page.close();
    });

    for (const [kind, body] of [
      ["a text area", "<textarea id=field cols=60 rows=5></textarea>"],
      ["rich text", "<div id=field contenteditable=plaintext-only style='white-space: pre-wrap'></div>"],
    ] as const) {
      test(`a megabyte of text in ${kind} stays whole, and is typed after`, async () => {
        const field = await stage.openField(body);
        await evaluateIn(
          field.page,
          (text) => {
            const field = document.querySelector<HTMLElement>("#field")!;
            field.focus();
            if (field instanceof HTMLTextAreaElement) return field.setRangeText(text, 0, 0, "end");
            field.innerText = text;
            getSelection()?.selectAllChildren(field);
            getSelection()?.collapseToEnd();
          },
          MEGABYTE,
        );
        await field.page.keyboard.type("The quick");
        const text = await field.text();
        assert.equal(text.length, MEGABYTE.length + 9);
        assert.ok(text.endsWith("play.The quick"));
        await field.page.close();
      });
    }

    test("a field that disappears while its suggestion comes leaves no trace", async () => {
      const field = await stage.openField("<textarea id=field></textarea><textarea id=other cols=60 rows=5></textarea>");
      const panel = await stage.panel();
      await panel.spy();
      await field.page.bringToFront();
      await field.type(OPENING);
      await until("the request", async () => (await panel.overheard()).some(({ message }) => message.kind === "complete"));
      await evaluateIn(field.page, () => document.querySelector("#field")?.remove());
      await field.showsNothing();
      await field.staysWithout();
      const other = stage.field(field.page, field.page.mainFrame(), "#other");
      await other.type(OPENING);
      await other.shows(MEETING);
      await other.press("Tab");
      await other.hasText(OPENING + MEETING);
      await other.page.close();
    });

    test("a field that disappears with its suggestion shown", async () => {
      const field = await shown();
      await evaluateIn(field.page, () => document.querySelector("#field")?.remove());
      await field.showsNothing();
      await field.press("Tab");
      await field.page.close();
    });
  });
}
