// Who writes to the model store, and how others have it stop: a file that is being written cannot be erased.

const lock = "inkling-store-writing";
const channel = "inkling-store-stop";

/** Works while nobody else writes; `stop` is called when all is about to be erased. */
export async function whileWriting(stop: () => void, work: () => Promise<void>): Promise<void> {
  const deafen = onStopWriting(stop);
  await navigator.locks.request(lock, work).finally(deafen);
}

export function onStopWriting(stop: () => void): () => void {
  const heard = new BroadcastChannel(channel);
  heard.onmessage = () => stop();
  return () => heard.close();
}

/** Has all writing stop, and works while there is none. */
export async function whileNobodyWrites(work: () => Promise<void>): Promise<void> {
  const told = new BroadcastChannel(channel);
  told.postMessage("stop");
  await navigator.locks.request(lock, work).finally(() => told.close());
}

/** Returns when what is under way now has ended. */
export async function writingEnded(): Promise<void> {
  await navigator.locks.request(lock, () => undefined);
}
