// Hands a file that the user picked from a page to a worker: ports of the extension carry text only, and the bytes are many.
// The page has to stay open while it is read.

type Said = { kind: "ready" } | { kind: "file"; file: File };

/** In the page: hands the file over as soon as somebody is there to take it. Call the answer when it is not wanted any more. */
export function offerFile(channel: string, file: File): () => void {
  const port = new BroadcastChannel(channel);
  port.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === "ready") port.postMessage({ kind: "file", file } satisfies Said);
  };
  return () => port.close();
}

/** In the worker. */
export function takeFile(channel: string, signal: AbortSignal): Promise<File> {
  const port = new BroadcastChannel(channel);
  return new Promise<File>((take, fail) => {
    port.onmessage = ({ data }: MessageEvent<Said>) => {
      if (data.kind === "file") take(data.file);
    };
    signal.addEventListener("abort", () => fail(signal.reason), { once: true });
    port.postMessage({ kind: "ready" } satisfies Said);
  }).finally(() => port.close());
}
