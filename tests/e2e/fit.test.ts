// Whether a model fits, asked in the browser before it is fetched: against what the model then takes, and when the worker dies.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import type { Assessment, Header, Shape } from "../../extension/shared/protocol.ts";
import { defaults, type Room } from "../../extension/shared/settings.ts";
import { root } from "./dist.ts";
import type { Panel } from "./panel.ts";
import { browsers, Stage } from "./stage.ts";

/** What `engine/fit.js` of the package with faults has. */
interface Fit {
  assess(shape: Shape, gpu: "auto", room: Room): Promise<Assessment>;
  readHeader(bytes: Uint8Array, fileBytes: number): Promise<Header>;
}

for (const name of browsers) {
  describe(`${name}: before a model is fetched`, () => {
    let stage: Stage;
    let panel: Panel;
    let file: Buffer;
    before(async () => {
      stage = await Stage.set(name, { faults: true });
      panel = await stage.panel();
      await panel.ready();
      file = await readFile(path.join(root, "tests", "fixtures", "tiny.gguf"));
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const header = (bytes: Buffer, fileBytes: number): Promise<Header> =>
      panel.page.evaluate(
        async (base64, total) => {
          const { readHeader }: Fit = await import(chrome.runtime.getURL("engine/fit.js"));
          return readHeader(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)), total);
        },
        bytes.toString("base64"),
        fileBytes,
      );
    const assess = (shape: Shape, room: Room = defaults.room): Promise<Assessment> =>
      panel.page.evaluate(
        async (shape, room) => {
          const { assess }: Fit = await import(chrome.runtime.getURL("engine/fit.js"));
          return assess(shape, "auto", room);
        },
        shape,
        room,
      );
    const shapeOf = async (): Promise<Shape> => {
      const whole = await header(file, file.length);
      assert.ok(whole.kind === "shape", JSON.stringify(whole));
      return whole.shape;
    };

    test("a file's first bytes say what it is, or that they are too few", async () => {
      assert.deepEqual(await header(file.subarray(0, 1000), file.length), { kind: "unfinished" });
      assert.deepEqual([(await shapeOf()).architecture, (await shapeOf()).fileBytes], ["llama", file.length]);
      const page = await header(Buffer.from("<!doctype html><title>404</title>"), 33);
      assert.ok(page.kind === "problem" && page.problem.code === "unsupported-model", JSON.stringify(page));
    });

    test("what is told is what the model takes, with a speed", async () => {
      const { fits, neededBytes, tokensPerS, problem } = await assess(await shapeOf());
      assert.deepEqual({ fits, problem }, { fits: true, problem: null });
      assert.ok(tokensPerS !== null && tokensPerS > 0 && Number.isFinite(tokensPerS), `${tokensPerS} tokens a second`);
      const { gpuBytes } = await panel.diagnostics();
      assert.ok(Math.abs(neededBytes / gpuBytes - 1) < 0.03, `told ${neededBytes}, taken ${gpuBytes}`);
    });

    test("compact keys and values are forecast, and take what was told", async () => {
      const room: Room = { kv: "q8_0", contextTokens: 0 };
      const shape = await shapeOf();
      const exact = await assess(shape);
      const { fits, neededBytes, problem } = await assess(shape, room);
      assert.deepEqual({ fits, problem }, { fits: true, problem: null });
      assert.ok(neededBytes < exact.neededBytes, `${neededBytes} instead of ${exact.neededBytes}`);
      await panel.forget();
      await panel.background({ kind: "changeSettings", changes: { room } });
      await panel.ready();
      const { gpuBytes } = await panel.diagnostics();
      assert.ok(Math.abs(neededBytes / gpuBytes - 1) < 0.03, `told ${neededBytes}, taken ${gpuBytes}`);
      await panel.forget();
      await panel.background({ kind: "changeSettings", changes: { room: defaults.room } });
      await panel.ready();
    });

    test("what cannot be run is told in words", async () => {
      const { fits, problem } = await assess({ ...(await shapeOf()), quantisation: "Q4_K_M" });
      assert.equal(fits, false);
      assert.equal(problem?.code, "unsupported-model");
      assert.match(problem.message, /Q4_K_M/);
    });

    test("a worker that dies is an answer, too, and the next question is answered", async () => {
      const shape = await shapeOf();
      const killed: Assessment = await panel.page.evaluate(async (shape, room) => {
        const { assess }: Fit = await import(chrome.runtime.getURL("engine/fit.js"));
        const Living = Worker;
        // Ended at its first word: it holds its lock, and has told nothing yet.
        self.Worker = class extends Living {
          constructor(...what: ConstructorParameters<typeof Worker>) {
            super(...what);
            this.addEventListener("message", () => this.terminate(), { once: true });
          }
        };
        try {
          return await assess(shape, "auto", room);
        } finally {
          self.Worker = Living;
        }
      }, shape, defaults.room);
      assert.deepEqual([killed.fits, killed.problem?.code], [false, "worker-stopped"]);
      assert.equal((await assess(shape)).fits, true);
    });

    test("so is a graphics card that says nothing for longer than it may", async () => {
      const silent: Assessment = await panel.page.evaluate(async (shape, room) => {
        const { assess }: Fit = await import(chrome.runtime.getURL("engine/fit.js"));
        const real = self.setTimeout;
        // The minute is over before the worker's first word.
        self.setTimeout = ((run: () => void, ms: number) => real(run, ms >= 60_000 ? 0 : ms)) as typeof setTimeout;
        try {
          return await assess(shape, "auto", room);
        } finally {
          self.setTimeout = real;
        }
      }, await shapeOf(), defaults.room);
      assert.deepEqual([silent.fits, silent.problem?.code], [false, "device-lost"]);
      assert.match(silent.problem?.message ?? "", /not answered/);
    });
  });
}
