// The engine's worker: starts the wasm, streams the packaged model into it, and passes messages both ways.
// Must not know: ports, clients, what a request means.

import init, { Engine } from "./wasm/inkling_web.js";
import { readPackaged } from "../shared/packaged.js";
import type { Event, Problem } from "../shared/protocol.js";
import { installFaults, runWorkerFault, type Faults } from "../faults/worker_faults.js";
import { BUILT_IN, openStored, type StoredModel } from "../shared/model_store.js";
import { engineDidNotStart, modelUnreadable, noWebgpu } from "./problems.js";
import { compileAside } from "./compile.js";
import { watchDeviceRequests } from "./device_request.js";
import type { FromWorker, ModelChoice, ToWorker } from "./worker_messages.js";

interface WorkerScope extends EventTarget {
  onmessage: ((message: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}
const scope = self as unknown as WorkerScope;


let engine: Engine | undefined;
let told = false;

function tell(event: Event): void {
  if (event.kind === "status") told = event.status.state === "failed";
  scope.postMessage({ kind: "event", event });
}

function fail(problem: Problem): void {
  tell({ kind: "status", status: { state: "failed", problem } });
}

function openModel({ id }: ModelChoice): Promise<StoredModel> {
  return id === BUILT_IN ? openPackaged() : openStored(id);
}

async function openPackaged(): Promise<StoredModel> {
  const folder = new URL("../model/", import.meta.url);
  const card: { name: string; file: string; bytes: number } = await (await readPackaged(new URL("model.json", folder))).json();
  const { body } = await readPackaged(new URL(card.file, folder));
  if (!body) throw new Error(`${card.file} is empty`);
  return { name: card.name, sizes: [card.bytes], stream: body, part: () => body };
}

type Start = Extract<ToWorker, { kind: "start" }>;

async function start({ model, gpu, room, build: { profile, subgroups, bench }, faults }: Start): Promise<void> {
  let open = openModel;
  let emit = (json: string): void => tell(JSON.parse(json));
  FAULTS: ({ open, emit } = installFaults(model, (faults as Faults | undefined) ?? {}, open, emit));
  if (!navigator.gpu) return fail(noWebgpu(navigator.userAgent));
  watchDeviceRequests(gpu);
  compileAside();
  // The file is opened while the engine is compiled. Where that fails nobody waits for it.
  const opened = open(model);
  opened.catch(() => undefined);
  let made;
  try {
    await init({ module_or_path: new URL("inkling_web_bg.wasm", import.meta.url) });
    made = await Engine.create(emit, profile, subgroups, bench === true);
  } catch (error) {
    // The engine tells its own failures before it throws; what it could not tell is told here.
    if (!told) fail(engineDidNotStart(error));
    return;
  }
  try {
    const { name, sizes, stream, part } = await opened;
    // Requests come only after "ready", which load() tells before it returns.
    engine = made;
    const headerOf = (at: number): ReadableStreamDefaultReader<Uint8Array> => part(at).getReader();
    await made.load(name, Float64Array.from(sizes), headerOf, stream.getReader(), room.kv, room.contextTokens || undefined);
  } catch (error) {
    if (!told) fail(modelUnreadable(error, model.id === BUILT_IN));
  }
}

/** A page's text may have half of a surrogate pair, which JSON that others read has not. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}

scope.onmessage = ({ data }) => {
  if (data.kind === "request") return engine?.request(JSON.stringify(data.request, wellFormed));
  FAULTS: if (data.kind === "fault") return runWorkerFault();
  if (data.kind !== "start") return;
  void navigator.locks.request(data.lock, () => {
    scope.postMessage({ kind: "alive" });
    void start(data);
    return new Promise(() => undefined);
  });
};

// A panic in the wasm ends here.
scope.addEventListener("error", (event) => {
  scope.postMessage({ kind: "broken", reason: (event as ErrorEvent).message });
});
scope.addEventListener("unhandledrejection", (event) => {
  scope.postMessage({ kind: "broken", reason: String((event as PromiseRejectionEvent).reason) });
});
