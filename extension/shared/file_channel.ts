// Hands files that the user picked from a page to a worker: ports of the extension carry text only, and the bytes are many.
// The page has to stay open while they are read.

type Said = { kind: "ready" } | { kind: "files"; files: File[] };

/** In the page: hands the files over as soon as somebody is there to take them. Call the answer when they are not wanted any more. */
export function offerFiles(channel: string, files: File[]): () => void {
  const port = new BroadcastChannel(channel);
  port.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === "ready") port.postMessage({ kind: "files", files } satisfies Said);
  };
  return () => port.close();
}

/** In the worker. */
export function takeFiles(channel: string, signal: AbortSignal): Promise<File[]> {
  const port = new BroadcastChannel(channel);
  return new Promise<File[]>((take, fail) => {
    port.onmessage = ({ data }: MessageEvent<Said>) => {
      if (data.kind === "files") take(data.files);
    };
    signal.addEventListener("abort", () => fail(signal.reason), { once: true });
    port.postMessage({ kind: "ready" } satisfies Said);
  }).finally(() => port.close());
}
