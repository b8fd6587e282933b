// Whether a model fits on this machine, and what a file's first bytes say of it: asked of a worker that lives for the one question.
// Every question gets an answer: a worker that dies, or a graphics card that falls silent, is one, too.
// Must not know: how it is found out, catalogues, downloads.

import type { Assessment, Header, Problem, Shape } from "../shared/protocol.js";
import type { Room } from "../shared/settings.js";
import type { FitQuestion, FromFitWorker, ToFitWorker } from "./fit_messages.js";
import { graphicsCardSilent, workerStopped } from "./problems.js";

/** Compiling a step takes seconds where there is no graphics card; a card that works says nothing for no longer than that. */
const longestSilenceMs = 60_000;

/** Questions to the graphics card wait for each other: two at once would time each other. */
let last: Promise<unknown> = Promise.resolve();

/** `setting` and `room`: those for the graphics card and its memory. */
export function assess(shape: Shape, setting: string, room: Room): Promise<Assessment> {
  const gpu = setting === "low-power" ? setting : "high-performance";
  // Chromium tells up to 8 GB; Firefox does not tell.
  const memoryGb = (navigator as { deviceMemory?: number }).deviceMemory ?? null;
  const next = last.then(() => ask<Assessment>({ kind: "assess", shape, gpu, room, memoryGb }, doesNotFit));
  last = next;
  return next;
}

/** `bytes`: the first of a file of `fileBytes`; as many as it takes until the answer is no longer "unfinished". */
export function readHeader(bytes: Uint8Array, fileBytes: number): Promise<Header> {
  return ask<Header>({ kind: "header", bytes, fileBytes }, (problem) => ({ kind: "problem", problem }));
}

function doesNotFit(problem: Problem): Assessment {
  return { fits: false, neededBytes: 0, tokensPerS: null, problem };
}

function ask<Answer>(question: FitQuestion, failed: (problem: Problem) => Answer): Promise<Answer> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("fit_worker.js", import.meta.url), { type: "module", name: "Inkling's fit check" });
    const lock = `fit-${crypto.randomUUID()}`;
    const watch = new AbortController();
    let silence: ReturnType<typeof setTimeout> | undefined;
    const end = (answer: Answer): void => {
      clearTimeout(silence);
      watch.abort();
      worker.terminate();
      resolve(answer);
    };
    const listen = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => end(failed(graphicsCardSilent())), longestSilenceMs);
    };
    const watchForDeath = (): void => {
      navigator.locks
        .request(lock, { signal: watch.signal }, () => end(failed(workerStopped(""))))
        .catch(() => undefined);
    };
    let isWatched = false;
    worker.onmessage = ({ data }: MessageEvent<FromFitWorker>) => {
      if (data.kind === "answer") return end(JSON.parse(data.json));
      if (data.kind === "broken") return end(failed(workerStopped(data.reason)));
      listen();
      // Once it holds its lock, the browser gives it to us when the worker is gone, however it went.
      if (!isWatched) watchForDeath();
      isWatched = true;
    };
    worker.onerror = ({ message }) => end(failed(workerStopped(message)));
    listen();
    worker.postMessage({ ...question, lock } satisfies ToFitWorker);
  });
}
