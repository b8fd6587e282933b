// A fixture's page in a browser, fresh: what a person does there, and what can be seen. Must not assert what the extension should do.
import { strict as assert } from "node:assert";
import type { Frame, KeyInput, Page } from "puppeteer-core";
import { evaluateIn } from "../browsers/evaluate.ts";
import { ghostGone, ghostIn, ghostShown, type Ghost } from "../ghost.ts";
import type { Stage } from "../stage.ts";
import { throughout, until } from "../until.ts";
import { bundle } from "./bundle.ts";
import type { EditorFixture } from "./fixture.ts";

/** The caret would count as ink. */
const STYLE = `<style>body { margin: 20px; font: 16px/1.5 sans-serif } * { caret-color: transparent !important }
  #field { outline: 0 } button { display: block; margin: 10px 0 }</style>`;

const BUTTONS = ["<button id=previous>before</button>", "<button id=next>after</button>"];

/** Without a script of its own `#field` is the field, and what it holds is the model. */
const PLAIN = `<script>
  var field = document.querySelector("#field"), isControl = "value" in field;
  globalThis.editor = {
    field,
    text: () => isControl ? field.value : field.innerText,
    html: () => isControl ? field.value + document.body.outerHTML : field.innerHTML + document.body.outerHTML,
  };
</script>`;

export class Visit {
  private constructor(
    readonly stage: Stage,
    readonly fixture: EditorFixture,
    readonly page: Page,
    readonly frame: Frame,
  ) {}

  /** Opens the fixture's page in a tab, anew in the one given. */
  static async open(stage: Stage, fixture: EditorFixture, tab?: Page): Promise<Visit> {
    const { html, script, around, host } = fixture;
    const code = script === undefined ? PLAIN : `<script src="${stage.server.script(await bundle(script))}"></script>`;
    const inner = `${STYLE}${html}${code}`;
    const body = around ? around(stage.server.page(inner, host)) : html;
    const [before, behind] = html.includes("id=next") ? ["", ""] : BUTTONS;
    const url = stage.server.page(`${STYLE}${before}${body}${behind}${around ? "" : code}`);
    const page = tab ?? (await stage.open(""));
    await page.goto(url);
    const frame = (await fixture.frame?.(page, stage)) ?? page.mainFrame();
    await until(`the editor of ${fixture.name}`, () => evaluateIn(frame, () => !!globalThis.editor?.field));
    await evaluateIn(frame, () => {
      globalThis.keysSeen = [];
      addEventListener("keydown", (event) => keysSeen.push(event.key), true);
    });
    return new Visit(stage, fixture, page, frame);
  }

  /** Puts the caret into the field, which is empty still. */
  async focus(): Promise<void> {
    await evaluateIn(this.frame, () => {
      if (editor.focus) return editor.focus();
      // In a document of design mode it is the window that has the focus.
      if (document.designMode === "on") focus();
      else editor.field.focus();
    });
  }

  /** Types into whatever has the focus. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async press(key: KeyInput, ...held: KeyInput[]): Promise<void> {
    for (const modifier of held) await this.page.keyboard.down(modifier);
    await this.page.keyboard.press(key);
    for (const modifier of held.reverse()) await this.page.keyboard.up(modifier);
  }

  undo(): Promise<void> {
    return this.press("z", "Control");
  }

  async redo(): Promise<void> {
    const hasButton = await evaluateIn(this.frame, () => (editor.redo?.(), !!editor.redo));
    if (hasButton) return;
    return this.fixture.redoKey ? this.press(this.fixture.redoKey, "Control") : this.press("Z", "Control", "Shift");
  }

  /** What a person reads in the field. No-break spaces count as spaces, letters without width and the last line's end as nothing. */
  seen(): Promise<string> {
    return evaluateIn(this.frame, () => {
      const { field } = editor;
      const text = editor.seen?.() ?? ("value" in field ? String(field.value) : field.innerText);
      return text.replaceAll("\u00a0", " ").replace(/[\u200b\ufeff]/g, "").replace(/\n+$/, "");
    });
  }

  model(): Promise<string> {
    return evaluateIn(this.frame, () => editor.text().replaceAll("\u00a0", " ").replace(/\n+$/, ""));
  }

  saved(): Promise<string> {
    return evaluateIn(this.frame, () => editor.html());
  }

  /** The field shows this text, or one of these, and its editor's model holds the same; answers which. */
  async has(...texts: string[]): Promise<string> {
    return until(
      `the text ${JSON.stringify(texts)}`,
      async () => {
        const seen = await this.seen();
        assert.equal(seen, texts.find((text) => text === seen) ?? texts[0], "what is seen");
        assert.equal(await this.model(), seen, "the model");
        return seen || " ";
      },
    );
  }

  async shows(ghost: string): Promise<Ghost> {
    if (this.fixture.isManual && !(await ghostIn(this.stage.driver, this.frame))) {
      await this.ask();
    }
    return ghostShown(this.stage.driver, this.frame, ghost);
  }

  /** The editor has drawn what was typed: some draw at the next frame, and put the caret anew. */
  drawn(): Promise<void> {
    return evaluateIn(this.frame, () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
  }

  async ask(): Promise<void> {
    await (await this.stage.panel()).askIn(this.page.url());
  }

  showsNothing(): Promise<void> {
    return ghostGone(this.stage.driver, this.frame);
  }

  /** Nothing is shown, for longer than a suggestion would take. */
  staysWithout(): Promise<void> {
    return throughout(async () => assert.equal((await ghostIn(this.stage.driver, this.frame))?.text, undefined), 1);
  }

  /** The id of what has the focus in the outer page. */
  focused(): Promise<string> {
    return evaluateIn(this.page, () => document.activeElement?.id ?? "");
  }

  hasFocusInField(): Promise<boolean> {
    return evaluateIn(this.frame, () => {
      const root = editor.field.getRootNode() as Document | ShadowRoot;
      return document.hasFocus() && (root.activeElement === editor.field || document.designMode === "on");
    });
  }

  /** How often a key has reached the page. */
  async count(key: string): Promise<number> {
    return (await evaluateIn(this.frame, () => keysSeen)).filter((seen) => seen === key).length;
  }
}
