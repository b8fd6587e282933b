// Takes all files of a model, one after the other, and sees that each is what it should be. Must not know: where they come from.

import type { ModelRecord } from "../../shared/model_store.js";
import { afterPiece, currentPiece, partFrom, withPiece } from "./pieces.js";
import { Receiver, type Part } from "./receiver.js";

export interface Taking {
  /** Brings one file, by its number from 0, from where it was left. */
  bring(receiver: Receiver, file: number): Promise<void>;
  /** What was taken is now taken here, behind so many bytes of other files. */
  onReceiver(receiver: Receiver, start: number): void;
  note(record: ModelRecord): Promise<void>;
  now(): number;
}

/** The record of the whole model. */
export async function receiveAll(whole: ModelRecord, part: Part, { bring, onReceiver, note, now }: Taking): Promise<ModelRecord> {
  let record = whole;
  for (let piece = currentPiece(record); piece; piece = currentPiece(record)) {
    const current = piece;
    const of = record;
    const receiver = await Receiver.open(current.record, partFrom(current.start, part), (noted) => note(withPiece(of, current, noted)), now);
    onReceiver(receiver, current.start);
    await bring(receiver, of.filesDone ?? 0);
    await receiver.rest();
    record = afterPiece(of, current, receiver.finish());
    await note(record);
  }
  return record;
}
