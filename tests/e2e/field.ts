// A text field of a page under test, and real keys in it.
import { strict as assert } from "node:assert";
import type { Frame, KeyInput, Page } from "puppeteer-core";
import { evaluateIn } from "./browsers/evaluate.ts";
import type { Driver } from "./browsers/driver.ts";
import { ghostGone, ghostIn, ghostShown, type Ghost } from "./ghost.ts";
import { throughout, until } from "./until.ts";

export class Field {
  constructor(
    private readonly driver: Driver,
    readonly page: Page,
    readonly frame: Frame,
    private readonly selector = "#field",
  ) {}

  async focus(): Promise<void> {
    await this.frame.focus(this.selector);
  }

  /** Puts the focus here and types. */
  async type(text: string): Promise<void> {
    await this.focus();
    await this.page.keyboard.type(text);
  }

  async press(key: KeyInput, ...held: KeyInput[]): Promise<void> {
    for (const modifier of held) await this.page.keyboard.down(modifier);
    await this.page.keyboard.press(key);
    for (const modifier of held.reverse()) await this.page.keyboard.up(modifier);
  }

  /** What a person reads in it. A no-break space counts as a space: browsers put them into rich text at will. */
  text(): Promise<string> {
    return evaluateIn(
      this.frame,
      (selector) => {
        const field = document.querySelector<HTMLElement>(selector);
        const text =
          field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : (field?.innerText ?? "");
        return text.replaceAll("\u00a0", " ");
      },
      this.selector,
    );
  }

  /** The colour of what is typed. */
  color(): Promise<string> {
    return this.frame.$eval(this.selector, (field) => getComputedStyle(field).color);
  }

  async hasText(text: string): Promise<void> {
    await until(
      `the text ${JSON.stringify(text)}`,
      async () => {
        assert.equal(await this.text(), text);
        return true;
      },
    );
  }

  shows(ghost: string, seconds?: number): Promise<Ghost> {
    return ghostShown(this.driver, this.frame, ghost, seconds);
  }

  async ghost(): Promise<string | undefined> {
    return (await ghostIn(this.driver, this.frame))?.text;
  }

  showsNothing(): Promise<void> {
    return ghostGone(this.driver, this.frame);
  }

  /** No suggestion comes, for longer than one would take. */
  staysWithout(): Promise<void> {
    return throughout(async () => assert.equal((await ghostIn(this.driver, this.frame))?.text, undefined));
  }
}
