// From what somebody asked for to a record that can be fetched: looked up, pinned, checked for room. Must not know: ports, workers.

import { entryOf } from "../../models/catalogue.js";
import { fileUrl, parseAddress } from "../../shared/hub.js";
import { storedSizes, type ModelFile, type ModelRecord } from "../../shared/model_store.js";
import type { Disk, Offer } from "../../shared/models_port.js";
import { TroubleError } from "../../shared/troubles.js";
import { findOnHub, quantisationIn } from "./hub_client.js";
import { modelId } from "./model_id.js";
import { filesOf } from "./pieces.js";

/** Left free for everything else that the browser keeps. */
const spareBytes = 50_000_000;
const patienceMs = 2_000;

/** What was found, by key: only that can be fetched. */
export class Offers {
  private readonly known = new Map<string, Offer>();

  async find(text: string): Promise<Offer[]> {
    const address = parseAddress(text);
    if (!address) throw new TroubleError("address", text.slice(0, 200));
    const offers = await findOnHub(address);
    for (const offer of offers) this.known.set(offer.key, offer);
    return offers;
  }

  get(key: string): Offer {
    const offer = this.known.get(key);
    // The host was started anew since it was found.
    if (!offer) throw new TroubleError("changed", key);
    return offer;
  }
}

/** From now on these bytes and no others are that model. */
export function recordOf(offer: Offer, name: string): ModelRecord {
  const { repository, revision, file, bytes, files, licence, architecture, contextTokens } = offer;
  const [only, ...others] = files;
  const isOne = others.length === 0;
  const entry = entryOf(repository, file);
  const quantisation = quantisationIn(file);
  return {
    id: modelId(`${repository}/${file}`),
    name,
    source: { kind: "hub", repository, revision, file },
    bytes,
    sha256: (isOne && only?.sha256) || null,
    ...(!isOne && { files }),
    receivedBytes: 0,
    state: "partial",
    addedAt: Date.now(),
    ...optional("architecture", architecture ?? entry?.architecture),
    ...optional("quantisation", quantisation),
    ...optional("contextTokens", contextTokens ?? entry?.context_tokens),
    ...optional("licence", entry?.licence ?? licence),
  };
}

/** Of files on this computer. */
export function recordOfFiles(id: string, name: string, files: Omit<ModelFile, "sha256">[]): ModelRecord {
  const source = { kind: "file", file: files[0]?.file ?? "" } as const;
  const bytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const several = files.length > 1 && { files: files.map((file) => ({ ...file, sha256: null })) };
  return { id, name, source, bytes, sha256: null, ...several, receivedBytes: 0, state: "partial", addedAt: Date.now() };
}

function optional<K extends keyof ModelRecord>(key: K, value: ModelRecord[K] | undefined): Partial<ModelRecord> {
  return value === undefined ? {} : { [key]: value };
}

/** Whether the bytes of one are those of the other. */
export function isSame(one: ModelRecord, other: ModelRecord): boolean {
  const pinned = (record: ModelRecord): string => JSON.stringify(filesOf(record).map(({ bytes, sha256 }) => [bytes, sha256]));
  return pinned(one) === pinned(other);
}

/** Where a record's files are; undefined: they came from this computer. */
export function urlsOf(record: ModelRecord): string[] | undefined {
  const { source } = record;
  if (source.kind !== "hub") return undefined;
  return filesOf(record).map(({ file }) => fileUrl(source.repository, source.revision, file));
}

/** Rejects where models cannot be kept. */
export async function diskNow(): Promise<Disk> {
  try {
    const [{ quota = 0, usage = 0 }, persisted, sizes] = await Promise.all([
      navigator.storage.estimate(),
      navigator.storage.persisted(),
      storedSizes(),
    ]);
    const usedBytes = Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0);
    return { usedBytes, freeBytes: Math.max(0, quota - usage), persisted };
  } catch {
    throw new TroubleError("noStorage");
  }
}

/** Asks the browser to keep what is stored also where the disk runs full, and to give us more of it. A browser that refuses, or that asks
 * the user, still keeps it for now. */
export async function persist(): Promise<void> {
  const late = new Promise((done) => setTimeout(done, patienceMs));
  await Promise.race([navigator.storage.persist().catch(() => false), late]);
}

export async function checkRoom({ bytes, receivedBytes }: ModelRecord): Promise<void> {
  const needed = bytes - receivedBytes + spareBytes;
  const { freeBytes } = await diskNow();
  if (freeBytes < needed) throw new TroubleError("noRoom", needed, freeBytes);
}
