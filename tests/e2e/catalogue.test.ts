// The catalogue's form, and that its addresses are the Hub's. (What the engine runs of it: tests/model/catalogue.rs.) No browser is needed.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { aboutBytes, aboutMemory, entries, purposes, type CatalogueEntry } from "../../extension/models/catalogue.ts";
import { FILE_HOSTS, fileUrl, HUB, listingUrl, parseAddress } from "../../extension/shared/hub.ts";
import { modelId } from "../../extension/engine/models/model_id.ts";
import { isModelId } from "../../extension/shared/model_store.ts";
import { root } from "./dist.ts";

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === "string" && value.trim() !== "";
const whole: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0;
const listOf = (one: Check): Check => (value) => Array.isArray(value) && value.length > 0 && value.every(one);
const optional = (one: Check): Check => (value) => value === undefined || one(value);
const sizes = ["layers", "dim", "ffn", "heads", "kvHeads", "headSize", "vocabulary"];

const form: Record<string, Check> = {
  id: (value) => typeof value === "string" && /^[a-z0-9.-]+$/.test(value),
  name: text,
  good_for: listOf((value) => purposes.includes(value as (typeof purposes)[number])),
  languages: listOf((value) => typeof value === "string" && /^[a-z]{2}$/.test(value)),
  repository: (value) => typeof value === "string" && /^[\w.-]+\/[\w.-]+$/.test(value),
  file: (value) => typeof value === "string" && /^[\w./-]+\.gguf$/.test(value),
  licence: text,
  architecture: text,
  quantisation: text,
  types: listOf(text),
  tokenizer: text,
  pre_tokenizer: optional(text),
  context_tokens: whole,
  supported: (value) => typeof value === "boolean",
  shape: optional((value) => {
    const shape = value as Record<string, unknown>;
    return Object.keys(shape).join() === sizes.join() && Object.values(shape).every(whole);
  }),
  revision: optional((value) => typeof value === "string" && /^[0-9a-f]{40}$/.test(value)),
  bytes: optional(whole),
  sha256: optional((value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value)),
};

/** What is wrong with an entry: its fields, by name. */
function wrong(entry: object): string[] {
  const fields = new Set([...Object.keys(form), ...Object.keys(entry)]);
  return [...fields].filter((field) => !form[field]?.((entry as Record<string, unknown>)[field]));
}

describe("catalogue", () => {
  test("an entry of another form is noticed", () => {
    const [first] = entries as [CatalogueEntry];
    assert.deepEqual(wrong(first), []);
    assert.deepEqual(wrong({ ...first, sha256: "abc" }), ["sha256"]);
    assert.deepEqual(wrong({ ...first, licence: undefined, more: 1 }), ["licence", "more"]);
    assert.deepEqual(wrong({ ...first, good_for: ["everything"] }), ["good_for"]);
  });

  for (const entry of entries) {
    test(`${entry.name} has its fields`, () => {
      assert.deepEqual(wrong(entry), []);
      assert.ok(isModelId(modelId(`${entry.repository}/${entry.file}`)));
      const address = { repository: entry.repository, revision: "main", file: entry.file };
      assert.deepEqual(parseAddress(`${entry.repository}/${entry.file}`), address);
    });
  }

  test("each model and each file is there once", () => {
    for (const key of ["id", "name", "file"] as const) {
      assert.equal(new Set(entries.map((entry) => entry[key])).size, entries.length, key);
    }
  });

  test("what is computed of sizes is near what files of such models have", () => {
    // From the Hub's own pages: 386 MB, 1.32 GB, 4.92 GB.
    const known = { "smollm2-360m": 386e6, "llama-3.2-1b": 1.32e9, "llama-3.1-8b": 4.92e9 };
    for (const [id, bytes] of Object.entries(known)) {
      const entry = entries.find((one) => one.id === id);
      const about = entry && aboutBytes(entry);
      assert.ok(about && Math.abs(about / bytes - 1) < 0.08, `${id}: ${about}`);
      assert.ok((entry && aboutMemory(entry)) ?? 0 > bytes);
    }
  });
});

describe("the Hub's addresses", () => {
  const repository = "owner/name.GGUF";
  const main = { repository, revision: "main" };
  for (const [typed, address] of [
    [" owner/name.GGUF ", main],
    ["owner/name.GGUF:Q4_K_M", { ...main, quantisation: "Q4_K_M" }],
    ["hf.co/owner/name.GGUF:Q8_0", { ...main, quantisation: "Q8_0" }],
    ["owner/name.GGUF/deep/file.gguf", { ...main, file: "deep/file.gguf" }],
    [`${HUB}/owner/name.GGUF`, main],
    [`${HUB}/owner/name.GGUF/tree/v2`, { ...main, revision: "v2" }],
    [`${HUB}/owner/name.GGUF/resolve/v2/a%20b.gguf?download=true`, { repository, revision: "v2", file: "a b.gguf" }],
    ["owner", undefined],
    ["owner/..", undefined],
    ["owner/name/file.bin", undefined],
    ["owner/name/../../x.gguf", undefined],
    ["https://example.com/owner/name", undefined],
    ["http://huggingface.co/owner/name", undefined],
    ["file:///etc/passwd", undefined],
    ["what is this", undefined],
  ] as const) {
    test(`${JSON.stringify(typed)} is ${address ? JSON.stringify(address) : "none"}`, () => {
      assert.deepEqual(parseAddress(typed), address);
    });
  }

  test("are made from it, and lead to the Hub only", () => {
    assert.equal(listingUrl(main), `${HUB}/api/models/owner/name.GGUF/revision/main?blobs=true`);
    assert.equal(fileUrl(repository, "abc", "a b?.gguf"), `${HUB}/owner/name.GGUF/resolve/abc/a%20b%3F.gguf`);
  });

  test("the manifest lets the extension reach the Hub and its file hosts, and nothing else", async () => {
    const manifest = JSON.parse(await readFile(path.join(root, "manifest.json"), "utf8"));
    const policy: string = manifest.content_security_policy.extension_pages;
    assert.deepEqual(/connect-src ([^;]*)/.exec(policy)?.[1]?.split(" "), ["'self'", HUB, FILE_HOSTS]);
  });
});
