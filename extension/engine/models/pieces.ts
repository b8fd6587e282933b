// A model in several files is fetched file by file: each is a download of its own, whose bytes lie behind those of the files before.
// Pure.

import type { ModelFile, ModelRecord } from "../../shared/model_store.js";
import type { Part } from "./receiver.js";

export interface Piece {
  /** As if it were all of the model. */
  record: ModelRecord;
  /** Where it begins. */
  start: number;
}

/** A model's files, in their order; one that the user picked has one. */
export function filesOf({ files, source, bytes, sha256 }: ModelRecord): ModelFile[] {
  return files ?? [{ file: source.file, bytes, sha256 }];
}

/** The file that is being fetched; undefined: all are here, and are what they should be. */
export function currentPiece(record: ModelRecord): Piece | undefined {
  const at = record.filesDone ?? 0;
  const files = filesOf(record);
  const current = files[at];
  if (!current) return undefined;
  const start = files.slice(0, at).reduce((sum, { bytes }) => sum + bytes, 0);
  const { file, bytes, sha256 } = current;
  // What is wrong with one of several is told of that one.
  const name = record.files ? file.replace(/^.*\//, "") : record.name;
  return { record: { ...record, name, bytes, sha256, receivedBytes: record.receivedBytes - start }, start };
}

/** The model's record, once so much of its current file has come. */
export function withPiece(record: ModelRecord, { start }: Piece, { receivedBytes, hashState, etag }: ModelRecord): ModelRecord {
  const { hashState: _, etag: __, ...rest } = record;
  return { ...rest, receivedBytes: start + receivedBytes, ...(hashState !== undefined && { hashState }), ...(etag !== undefined && { etag }) };
}

/** The same, once the current file is whole. */
export function afterPiece(record: ModelRecord, { start }: Piece, { receivedBytes, sha256 }: ModelRecord): ModelRecord {
  const { hashState: _, etag: __, ...rest } = record;
  const filesDone = (record.filesDone ?? 0) + 1;
  const done = { ...rest, receivedBytes: start + receivedBytes, filesDone };
  if (!record.files) return { ...done, sha256 };
  return { ...done, files: record.files.map((file, at) => (at === filesDone - 1 ? { ...file, sha256 } : file)) };
}

/** The part from there on. */
export function partFrom(start: number, part: Part): Part {
  return {
    write: (bytes, { at }) => part.write(bytes, { at: start + at }),
    truncate: (bytes) => part.truncate(start + bytes),
    getSize: () => Math.max(0, part.getSize() - start),
    flush: () => part.flush(),
  };
}
