// Keys for Firefox's extension pages, which Puppeteer does not reach.
import type { KeyInput } from "puppeteer-core";
import type { Bidi } from "./bidi.ts";
import type { Keyboard } from "./driver.ts";

/** WebDriver's code points for the keys that are no letters. */
const CODES: Partial<Record<KeyInput, string>> = {
  Tab: "\ue004",
  Enter: "\ue006",
  Shift: "\ue008",
  Control: "\ue009",
  Escape: "\ue00c",
  Space: " ",
  End: "\ue010",
  ArrowLeft: "\ue012",
  ArrowUp: "\ue013",
  ArrowRight: "\ue014",
  ArrowDown: "\ue015",
  Backspace: "\ue003",
};

export function bidiKeyboard(bidi: Bidi, context: string): Keyboard {
  const perform = async (actions: object[]): Promise<void> => {
    await bidi.send("input.performActions", { context, actions: [{ type: "key", id: "keyboard", actions }] });
  };
  const code = (key: string): string => CODES[key as KeyInput] ?? key;
  const stroke = (key: string): object[] => ["keyDown", "keyUp"].map((type) => ({ type, value: code(key) }));
  return {
    type: (text) => perform([...text].flatMap(stroke)),
    press: (key, ...held) =>
      perform([
        ...held.map((modifier) => ({ type: "keyDown", value: code(modifier) })),
        ...stroke(key),
        ...held.reverse().map((modifier) => ({ type: "keyUp", value: code(modifier) })),
      ]),
  };
}
