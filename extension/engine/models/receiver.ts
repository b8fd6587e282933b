// Takes a model's bytes as they come: to the disk, through the hash, and into the record from time to time, so that a browser that
// is closed loses little. Must not know: where they come from.

import { createSHA256, type IHasher } from "hash-wasm";
import type { ModelRecord } from "../../shared/model_store.js";
import { TroubleError } from "../../shared/troubles.js";

/** Where bytes go: a FileSystemSyncAccessHandle, in tests a buffer. */
export interface Part {
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(bytes: number): void;
  getSize(): number;
  flush(): void;
}

/** What is written down at most so often. */
const stepMs = 1_000;
const magic = [0x47, 0x47, 0x55, 0x46]; // "GGUF"

export class Receiver {
  private notedAt = 0;
  private notedBytes = 0;
  private noting: Promise<void> | undefined;
  private restarts = 0;

  private constructor(
    private record: ModelRecord,
    private readonly part: Part,
    private readonly hash: IHasher,
    private readonly note: (record: ModelRecord) => Promise<void>,
    private readonly now: () => number,
  ) {}

  /** Goes on where the record says that all is well; else from the start. */
  static async open(
    record: ModelRecord,
    part: Part,
    note: (record: ModelRecord) => Promise<void>,
    now: () => number,
  ): Promise<Receiver> {
    const receiver = new Receiver(record, part, (await createSHA256()).init(), note, now);
    const { receivedBytes, hashState } = record;
    if (hashState && part.getSize() >= receivedBytes) {
      part.truncate(receivedBytes);
      receiver.hash.load(fromHex(hashState));
    } else {
      receiver.startOver();
      receiver.restarts = 0;
    }
    return receiver;
  }

  get receivedBytes(): number {
    return this.record.receivedBytes;
  }

  get totalBytes(): number {
    return this.record.bytes;
  }

  get isComplete(): boolean {
    return this.receivedBytes === this.totalBytes;
  }

  /** How often the file's start was asked for again. */
  get startedOver(): number {
    return this.restarts;
  }

  /** Known before the first byte. */
  get isHashKnown(): boolean {
    return this.record.sha256 !== null;
  }

  get etag(): string | undefined {
    return this.record.etag;
  }

  set etag(etag: string | undefined) {
    this.record = { ...this.record, ...(etag !== undefined && { etag }) };
  }

  async receive(bytes: Uint8Array): Promise<void> {
    const { receivedBytes } = this.record;
    if (receivedBytes + bytes.length > this.record.bytes) throw new TroubleError("changed", this.record.name);
    for (let at = receivedBytes; at < magic.length && at - receivedBytes < bytes.length; at++) {
      if (bytes[at - receivedBytes] !== magic[at]) throw new TroubleError("notGguf", this.record.name);
    }
    // A disk that is full throws in one browser, and takes a part only in the other.
    if (this.part.write(bytes, { at: receivedBytes }) < bytes.length) throw new DOMException("no room", "QuotaExceededError");
    this.hash.update(bytes);
    this.record = { ...this.record, receivedBytes: receivedBytes + bytes.length };
    await this.noteWhenDue();
  }

  /** Writes down what has come, if that was not done lately. */
  noteWhenDue(): Promise<void> {
    const isNew = this.record.receivedBytes !== this.notedBytes;
    if (!this.noting && isNew && this.now() - this.notedAt >= stepMs) {
      this.noting = this.writeDown().finally(() => (this.noting = undefined));
    }
    return this.noting ?? Promise.resolve();
  }

  startOver(): void {
    this.restarts++;
    this.hash.init();
    this.part.truncate(0);
    const { hashState: _, etag: __, ...rest } = this.record;
    this.record = { ...rest, receivedBytes: 0 };
  }

  private async writeDown(): Promise<void> {
    this.notedAt = this.now();
    this.part.flush();
    this.notedBytes = this.record.receivedBytes;
    this.record = { ...this.record, hashState: toHex(this.hash.save()) };
    await this.note(this.record);
  }

  /** Nothing comes any more for now. */
  async rest(): Promise<void> {
    await this.noted();
    await this.writeDown();
  }

  /** Returns when nothing is being written down. */
  async noted(): Promise<void> {
    await this.noting?.catch(() => undefined);
  }

  /** After the last byte: the record with the hash in it. */
  finish(): ModelRecord {
    this.part.flush();
    const sha256 = this.hash.digest("hex");
    const expected = this.record.sha256;
    if (expected !== null && expected !== sha256) throw new TroubleError("wrongHash", this.record.name);
    return { ...this.record, sha256 };
  }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
