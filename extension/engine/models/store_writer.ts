// Writes the model store: records, parts, whole files. Used by the host and by the download worker.

import { MODEL_FILE, MODELS_FOLDER, PART_FILE, RECORD_FILE, listStored, readRecord, type ModelRecord } from "../../shared/model_store.js";
import type { Part } from "./receiver.js";
import type { Readable } from "./verify.js";

/** Browsers have these, the types of pages do not. */
type Handle = FileSystemFileHandle & {
  move(name: string): Promise<void>;
  createSyncAccessHandle(): Promise<OpenPart>;
};

export interface OpenPart extends Part, Readable {
  close(): void;
}

async function models(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(MODELS_FOLDER, { create: true });
}

async function folderOf(id: string): Promise<FileSystemDirectoryHandle> {
  return (await models()).getDirectoryHandle(id, { create: true });
}

/** All or nothing: a browser that is closed meanwhile leaves the former record. */
export async function writeRecord(record: ModelRecord): Promise<void> {
  const file = await (await folderOf(record.id)).getFileHandle(RECORD_FILE, { create: true });
  const writable = await file.createWritable();
  try {
    await writable.write(JSON.stringify(record));
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => undefined);
    throw error;
  }
}

/** Opens the file that takes a model's bytes as they come. In workers only. */
export async function openPart(id: string): Promise<OpenPart> {
  const file = (await (await folderOf(id)).getFileHandle(PART_FILE, { create: true })) as Handle;
  return file.createSyncAccessHandle();
}

/** The part, closed, becomes the model. */
export async function finishPart(record: ModelRecord): Promise<ModelRecord> {
  const part = (await (await folderOf(record.id)).getFileHandle(PART_FILE)) as Handle;
  await part.move(MODEL_FILE);
  const { hashState: _, etag: __, filesDone: ___, ...rest } = record;
  const whole: ModelRecord = { ...rest, state: "ready" };
  await writeRecord(whole);
  return whole;
}

export async function removeModel(id: string): Promise<void> {
  try {
    await (await models()).removeEntry(id, { recursive: true });
  } catch (error) {
    if ((error as DOMException).name !== "NotFoundError") throw error;
  }
}

/** What a browser that was closed in the middle of something left behind, and what nothing can be made of any more. */
export async function tidy(): Promise<void> {
  for (const record of await listStored()) {
    if (record.state === "ready") continue;
    const folder = await folderOf(record.id);
    const whole = await folder.getFileHandle(MODEL_FILE).then((handle) => handle.getFile(), () => undefined);
    // Only a file whose hash was right gets this name.
    if (whole) await writeRecord({ ...record, receivedBytes: record.bytes, state: "ready" });
    // The file that it was copied from is known to nobody any more.
    else if (record.source.kind === "file") await removeModel(record.id);
  }
  for await (const id of (await models()).keys()) if (!(await readRecord(id))) await removeModel(id);
}
