// The model in the box: the demo ends with an accepted suggestion, and loading stays within its memory.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { built, root } from "./dist.ts";
import { browsers, Stage } from "./stage.ts";

const HEAP_LIMIT = 128 * 1024 * 1024;

/** A few steps of the reference: the native tests walk all of it, this one shows that the browser computes the same. */
async function shortReference(): Promise<string> {
  const { cases } = JSON.parse(await readFile(path.join(root, "tests", "model", "reference", "smollm2-135m.json"), "utf8"));
  const steps: Record<string, number> = { email: 6, mid_word: 6, chat_fix: 2 }; // the last one's prompt takes two tiles of attention
  const short = cases
    .filter(({ name }: Case) => name in steps)
    .map((one: Case) => ({ ...one, greedy_ids: one.greedy_ids.slice(0, steps[one.name]), top5: one.top5.slice(0, steps[one.name]) }));
  return JSON.stringify({ cases: short });
}

interface Case {
  name: string;
  greedy_ids: unknown[];
  top5: unknown[];
}

interface Score {
  shader_variants: string[];
  tokens: number;
  tokenizer_mismatches: number;
  top1_disagreements_beyond_margin: number;
  mean_abs_logprob_error: number;
}

function assertRight(score: Score): void {
  assert.equal(score.tokenizer_mismatches, 0);
  assert.equal(score.top1_disagreements_beyond_margin, 0);
  assert.ok(score.mean_abs_logprob_error <= 0.003, `mean error ${score.mean_abs_logprob_error}`);
}

test("a wrong score is noticed", () => {
  const right = {
    shader_variants: ["matvec"],
    tokens: 12,
    tokenizer_mismatches: 0,
    top1_disagreements_beyond_margin: 0,
    mean_abs_logprob_error: 0.002,
  };
  assertRight(right);
  assert.throws(() => assertRight({ ...right, mean_abs_logprob_error: 0.004 }));
  assert.throws(() => assertRight({ ...right, mean_abs_logprob_error: NaN }));
  assert.throws(() => assertRight({ ...right, tokenizer_mismatches: 1 }));
  assert.throws(() => assertRight({ ...right, top1_disagreements_beyond_margin: 1 }));
});

for (const name of browsers) {
  describe(`${name}: the demo`, () => {
    test("types, asks, accepts at least three words, and reports", { timeout: 180_000 }, async () => {
      const screenshot = path.join(root, "target", "screenshots", `${name}-demo.png`);
      const args = [
        "--import",
        "tsx",
        "demo.ts",
        "--headless",
        "--browser",
        name,
        "--dist",
        built(name),
        "--screenshot",
        screenshot,
      ];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: path.join(root, "tests", "e2e") });
      const report = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
      const keys = [
        "browser",
        "model",
        "adapter",
        "typed",
        "suggestion",
        "value_after_accept",
        "first_suggestion_ms",
        "decode_tokens_per_s",
        "screenshot",
      ];
      assert.deepEqual(Object.keys(report), keys);
      assert.equal(report.typed, "Thank you for your email. I am writing to");
      assert.ok(report.suggestion.trim().split(/\s+/).length >= 3, `at least three words: ${report.suggestion}`);
      assert.equal(report.value_after_accept, report.typed + report.suggestion);
      assert.ok(report.first_suggestion_ms > 0 && report.decode_tokens_per_s > 0);
      assert.ok(statSync(screenshot).size > 5000);
    });
  });

  describe(`${name}: the model in the box`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name, { model: "real", faults: true })));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    test("loads with progress, in less than 128 MiB of wasm memory", async () => {
      const panel = await stage.panel();
      await panel.ready(120);
      // The first load may be over before the panel listens.
      await panel.restartEngine();
      const { model } = await panel.ready(120);
      assert.match(model, /SmolLM2/);
      const loading = (await panel.statuses()).filter((status) => status.state === "loading");
      assert.ok(loading.length > 3, "progress is told");
      assert.ok(
        loading.every((status, i) => i === 0 || status.loadedBytes >= loading[i - 1]!.loadedBytes),
        "and rises",
      );
      // Wasm memory never shrinks: what it has now is the most that it had.
      const { heapBytes } = await panel.diagnostics();
      assert.ok(heapBytes > 0 && heapBytes < HEAP_LIMIT, `${heapBytes} bytes of wasm memory`);
    });

    test("computes what the reference says", async () => {
      const panel = await stage.panel();
      const score: Score = JSON.parse(await panel.score(await shortReference(), "full", true, 170));
      assert.equal(score.tokens, 14);
      assertRight(score);
    });
  });
}
