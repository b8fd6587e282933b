// The popup's chat tab as a person meets it: what it shows, what can be pressed and typed there.
import type { KeyInput } from "puppeteer-core";
import type { Conversation } from "../../extension/shared/conversation.ts";
import type { ExtensionPage } from "./browsers/driver.ts";
import { databaseIsMade } from "./database.ts";
import type { Stage } from "./stage.ts";
import { until } from "./until.ts";

export interface SeenTurn {
  who: "question" | "answer";
  text: string;
  note: string;
  /** Attached to a question. */
  chips: string[];
  /** The labels of its buttons. */
  tools: string[];
  isDropped: boolean;
}

export interface Seen {
  title: string;
  turns: SeenTurn[];
  /** Lines between turns. */
  lines: string[];
  draft: string;
  chips: string[];
  isAnswering: boolean;
  strip: string;
  notice: string;
  said: string;
  meter: string;
  list: string[];
}

export class ChatTab {
  private constructor(readonly page: ExtensionPage) {}

  /** `where`: as a tab behind the page in front, which is then the one that can be attached. */
  static async open(stage: Stage, where: "window" | "behind" = "window", size: [number, number] = [400, 580]): Promise<ChatTab> {
    const page = await stage.driver.openExtension("popup/popup.html#chat", where);
    await page.resize(...size);
    const tab = new ChatTab(page);
    await until("the chat tab", () => page.evaluate(() => document.querySelector("#chat")?.checkVisibility() ?? false));
    return tab;
  }

  see(): Promise<Seen> {
    return this.page.evaluate(() => {
      const text = (selector: string): string => {
        const found = document.querySelector<HTMLElement>(selector);
        return found?.checkVisibility() ? found.innerText.trim() : "";
      };
      const texts = (root: ParentNode, selector: string): string[] =>
        [...root.querySelectorAll<HTMLElement>(selector)].filter((one) => one.checkVisibility()).map((one) => one.innerText.trim().replace(/\s+/g, " "));
      const turn = (article: HTMLElement): SeenTurn => ({
        who: article.classList.contains("question") ? "question" : "answer",
        text: article.querySelector<HTMLElement>(".chat-words, .written")?.innerText.trim() ?? "",
        note: texts(article, ".chat-note, .chat-wait").join(" "),
        chips: texts(article, ".chat-sent li"),
        tools: texts(article, ".chat-actions button"),
        isDropped: article.classList.contains("dropped"),
      });
      return {
        title: text("#chat-title"),
        turns: [...document.querySelectorAll<HTMLElement>("#chat-turns article")].map(turn),
        lines: texts(document, ".chat-line"),
        draft: document.querySelector<HTMLTextAreaElement>("#chat-input")?.value ?? "",
        chips: texts(document, "#chat-chips li"),
        isAnswering: document.querySelector("#chat-stop")?.checkVisibility() ?? false,
        strip: text("#chat-state"),
        notice: text("#chat-notice-text"),
        said: document.querySelector("#chat-said")?.textContent ?? "",
        meter: text("#chat-meter"),
        list: texts(document, ".chat-item-title"),
      };
    });
  }

  /** Waits until what is seen is so. */
  async until(what: string, isSo: (seen: Seen) => boolean, seconds?: number): Promise<Seen> {
    return until(
      what,
      async () => {
        const seen = await this.see();
        if (isSo(seen)) return seen;
        throw new Error(JSON.stringify(seen));
      },
      seconds,
    );
  }

  /** The last answer, once it has ended. */
  async answered(text: string | RegExp, seconds = 60): Promise<Seen> {
    const fits = (answer: string): boolean => (typeof text === "string" ? answer === text : text.test(answer));
    return this.until(`the answer ${text}`, ({ turns, isAnswering }) => !isAnswering && fits(turns.at(-1)?.text ?? ""), seconds);
  }

  async type(text: string): Promise<void> {
    await this.focus("#chat-input");
    await this.page.keyboard.type(text);
  }

  async press(key: KeyInput, ...held: KeyInput[]): Promise<void> {
    await this.page.keyboard.press(key, ...held);
  }

  async ask(text: string): Promise<void> {
    await this.type(text);
    await this.press("Enter");
  }

  async focus(selector: string): Promise<void> {
    await this.page.bringToFront();
    await until(`the focus on ${selector}`, () =>
      this.page.evaluate((selector) => {
        const target = document.querySelector<HTMLElement>(selector);
        target?.focus();
        return target !== null && document.activeElement === target && document.hasFocus();
      }, selector),
    );
  }

  /** Presses what can be seen and pressed. */
  async click(selector: string, at = 0): Promise<void> {
    await until(`${selector} to press`, () =>
      this.page.evaluate(
        (selector, at) => {
          const all = [...document.querySelectorAll<HTMLButtonElement>(selector)].filter((one) => one.checkVisibility() && !one.disabled);
          const target = all.at(at);
          target?.click();
          return target !== undefined;
        },
        selector,
        at,
      ),
    );
  }

  /** A button of a turn. */
  clickOn(turn: number, does: string): Promise<void> {
    return this.click(`#chat-turns [data-at="${turn}"] [data-does="${does}"]`);
  }

  /** Puts a conversation into the database, as an earlier day left it, and shows it. */
  async plant(conversation: Partial<Conversation> & { id: string; turns: Conversation["turns"] }): Promise<void> {
    const whole = { title: "Planted", isRenamed: false, updated: Date.now(), context: null, former: null, ...conversation };
    await this.put(whole);
    await this.page.evaluate((id) => {
      localStorage.setItem("chat-open", id);
      document.body.dataset.test = "before the reload";
      location.reload();
    }, conversation.id);
    await until("the page to be loaded anew", () => this.page.evaluate(() => document.body?.dataset.test === undefined));
    await this.until("the planted conversation", ({ turns }) => turns.length === conversation.turns.length);
  }

  private async put(conversation: Conversation): Promise<void> {
    await databaseIsMade(this.page);
    return this.page.evaluate(
      (conversation) =>
        new Promise<void>((done, fail) => {
          const opening = indexedDB.open("inkling");
          opening.onerror = () => fail(opening.error);
          opening.onsuccess = () => {
            const database = opening.result;
            const transaction = database.transaction("conversations", "readwrite");
            transaction.objectStore("conversations").put(conversation);
            transaction.oncomplete = () => done(database.close());
            transaction.onerror = () => fail(transaction.error);
          };
        }),
      conversation,
    );
  }

  /** What is kept. */
  async kept(): Promise<Conversation[]> {
    await databaseIsMade(this.page);
    return this.page.evaluate(
      () =>
        new Promise<Conversation[]>((done, fail) => {
          const opening = indexedDB.open("inkling");
          opening.onerror = () => fail(opening.error);
          opening.onsuccess = () => {
            const database = opening.result;
            const reading = database.transaction("conversations").objectStore("conversations").getAll();
            reading.onsuccess = () => {
              database.close();
              done(reading.result as Conversation[]);
            };
            reading.onerror = () => fail(reading.error);
          };
        }),
    );
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

/** How answers are asked for, in tests that plant some. */
export const HOW = {
  systemPrompt: "",
  temperature: 0,
  topK: 0,
  topP: 1,
  minP: 0,
  repetitionPenalty: 1,
  seed: 1,
  maxTokens: 0,
};
