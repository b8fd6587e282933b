// The words of every language: the same keys and placeholders, none unused, none missing. No browser is needed.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { root } from "./dist.ts";

interface Message {
  message: string;
  placeholders?: Record<string, { content: string }>;
}
type Messages = Record<string, Message>;

const extension = path.join(root, "extension");
const read = async (locale: string): Promise<Messages> =>
  JSON.parse(await readFile(path.join(extension, "_locales", locale, "messages.json"), "utf8"));

async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const texts = entries.map(async (entry): Promise<string[]> => {
    const inner = path.join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "_locales", "wasm"].includes(entry.name) ? [] : sources(inner);
    return /\.(ts|html)$/.test(entry.name) ? [await readFile(inner, "utf8")] : [];
  });
  return (await Promise.all(texts)).flat();
}

/** The keys that a language's words lack or have too many of, and whose placeholders differ. */
function differences(one: Messages, other: Messages): string[] {
  const shape = (key: string, { [key]: message }: Messages): string => {
    const used = [...(message?.message.matchAll(/\$(\w+)\$/g) ?? [])].map(([, name]) => name?.toLowerCase()).sort();
    const declared = Object.entries(message?.placeholders ?? {}).map(([name, { content }]) => `${name}${content}`);
    return message ? `${[...new Set(used)].join()} of ${declared.sort().join()}` : "missing";
  };
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].filter((key) => shape(key, one) !== shape(key, other));
}

describe("locales", async () => {
  const english = await read("en");
  const locales = await readdir(path.join(extension, "_locales"));

  test("a difference is noticed", () => {
    const message = { message: "$A$", placeholders: { a: { content: "$1" } } };
    assert.deepEqual(differences({ one: message }, {}), ["one"]);
    assert.deepEqual(differences({ one: message }, { one: { ...message, message: "b" } }), ["one"]);
    assert.deepEqual(differences({ one: message }, { one: message }), []);
  });

  for (const locale of locales) {
    test(`${locale} has the same keys and placeholders as en, and no empty words`, async () => {
      const messages = await read(locale);
      assert.deepEqual(differences(english, messages), []);
      assert.deepEqual(Object.keys(messages).filter((key) => !messages[key]?.message.trim()), []);
    });
  }

  test("every placeholder of a message is used", () => {
    const idle = Object.entries(english).filter(([, { message, placeholders = {} }]) =>
      Object.keys(placeholders).some((name) => !message.toLowerCase().includes(`$${name}$`)),
    );
    assert.deepEqual(idle, []);
  });

  test("every key is used, and every key that is used is there", async () => {
    const texts = [...(await sources(extension)), await readFile(path.join(root, "manifest.json"), "utf8")].join("\n");
    const quoted = new Set([...texts.matchAll(/__MSG_(\w+?)__|"([a-zA-Z]\w*)"/g)].map(([, key, named]) => key ?? named ?? ""));
    assert.deepEqual(Object.keys(english).filter((key) => !quoted.has(key)), [], "unused");
    const named = [...texts.matchAll(/data-i18n(?:-[a-z-]+)?="(\w+)"|__MSG_(\w+)__|\bsay\("(\w+)"/g)];
    const missing = named.map(([, ...keys]) => keys.find(Boolean) ?? "").filter((key) => !(key in english));
    assert.deepEqual(missing, [], "missing");
  });

  test("no page of the extension holds words of its own", async () => {
    const pages = ["popup", "options", "welcome"].map((page) => readFile(path.join(extension, page, `${page}.html`), "utf8"));
    for (const text of await Promise.all(pages)) {
      const words = text.replace(/<title[^]*?<\/title>/, "").match(/>\s*[^<>\s][^<>]*</g) ?? [];
      assert.deepEqual(words, []);
    }
  });
});
