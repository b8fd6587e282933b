// The models that the user has added, in the origin's private file system, for reading: pages and workers. Written by engine/models/.
// Must not know: where models come from, the engine.

/** Where a model's bytes came from. */
export type ModelSource =
  /** `revision`: a commit, so that the bytes stay the ones that were chosen. */
  | { kind: "hub"; repository: string; revision: string; file: string }
  | { kind: "file"; file: string };

/** One of a model's files, as the Hub has it. */
export interface ModelFile {
  file: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string | null;
}

export interface ModelRecord {
  /** Its folder's name. */
  id: string;
  name: string;
  source: ModelSource;
  /** Of the whole model. */
  bytes: number;
  /** Hexadecimal; of a file of the user's, null until it was read, and of several files null. */
  sha256: string | null;
  /** Of a model in several files: they lie here one behind the other. */
  files?: ModelFile[];
  /** How much lies on the disk, up to the last time that it was written down. */
  receivedBytes: number;
  state: "partial" | "ready";
  architecture?: string;
  quantisation?: string;
  contextTokens?: number;
  licence?: string;
  neededBytes?: number;
  /** Milliseconds since 1970. */
  addedAt: number;
  /** While partial: how many of its files are whole. */
  filesDone?: number;
  /** While partial: the hash's state behind `receivedBytes`, in hexadecimal. */
  hashState?: string;
  /** While partial: which version of the file the server said that it sends. */
  etag?: string;
}

/** The model in the package: not in this store. */
export const BUILT_IN = "built-in";

export const MODELS_FOLDER = "models";
export const MODEL_FILE = "model.gguf";
export const PART_FILE = "model.part";
export const RECORD_FILE = "record.json";

const idPattern = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** An id is a folder's name. */
export function isModelId(id: unknown): id is string {
  return typeof id === "string" && idPattern.test(id) && id !== BUILT_IN;
}

/** All that were added, also those of which only a part is here; oldest first. */
export async function listStored(): Promise<ModelRecord[]> {
  const folder = await modelsFolder();
  if (!folder) return [];
  const records: ModelRecord[] = [];
  // It may be erased while it is looked through.
  await orUndefined(async () => {
    for await (const id of folder.keys()) {
      const record = await readRecord(id);
      if (record) records.push(record);
    }
  });
  return records.sort((one, other) => one.addedAt - other.addedAt);
}

/** Undefined: there is no such model, or what is written about it cannot be read. */
export async function readRecord(id: string): Promise<ModelRecord | undefined> {
  const file = await fileOf(id, RECORD_FILE);
  if (!file) return undefined;
  try {
    const record = JSON.parse(await file.text()) as ModelRecord;
    return record.id === id && (record.state === "ready" || record.state === "partial") ? record : undefined;
  } catch {
    return undefined;
  }
}

export interface StoredModel {
  name: string;
  /** Of its files, one behind the other. */
  sizes: number[];
  stream: ReadableStream<Uint8Array>;
  /** One of the files again, by its number from 0. */
  part(at: number): ReadableStream<Uint8Array>;
}

/** A model's bytes, as a stream. Rejects with a sentence for the user. */
export async function openStored(id: string): Promise<StoredModel> {
  const record = await readRecord(id);
  if (!record) throw new Error(`The model "${id}" is not on this computer any more.`);
  const file = record.state === "ready" ? await fileOf(id, MODEL_FILE) : undefined;
  if (!file) throw new Error(`${record.name} is not completely on this computer.`);
  if (file.size !== record.bytes) {
    throw new Error(`The file of ${record.name} has ${file.size} bytes instead of ${record.bytes}.`);
  }
  const sizes = record.files?.map(({ bytes }) => bytes) ?? [file.size];
  const startOf = (at: number): number => sizes.slice(0, at).reduce((sum, bytes) => sum + bytes, 0);
  const part = (at: number): ReadableStream<Uint8Array> => file.slice(startOf(at), startOf(at + 1)).stream();
  return { name: record.name, sizes, stream: file.stream(), part };
}

/** Bytes that models take on the disk, by id; also what no record tells of. */
export async function storedSizes(): Promise<Record<string, number>> {
  const folder = await modelsFolder();
  const sizes: Record<string, number> = {};
  if (!folder) return sizes;
  for await (const [id, entry] of folder.entries()) {
    if (entry.kind !== "directory") continue;
    const files = await Promise.all([MODEL_FILE, PART_FILE].map((name) => fileOf(id, name)));
    sizes[id] = files.reduce((sum, file) => sum + (file?.size ?? 0), 0);
  }
  return sizes;
}

/** Undefined: no model was ever added. */
async function modelsFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  return orUndefined(async () => (await navigator.storage.getDirectory()).getDirectoryHandle(MODELS_FOLDER));
}

async function fileOf(id: string, name: string): Promise<File | undefined> {
  if (!isModelId(id)) return undefined;
  const folder = await modelsFolder();
  return folder && orUndefined(async () => (await (await folder.getDirectoryHandle(id)).getFileHandle(name)).getFile());
}

/** What is not there is no error here; a file system that cannot be used (Firefox's private windows) holds nothing. */
async function orUndefined<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    const { name } = error as DOMException;
    if (name === "NotFoundError" || name === "TypeMismatchError" || name === "SecurityError") return undefined;
    throw error;
  }
}
