// A worker for one question: whether a model fits here, or what its file's first bytes say. It has a wasm and a device of its own, and
// both are gone with it.
// Must not know: who asks, catalogues, downloads.

import init, { assess, shapeFromHeader } from "./wasm/inkling_web.js";
import type { Assessment } from "../shared/protocol.js";
import { compileAside } from "./compile.js";
import { watchDeviceRequests } from "./device_request.js";
import type { FitQuestion, FromFitWorker, ToFitWorker } from "./fit_messages.js";
import { noWebgpu } from "./problems.js";

interface WorkerScope {
  onmessage: ((message: MessageEvent<ToFitWorker>) => void) | null;
  postMessage(message: FromFitWorker): void;
}
const scope = self as unknown as WorkerScope;

const alive = (): void => scope.postMessage({ kind: "alive" });

async function answer(question: FitQuestion): Promise<string> {
  const module_or_path = new URL("inkling_web_bg.wasm", import.meta.url);
  if (question.kind === "header") {
    await init({ module_or_path });
    return shapeFromHeader(question.bytes, question.fileBytes);
  }
  if (!navigator.gpu) {
    const problem = noWebgpu(navigator.userAgent);
    return JSON.stringify({ fits: false, neededBytes: 0, tokensPerS: null, problem } satisfies Assessment);
  }
  watchDeviceRequests(question.gpu);
  compileAside();
  await init({ module_or_path });
  const { kv, contextTokens } = question.room;
  return assess(JSON.stringify(question.shape), question.memoryGb ?? undefined, kv, contextTokens || undefined, alive);
}

scope.onmessage = ({ data: { lock, ...question } }) => {
  void navigator.locks.request(lock, async () => {
    alive();
    await answer(question as FitQuestion).then(
      (json) => scope.postMessage({ kind: "answer", json }),
      (reason: unknown) => scope.postMessage({ kind: "broken", reason: String(reason) }),
    );
    return new Promise(() => undefined);
  });
};
