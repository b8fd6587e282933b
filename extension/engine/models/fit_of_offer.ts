// Whether an offered model fits on this machine: its shape, from the catalogue or else from the first bytes of its file, is put to the
// engine. Must not know: how it finds out.

import { entryOf } from "../../models/catalogue.js";
import { fileUrl } from "../../shared/hub.js";
import type { Offer } from "../../shared/models_port.js";
import type { Assessment, Problem, Shape } from "../../shared/protocol.js";
import { loggedFetch } from "../../shared/request_log.js";
import type { GpuChoice, Room } from "../../shared/settings.js";
import { assess, readHeader } from "../fit.js";

/** A header is as long as its vocabulary: so much is asked for, until it is enough. */
const headerBytes = [2 ** 20, 2 ** 23, 2 ** 25];
const patienceMs = 30_000;

/** Null: too little is known of the model. */
export async function fitOf(offer: Offer, gpu: GpuChoice, room: Room): Promise<Assessment | null> {
  const found = shapeInCatalogue(offer) ?? (await shapeInFile(offer).catch(() => undefined));
  if (!found) return null;
  if ("code" in found) return { fits: false, neededBytes: 0, tokensPerS: null, problem: found };
  return assess(found, gpu, room);
}

function shapeInCatalogue({ repository, file, bytes }: Offer): Shape | undefined {
  const entry = entryOf(repository, file);
  if (!entry?.shape) return undefined;
  const { architecture, context_tokens: context, types, shape } = entry;
  const [quantisation = "F32", ...others] = types.filter((type) => type !== "F32");
  // Of a mixture, the layers' type comes first and the head's last.
  return { architecture, ...shape, context, quantisation, headQuantisation: others.at(-1) ?? quantisation, fileBytes: bytes };
}

/** Undefined: the network fails, or the header has no end. */
async function shapeInFile({ repository, revision, file, bytes, files }: Offer): Promise<Shape | Problem | undefined> {
  const url = fileUrl(repository, revision, file);
  const most = files[0]?.bytes ?? bytes;
  for (const count of headerBytes) {
    const start = await firstBytes(url, Math.min(count, most));
    if (!start) return undefined;
    const header = await readHeader(start, bytes);
    if (header.kind === "shape") return header.shape;
    if (header.kind === "problem") return header.problem;
    if (count >= most) return undefined;
  }
  return undefined;
}

/** A server without ranges sends all of it: the rest is not waited for. */
async function firstBytes(url: string, count: number): Promise<Uint8Array | undefined> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(patienceMs)]);
  const init = { headers: { Range: `bytes=0-${count - 1}` }, cache: "no-store", signal } as const;
  const { ok, body } = await loggedFetch(url, init, "whyHeader");
  const reader = ok ? body?.getReader() : undefined;
  if (!reader) return undefined;
  const bytes = new Uint8Array(count);
  let received = 0;
  while (received < count) {
    const { value, done } = await reader.read();
    if (done) return undefined;
    bytes.set(value.subarray(0, count - received), received);
    received += value.length;
  }
  await reader.cancel().catch(() => undefined);
  stop.abort();
  return bytes;
}
