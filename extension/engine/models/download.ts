// Fetches a file range by range until it is all there: waits out a network that fails, starts over where the server or the file
// is another than before. Must not know: the disk, the Hub.

import { TroubleError, type Trouble } from "../../shared/troubles.js";
import type { Clock } from "./clock.js";
import type { Receiver } from "./receiver.js";

/** Asked for at once: so many requests as a person would like to see in the list of them. */
const rangeBytes = 128 * 1024 * 1024;
/** A server that sends nothing for so long is asked again. */
const patienceMs = 45_000;
const firstWaitMs = 500;
const longestWaitMs = 60_000;
/** File hosts that name one file differently would have it started over for ever: from then on the hash alone decides. */
const mostChanges = 3;
/** Tries in a row that bring nothing: about five minutes. */
const mostFruitless = 10;

export interface Means {
  request(url: string, init: RequestInit): Promise<Response>;
  clock: Clock;
  /** Before a wait. */
  onWait(trouble: Trouble): void;
  signal: AbortSignal;
}

/** Worth another try. */
class Interrupted extends Error {
  constructor(
    readonly trouble: TroubleError,
    readonly leastWaitMs = 0,
  ) {
    super(trouble.message);
  }
}

/** Returns when everything is received; throws what cannot be waited out. */
export async function download(url: string, receiver: Receiver, means: Means): Promise<void> {
  const { clock, signal, onWait } = means;
  let furthest = receiver.receivedBytes;
  let fruitless = 0;
  while (!receiver.isComplete) {
    try {
      await fetchRange(url, receiver, means);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Interrupted)) throw error;
      // A server without ranges starts over each time: only more than ever before is progress.
      fruitless = receiver.receivedBytes > furthest ? 0 : fruitless + 1;
      if (fruitless > mostFruitless) throw error.trouble;
      onWait(error.trouble.trouble);
      await clock.wait(Math.max(waitMs(fruitless), error.leastWaitMs), signal);
    }
    furthest = Math.max(furthest, receiver.receivedBytes);
  }
}

export function waitMs(fruitless: number): number {
  return Math.min(longestWaitMs, firstWaitMs * 2 ** fruitless);
}

async function fetchRange(url: string, receiver: Receiver, means: Means): Promise<void> {
  const from = receiver.receivedBytes;
  const to = Math.min(from + rangeBytes, receiver.totalBytes) - 1;
  const stop = new AbortController();
  const signal = AbortSignal.any([means.signal, stop.signal]);
  try {
    const init = { headers: { Range: `bytes=${from}-${to}` }, cache: "no-store", signal } as const;
    const response = await inTime(means, offlineUnlessKnown(means.request(url, init)));
    checkStatus(response);
    checkPlace(response, receiver);
    await readBody(response, receiver, means);
    if (receiver.receivedBytes <= to) throw new Interrupted(new TroubleError("offline"));
  } finally {
    stop.abort();
  }
}

function checkStatus({ status, headers }: Response): void {
  if (status === 200 || status === 206 || status === 416) return;
  if (status === 401 || status === 403) throw new TroubleError("account", "");
  if (status === 404 || status === 410) throw new TroubleError("notFound", "");
  const trouble = new TroubleError("server", `${status}`);
  if (status !== 408 && status !== 425 && status !== 429 && status < 500) throw trouble;
  const seconds = Number(headers.get("retry-after")) || 0;
  throw new Interrupted(trouble, Math.min(seconds * 1000, longestWaitMs));
}

/** Whether what comes continues what is here. */
function checkPlace({ status, headers }: Response, receiver: Receiver): void {
  const etag = headers.get("etag") ?? undefined;
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "");
  const total = status === 206 ? range?.[2] : headers.get("content-length");
  if (status !== 416 && total && Number(total) !== receiver.totalBytes) throw new TroubleError("changed", "");
  const isOther = receiver.etag !== undefined && etag !== undefined && etag !== receiver.etag && isWorthIt(receiver);
  const starts = status === 200 ? 0 : range ? Number(range[1]) : receiver.receivedBytes;
  if (!isOther && status !== 416 && starts === receiver.receivedBytes) {
    receiver.etag = etag;
    return;
  }
  receiver.startOver();
  // The whole file comes anyway: it can be taken at once.
  if (status === 200) receiver.etag = etag;
  else throw new Interrupted(new TroubleError("changed", ""));
}

/** To start over because the file has another name for its version. */
function isWorthIt(receiver: Receiver): boolean {
  if (receiver.startedOver < mostChanges) return true;
  if (receiver.isHashKnown) return false;
  throw new TroubleError("changed", "");
}

async function readBody({ body }: Response, receiver: Receiver, means: Means): Promise<void> {
  const reader = body?.getReader();
  for (;;) {
    const piece = await inTime(means, offlineUnlessKnown(reader?.read() ?? Promise.resolve(undefined)));
    if (!piece || piece.done) return;
    await receiver.receive(piece.value);
    means.signal.throwIfAborted();
  }
}

/** What a request throws says nothing but that the network failed. */
async function offlineUnlessKnown<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) throw new Interrupted(new TroubleError("offline"));
    throw error;
  }
}

async function inTime<T>({ clock }: Means, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = clock.wait(patienceMs, done.signal).then(() => {
    throw new Interrupted(new TroubleError("offline"));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    done.abort();
  }
}
