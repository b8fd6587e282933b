// A worker for one model: takes it from the Hub or from a file, into the store, and ends. Bytes are held a piece at a time.
// Must not know: ports, the engine.

import { loggedFetch, Unlogged } from "../../shared/request_log.js";
import { whileWriting } from "../../shared/store_writing.js";
import { TroubleError, type Trouble } from "../../shared/troubles.js";
import { download } from "./download.js";
import { realClock } from "./clock.js";
import type { FromDownloader, ToDownloader } from "./download_messages.js";
import { takeFiles } from "../../shared/file_channel.js";
import { receiveAll } from "./receive_all.js";
import type { Receiver } from "./receiver.js";
import { finishPart, openPart, writeRecord } from "./store_writer.js";
import { verify } from "./verify.js";

interface WorkerScope {
  onmessage: ((message: MessageEvent<ToDownloader>) => void) | null;
  postMessage(message: FromDownloader): void;
}
const scope = self as unknown as WorkerScope;
const stop = new AbortController();
const tellMs = 250;

/** After these what has come is no part of the model. */
const hopeless = new Set<Trouble["code"]>(["wrongHash", "notGguf", "changed", "fileGone", "damaged"]);

type Job = Exclude<ToDownloader, { kind: "stop" }>;
type Ended = Extract<FromDownloader, { kind: "done" | "stopped" | "failed" }>;

/** Answers how it ended, with nothing open any more: whoever hears of it may delete the file. */
async function run(job: Job): Promise<Ended> {
  const part = await openPart(job.record.id);
  const picked = job.kind === "import" ? takeFiles(job.channel, stop.signal) : undefined;
  picked?.catch(() => undefined);
  let receiver: Receiver | undefined;
  let start = 0;
  const tell = (): void => {
    if (!receiver) return;
    scope.postMessage({ kind: "received", bytes: start + receiver.receivedBytes });
    // Also while nothing comes. What hinders it hinders the next bytes, too, and is told then.
    receiver.noteWhenDue().catch(() => undefined);
  };
  const teller = setInterval(tell, tellMs) as unknown as number;
  try {
    const record = await receiveAll(job.record, part, {
      async bring(receiver, file) {
        await (job.kind === "download" ? fromHub(job.urls[file] ?? "", receiver) : fromFile((await picked)?.[file], receiver));
        tell();
      },
      onReceiver(current, behind) {
        [receiver, start] = [current, behind];
        tell();
      },
      note: writeRecord,
      now: realClock.now,
    });
    clearInterval(teller);
    await verify(record, part, stop.signal);
    part.close();
    return { kind: "done", record: await finishPart(record) };
  } catch (error) {
    clearInterval(teller);
    const ended = endOf(error, job);
    const isKept = ended.kind === "stopped" || ended.keep;
    // On a full disk this cannot be written, and what was written before holds.
    await (isKept ? receiver?.rest() : receiver?.noted())?.catch(() => undefined);
    return ended;
  } finally {
    clearInterval(teller);
    part.close();
  }
}

function fromHub(url: string, receiver: Receiver): Promise<void> {
  return download(url, receiver, {
    request: (url, init) => loggedFetch(url, init, "whyDownload"),
    clock: realClock,
    onWait: (trouble) => scope.postMessage({ kind: "waiting", trouble }),
    signal: stop.signal,
  });
}

async function fromFile(file: File | undefined, receiver: Receiver): Promise<void> {
  if (!file) throw new TroubleError("fileGone", "");
  const reader = file.stream().getReader();
  for (;;) {
    stop.signal.throwIfAborted();
    const piece = await reader.read().catch(() => undefined);
    if (!piece) throw new TroubleError("fileGone", file.name);
    if (piece.done) break;
    await receiver.receive(piece.value);
  }
  if (!receiver.isComplete) throw new TroubleError("fileGone", file.name);
}

function endOf(error: unknown, { record }: Job): Extract<FromDownloader, { kind: "stopped" | "failed" }> {
  if (stop.signal.aborted) return { kind: "stopped" };
  const trouble = troubleOf(error, record.bytes);
  // Which of its sentences fits is known below; which model it is, here.
  const values = trouble.values.map((value) => (value === "" ? record.name : value));
  return { kind: "failed", trouble: { ...trouble, values }, keep: !hopeless.has(trouble.code) };
}

function troubleOf(error: unknown, bytes: number): Trouble {
  if (error instanceof TroubleError) return error.trouble;
  if (error instanceof Unlogged) return { code: "unlogged", values: [] };
  const { name } = error as DOMException;
  if (name === "QuotaExceededError" || name === "NoModificationAllowedError") return { code: "diskFull", values: [bytes] };
  return { code: "stopped", values: [String(error)] };
}

scope.onmessage = ({ data }) => {
  if (data.kind === "stop") return stop.abort();
  whileWriting(() => stop.abort(), async () => scope.postMessage(await run(data))).catch((error: unknown) => {
    scope.postMessage({ kind: "failed", trouble: troubleOf(error, data.record.bytes), keep: true });
  });
};
