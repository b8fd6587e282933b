// The Models tab as a person uses it: by what is written there and by its buttons.
import assert from "node:assert/strict";
import type { ExtensionPage } from "./browsers/driver.ts";
import type { Stage } from "./stage.ts";
import { until } from "./until.ts";

/** The catalogue's entry that tests fetch, and how its file is named on the Hub and its folder here. */
export const ENTRY = "smollm2-360m";
export const NAME = "SmolLM2 360M";
export const REPOSITORY = "HuggingFaceTB/SmolLM2-360M-Instruct-GGUF";
export const FILE = "smollm2-360m-instruct-q8_0.gguf";
export const ID = "huggingfacetb-smollm2-360m-instruct-gguf-smollm2-360m-instruct-q8_0";

/** Seconds: a button may wait for the fit check, which compiles kernels and runs them. */
const slowFit = 120;

export const entry = `#models-catalogue [data-entry="${ENTRY}"]`;
export const row = (id = ID): string => `#models-here [data-model="${id}"]`;

export class ModelsTab {
  private constructor(readonly page: ExtensionPage) {}

  static async open(stage: Stage, where: "window" | "behind" = "window"): Promise<ModelsTab> {
    const tab = new ModelsTab(await stage.driver.openExtension("popup/popup.html#models", where));
    await tab.sees("the models", "#models-waiting", false);
    return tab;
  }

  /** What is written and seen there; undefined where there is no such element. */
  text(selector: string): Promise<string | undefined> {
    return this.page.evaluate((selector) => {
      const found = document.querySelector<HTMLElement>(selector);
      return found?.checkVisibility() ? found.innerText : undefined;
    }, selector);
  }

  async sees(what: string, selector: string, isSeen = true): Promise<void> {
    await until(`${what} to be ${isSeen ? "seen" : "gone"}`, async () => ((await this.text(selector)) !== undefined) === isSeen);
  }

  async says(selector: string, words: RegExp, seconds?: number): Promise<string> {
    return until(
      `${words} at ${selector}`,
      async () => {
        const text = (await this.text(selector)) ?? "(not seen)";
        assert.match(text.replaceAll("\u00a0", " "), words);
        return text;
      },
      seconds,
    );
  }

  /** By the words on it, once it can be pressed. */
  async press(selector: string, words: string): Promise<void> {
    await until(`the button "${words}" at ${selector}`, () =>
      this.page.evaluate(
        (selector, words) => {
          const buttons = [...document.querySelectorAll<HTMLButtonElement>(`${selector} button`)];
          const button = buttons.find((one) => one.innerText === words && one.checkVisibility() && !one.disabled);
          button?.click();
          return Boolean(button);
        },
        selector,
        words,
      ),
      slowFit,
    );
  }

  async choose(role: "writing" | "chat", id = ID): Promise<void> {
    await until(`the choice for ${role}`, () =>
      this.page.evaluate((selector) => {
        const input = document.querySelector<HTMLInputElement>(selector);
        input?.click();
        return Boolean(input);
      }, `input[name="role-${role}"][value="${id}"]`),
    );
  }

  async find(address: string): Promise<void> {
    await this.page.evaluate((address) => {
      const field = document.querySelector<HTMLInputElement>("#models-address");
      if (field) field.value = address;
      document.querySelector<HTMLFormElement>("#models-find")?.requestSubmit();
    }, address);
  }

  /** Picks a file of these bytes, as the browser's dialogue would. */
  pick(name: string, bytes: Buffer): Promise<void> {
    return this.pickAll([[name, bytes]]);
  }

  /** Picks several at once, in this order. */
  async pickAll(files: [name: string, bytes: Buffer][]): Promise<void> {
    await this.page.evaluate(
      (files) => {
        const picked = new DataTransfer();
        for (const [name, encoded] of files) {
          picked.items.add(new File([Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0))], name));
        }
        const input = document.querySelector<HTMLInputElement>("#models-file");
        if (!input || (files.length > 1 && !input.multiple)) throw new Error("no way to pick them");
        input.files = picked.files;
        input.dispatchEvent(new Event("change"));
      },
      files.map(([name, bytes]): [string, string] => [name, bytes.toString("base64")]),
    );
  }

  /** The catalogue's entry, up to where it can be downloaded. */
  async get(): Promise<void> {
    await this.press(entry, "Get");
    await this.sees("what may be fetched", `${entry} .fit`);
  }

  async download(): Promise<void> {
    await this.get();
    await until("the button to download", () =>
      this.page.evaluate((entry) => {
        const button = document.querySelector<HTMLButtonElement>(`${entry} .offer .choice button`);
        if (!button || button.disabled) return false;
        button.click();
        return true;
      }, entry),
      slowFit,
    );
  }

  async isWhole(id = ID, seconds = 60): Promise<void> {
    await until(
      "the model to be here",
      async () => {
        const text = await this.text(row(id));
        assert.match(text ?? "", /Writing/, text);
        return true;
      },
      seconds,
    );
  }

  async remove(id = ID): Promise<void> {
    await this.press(row(id), "Delete");
    await this.press(`${row(id)} .question`, "Delete");
    await this.sees("the model", row(id), false);
  }

  /** What lies on the disk: paths and sizes. */
  files(): Promise<Record<string, number>> {
    return this.page.evaluate(async () => {
      const sizes: Record<string, number> = {};
      const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
        for await (const [name, handle] of folder.entries()) {
          if (handle.kind === "directory") await walk(handle as FileSystemDirectoryHandle, `${path}${name}/`);
          else sizes[path + name] = (await (handle as FileSystemFileHandle).getFile()).size;
        }
      };
      await walk(await navigator.storage.getDirectory(), "");
      return sizes;
    });
  }

  /** A file of the store, by its path there; undefined where there is none. */
  read(file: string): Promise<string | undefined> {
    return this.page.evaluate(async (file) => {
      const [folder = "", name = ""] = file.split("/");
      try {
        const models = await (await navigator.storage.getDirectory()).getDirectoryHandle("models");
        const handle = await (await models.getDirectoryHandle(folder)).getFileHandle(name);
        return await (await handle.getFile()).text();
      } catch {
        return undefined;
      }
    }, file);
  }

  /** Of a stored model's bytes. */
  sha256(id = ID): Promise<string> {
    return this.page.evaluate(async (id) => {
      const root = await navigator.storage.getDirectory();
      const folder = await (await root.getDirectoryHandle("models")).getDirectoryHandle(id);
      const bytes = await (await (await folder.getFileHandle("model.gguf")).getFile()).arrayBuffer();
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
    }, id);
  }
}
