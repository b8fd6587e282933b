// Whatever comes in from a page's process is checked against the protocol: random and malformed messages. No browser is needed.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";

/** Loaded by address: these modules are checked with the extension's own types, not with the tests'. */
const load = async <M>(file: string): Promise<M> => (await import(new URL(`../../extension/${file}`, import.meta.url).href)) as M;

type Message = { kind: string; [name: string]: unknown };
const { toRequest } = await load<{ toRequest(port: string, client: number, input: unknown): Message | string }>("engine/validate.ts");
const { toModelsMessage } = await load<{ toModelsMessage(input: unknown): unknown }>("engine/models/check_message.ts");
const { check } = await load<{ check(input: unknown): { message: Message } | { wrong: string } | undefined }>(
  "background/check_message.ts",
);

const CLIENT = 7;

/** Good ones, of every kind. */
const COMPLETE = { kind: "complete", id: 1, field: 1, before: "a", beforeOffset: 0, after: "", manual: true, maxTokens: 0, threshold: null };
const REWRITE = { kind: "rewrite", id: 1, text: "a", action: { name: "translate", language: "German" }, language: null };
const SAMPLING = { temperature: 1, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 1 };
const TURNS = [{ role: "user", content: "a" }];
const FIELD_REQUESTS = [COMPLETE, REWRITE, { kind: "cancel", id: 1 }];
const PAGE_REQUESTS = [
  { kind: "diagnostics", id: 1 },
  { kind: "score", id: 1, reference: "", profile: "full", subgroups: true },
  { kind: "bench", id: 1, task: { kind: "device", mostBytes: 1 } },
  { kind: "bench", id: 1, task: { kind: "decode", context: 1, tokens: 1 } },
  { kind: "bench", id: 1, task: { kind: "decode", context: 1, tokens: 1, steps: 16 } },
  { kind: "chat", id: 1, turns: TURNS, sampling: SAMPLING, maxTokens: 0, resume: [] },
  { kind: "measure", id: 1, turns: TURNS },
  { kind: "fit", id: 1, text: "a", mostTokens: 0 },
];
const QUESTIONS = [
  { kind: "setSite", origin: "https://a.example", mode: "off" },
  { kind: "noteRewrite", action: "shorten" },
  { kind: "changeSettings", changes: {} },
  { kind: "pause", paused: true },
  { kind: "sendBridge", name: "monaco" },
];

/** Anything that can be sent to another process. */
const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, withSparseArray: true });
const strange = fc.oneof(anything, fc.constantFrom("__proto__", "constructor", "toString", -1, 1.5, NaN, 2 ** 32, "x".repeat(20_000)));

/** A good one with something of it replaced, missing or added. */
function spoilt(good: object[]): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .tuple(fc.constantFrom(...good), fc.nat(), strange, fc.constantFrom("replace", "remove", "add"))
    .map(([message, which, value, how]) => {
      const copy: Record<string, unknown> = structuredClone(message) as Record<string, unknown>;
      const names = Object.keys(copy);
      const name = names[which % names.length] as string;
      if (how === "remove") delete copy[name];
      else copy[how === "add" ? `added-${name}` : name] = value;
      return copy;
    });
}

const messages = (good: object[]): fc.Arbitrary<unknown> => fc.oneof(strange, fc.record({ kind: strange, id: strange }), spoilt(good));

describe("messages to the engine's host", () => {
  test("good ones are taken as they are, with the client that the host gives", () => {
    for (const request of FIELD_REQUESTS) assert.deepEqual(toRequest("field", CLIENT, request), { ...request, client: CLIENT });
    for (const request of PAGE_REQUESTS) assert.deepEqual(toRequest("panel", CLIENT, request), { ...request, client: CLIENT });
  });

  test("a page's process may not ask what only our own pages may", () => {
    for (const request of PAGE_REQUESTS) assert.equal(typeof toRequest("field", CLIENT, request), "string", request.kind);
  });

  test("nobody says whom they speak for", () => {
    for (const request of FIELD_REQUESTS) {
      assert.deepEqual(toRequest("field", CLIENT, { ...request, client: 1 }), { ...request, client: CLIENT });
    }
    assert.equal(typeof toRequest("field", CLIENT, { kind: "leave", client: 1, id: 1 }), "string");
    assert.equal(typeof toRequest("panel", CLIENT, { kind: "hold", hold: true, id: 1 }), "string");
  });

  test("a submission of no tokens, or of more than there is room for, is refused", () => {
    for (const steps of [0, 17, -1, 1.5, "8", null]) {
      const task = { kind: "decode", context: 1, tokens: 1, steps };
      assert.equal(toRequest("panel", CLIENT, { kind: "bench", id: 1, task }), "steps is not a number from 1 to 16", String(steps));
    }
  });

  test("random and spoilt ones are refused in words, or are good in every part", () => {
    fc.assert(
      fc.property(messages(FIELD_REQUESTS), (message) => {
        const request = toRequest("field", CLIENT, message);
        if (typeof request === "string") return request !== "";
        const good = FIELD_REQUESTS.find(({ kind }) => kind === request.kind);
        assert.ok(good, request.kind);
        assert.deepEqual(Object.keys(request).sort(), [...Object.keys(good), "client"].sort(), "nothing else comes along");
        assert.equal(request.client, CLIENT);
        assert.ok(JSON.stringify(request).length < 100_000);
        return true;
      }),
      { numRuns: 5_000 },
    );
  });

  test("on our own pages' ports too", () => {
    fc.assert(
      fc.property(messages([...FIELD_REQUESTS, ...PAGE_REQUESTS]), fc.constantFrom("panel", "chat"), (message, port) => {
        const request = toRequest(port, CLIENT, message);
        return typeof request === "string" ? request !== "" : request.client === CLIENT;
      }),
      { numRuns: 5_000 },
    );
  });
});

test("of files that are picked there is at least one name and size, and nothing else comes along", () => {
  const told = { kind: "import", id: 1, name: "a", channel: "c" };
  const one = { file: "a.gguf", bytes: 5 };
  assert.deepEqual(toModelsMessage({ ...told, files: [{ ...one, sha256: "x" }, one], more: 1 }), { ...told, files: [one, one] });
  const spoilt = [undefined, one, [], [null], [one, "a"], [{ ...one, bytes: 0 }], [{ ...one, file: 7 }], Array(1_001).fill(one)];
  for (const files of spoilt) assert.equal(toModelsMessage({ ...told, files }), undefined, JSON.stringify(files)?.slice(0, 50));
});

describe("messages to the background", () => {
  test("good ones are taken", () => {
    for (const message of QUESTIONS) assert.deepEqual(check(message), { message });
  });

  test("what is no question is left to others", () => {
    for (const message of [null, undefined, 1, "pause", [], {}, { kind: "__proto__" }, { kind: "constructor" }, { kind: ["pause"] }]) {
      assert.equal(check(message), undefined);
    }
  });

  test("what is spoilt is refused by name", () => {
    assert.deepEqual(check({ kind: "pause", paused: "yes" }), { wrong: "pause: paused" });
    assert.deepEqual(check({ kind: "setSite", origin: 5, mode: "off" }), { wrong: "setSite: origin" });
    assert.deepEqual(check({ kind: "changeSettings" }), { wrong: "changeSettings: changes" });
  });

  test("random and spoilt ones never throw, and become no other question", () => {
    fc.assert(
      fc.property(messages(QUESTIONS), (message) => {
        const checked = check(message);
        return checked === undefined || "wrong" in checked || checked.message === message;
      }),
      { numRuns: 5_000 },
    );
  });
});
