// Looks a model through that has come, before it may be used: what is damaged is known while nothing has been asked of the graphics
// card. In workers only.
// Must not know: where the bytes come from.

import init, { Verification } from "../wasm/inkling_web.js";
import type { ModelRecord } from "../../shared/model_store.js";
import type { Problem } from "../../shared/protocol.js";
import { TroubleError } from "../../shared/troubles.js";
import { filesOf } from "./pieces.js";

const restMs = 50;

/** What can be read again: a FileSystemSyncAccessHandle. */
export interface Readable {
  read(bytes: Uint8Array, options: { at: number }): number;
}

/** Rejects where the model is damaged. One of a kind that cannot be run here is let through: what uses it says so. */
export async function verify(record: ModelRecord, part: Readable, signal: AbortSignal): Promise<void> {
  await init({ module_or_path: new URL("../inkling_web_bg.wasm", import.meta.url) });
  const verification = new Verification(Float64Array.from(filesOf(record).map(({ bytes }) => bytes)));
  const refuse = (json: string): void => {
    const { code, message } = JSON.parse(json) as Problem;
    if (code === "bad-model") throw new TroubleError("damaged", record.name, message);
  };
  let restedAt = performance.now();
  for (let wanted = verification.wanted(); wanted; wanted = verification.wanted()) {
    const [from = 0, to = 0] = wanted;
    const bytes = new Uint8Array(to - from);
    if (part.read(bytes, { at: from }) < bytes.length) throw new TroubleError("changed", record.name);
    const problem = verification.push(bytes);
    if (problem !== undefined) return refuse(problem);
    if (performance.now() - restedAt < restMs) continue;
    // A stop is heard now.
    await new Promise((done) => setTimeout(done));
    signal.throwIfAborted();
    restedAt = performance.now();
  }
  const problem = verification.finish();
  if (problem !== undefined) refuse(problem);
}
