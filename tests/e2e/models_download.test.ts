// The download itself, without a browser: against the server that plays the Hub, with a clock that need not be waited for.
import assert from "node:assert/strict";
import { createHash, randomBytes, randomInt } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { download, waitMs } from "../../extension/engine/models/download.ts";
import { receiveAll } from "../../extension/engine/models/receive_all.ts";
import { Receiver, type Part } from "../../extension/engine/models/receiver.ts";
import { Pace } from "../../extension/engine/models/pace.ts";
import type { ModelRecord } from "../../extension/shared/model_store.ts";
import { TroubleError } from "../../extension/shared/troubles.ts";
import { FILE_HOST, HubServer } from "./hub_server.ts";
import { fetchFrom } from "./hub_fetch.ts";

class Buffered implements Part {
  bytes = Buffer.alloc(0);
  /** What a disk would take. */
  room = Infinity;

  write(bytes: Uint8Array, { at }: { at: number }): number {
    const taken = bytes.subarray(0, Math.max(0, this.room - at));
    this.bytes = Buffer.concat([this.bytes.subarray(0, at), taken]);
    return taken.length;
  }
  truncate(bytes: number): void {
    this.bytes = this.bytes.subarray(0, bytes);
  }
  getSize(): number {
    return this.bytes.length;
  }
  flush(): void {}
}

const file = Buffer.concat([Buffer.from("GGUF"), randomBytes(999_996)]);
const sha256 = createHash("sha256").update(file).digest("hex");
const url = `https://${FILE_HOST}/a/b/c.gguf`;
const fresh: ModelRecord = {
  id: "c",
  name: "c",
  source: { kind: "hub", repository: "a/b", revision: "main", file: "c.gguf" },
  bytes: file.length,
  sha256,
  receivedBytes: 0,
  state: "partial",
  addedAt: 0,
};

describe("a download", () => {
  let hub: HubServer;
  let part: Buffered;
  let noted: ModelRecord[];
  let waits: number[];
  let stop: AbortController;
  let time = 0;
  before(async () => {
    hub = await HubServer.start();
    hub.put("a/b", "c.gguf", file);
  });
  beforeEach(() => {
    hub.behave();
    hub.requests.length = 0;
    [part, noted, waits, stop] = [new Buffered(), [], [], new AbortController()];
  });
  after(() => hub.close());

  const clock = {
    now: () => (time += 400),
    wait: (ms: number, signal: AbortSignal): Promise<void> => {
      // The patience with a silent server is never used up here.
      if (ms === 45_000) return new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
      waits.push(ms);
      return Promise.resolve();
    },
  };
  const open = (record: ModelRecord = fresh): Promise<Receiver> =>
    Receiver.open(record, part, async (record) => void noted.push(structuredClone(record)), clock.now);
  const run = (receiver: Receiver): Promise<void> =>
    download(url, receiver, { request: fetchFrom(hub), clock, onWait: () => {}, signal: stop.signal });
  const isWhole = (receiver: Receiver): void => {
    assert.equal(receiver.finish().sha256, sha256);
    assert.deepEqual(part.bytes, file);
  };
  const trouble = (code: string) => (error: unknown) => error instanceof TroubleError && error.trouble.code === code;

  test("comes whole, asked for by a range", async () => {
    const receiver = await open();
    await run(receiver);
    isWhole(receiver);
    assert.deepEqual(hub.requests.map(({ range }) => range), [`bytes=0-${file.length - 1}`]);
  });

  test("cut at a random byte twenty times it ends with the right hash", async () => {
    const places = Array.from({ length: 20 }, () => randomInt(1, file.length / 25));
    hub.behave({ cuts: [...places] });
    const receiver = await open();
    await run(receiver);
    isWhole(receiver);
    assert.equal(hub.requests.length, 21);
    const starts = hub.requests.map(({ range }) => Number(/\d+/.exec(range ?? "")?.[0]));
    assert.ok(starts.every((start, at) => at === 0 || start >= (starts[at - 1] ?? 0)), `none starts over: ${starts}`);
  });

  test("goes on from what was written down, in another receiver", async () => {
    hub.behave({ cuts: [600_000] });
    const receiver = await open();
    const half = run(receiver);
    await assert.rejects(Promise.all([half, (async () => {
      while (waits.length === 0) await new Promise(setImmediate);
      stop.abort();
      await half;
    })()]));
    const last = noted.at(-1);
    assert.ok(last && last.receivedBytes > 0 && last.receivedBytes <= part.bytes.length, "something was written down");
    stop = new AbortController();
    const again = await open(last);
    assert.equal(again.receivedBytes, last.receivedBytes);
    hub.requests.length = 0;
    await run(again);
    isWhole(again);
    assert.match(hub.requests[0]?.range ?? "", new RegExp(`^bytes=${last.receivedBytes}-`));
  });

  test("a part that is shorter than was written down starts over", async () => {
    const receiver = await open({ ...fresh, receivedBytes: 500, hashState: "00" });
    assert.equal(receiver.receivedBytes, 0);
    await run(receiver);
    isWhole(receiver);
  });

  test("from a server without ranges: over again, never joined wrongly", async () => {
    hub.behave({ noRanges: true, cuts: [300_000, 700_000] });
    const receiver = await open();
    await run(receiver);
    isWhole(receiver);
  });

  test("another version of the file starts over", async () => {
    const old = Buffer.concat([Buffer.from("GGUF"), randomBytes(299_996)]);
    const receiver = await open();
    await receiver.receive(old);
    receiver.etag = '"old"';
    await run(receiver);
    isWhole(receiver);
  });

  test("file hosts that name a file differently each time are believed by the hash", async () => {
    hub.behave({ cuts: Array.from({ length: 9 }, () => 100_000) });
    const receiver = await open();
    let count = 0;
    const fetch = fetchFrom(hub);
    const changing = (url: string, init: RequestInit): Promise<Response> => {
      hub.manners.etag = `"${++count}"`;
      return fetch(url, init);
    };
    await download(url, receiver, { request: changing, clock, onWait: () => {}, signal: stop.signal });
    isWhole(receiver);
    const unpinned = await open({ ...fresh, sha256: null });
    hub.behave({ cuts: Array.from({ length: 9 }, () => 100_000) });
    const work = download(url, unpinned, { request: changing, clock, onWait: () => {}, signal: stop.signal });
    await assert.rejects(work, trouble("changed"));
  });

  test("another length than promised is another file", async () => {
    const receiver = await open({ ...fresh, bytes: file.length - 1 });
    await assert.rejects(run(receiver), trouble("changed"));
  });

  test("wrong bytes are noticed at the end", async () => {
    hub.behave({ wrong: true });
    const receiver = await open();
    await run(receiver);
    assert.throws(() => receiver.finish(), trouble("wrongHash"));
  });

  test("what is no GGUF file is noticed at its first bytes, however they come", async () => {
    for (const pieces of [["GGML and more"], ["G", "GU", "E", "rest"], ["<!doctype html>"]]) {
      const receiver = await open();
      await assert.rejects(async () => {
        for (const piece of pieces) await receiver.receive(Buffer.from(piece));
      }, trouble("notGguf"));
    }
    const receiver = await open();
    for (const piece of ["G", "GU", "F", "rest"]) await receiver.receive(Buffer.from(piece));
  });

  test("a disk that takes a part only is a full disk", async () => {
    part.room = 400_000;
    const receiver = await open();
    await assert.rejects(run(receiver), { name: "QuotaExceededError" });
  });

  test("errors of the server are waited out, longer each time, and given up in the end", async () => {
    hub.put("a/b", "c.gguf", file);
    const answers = [503, 500, 429];
    const fetch = fetchFrom(hub);
    const failing = (url: string, init: RequestInit): Promise<Response> => {
      const status = answers.shift();
      return status ? Promise.resolve(new Response("", { status })) : fetch(url, init);
    };
    const receiver = await open();
    await download(url, receiver, { request: failing, clock, onWait: () => {}, signal: stop.signal });
    isWhole(receiver);
    assert.deepEqual(waits, [1_000, 2_000, 4_000]);

    const dead = (): Promise<Response> => Promise.reject(new TypeError("network"));
    const hopeless = download(url, await open(), { request: dead, clock, onWait: () => {}, signal: stop.signal });
    await assert.rejects(hopeless, trouble("offline"));
    assert.equal(waitMs(99), 60_000);
  });

  test("in several files it comes whole, and goes on within the one that was begun", async () => {
    const files = [file.subarray(0, 300_000), Buffer.concat([Buffer.from("GGUF"), randomBytes(500_000)]), file.subarray(0, 50_000)];
    const names = ["m-00001-of-00003.gguf", "m-00002-of-00003.gguf", "m-00003-of-00003.gguf"];
    for (const [at, bytes] of files.entries()) hub.put("a/m", names[at] ?? "", bytes);
    const pinned = files.map((bytes, at) => ({ file: names[at] ?? "", bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") }));
    const several: ModelRecord = { ...fresh, bytes: Buffer.concat(files).length, sha256: null, files: pinned };
    const take = (record: ModelRecord): Promise<ModelRecord> =>
      receiveAll(record, part, {
        bring: (receiver, at) => download(`https://${FILE_HOST}/a/m/${names[at]}`, receiver, { request: fetchFrom(hub), clock, onWait: () => {}, signal: stop.signal }),
        onReceiver: () => {},
        note: async (record) => void noted.push(structuredClone(record)),
        now: clock.now,
      });

    hub.behave({ cuts: [Infinity, 200_000] });
    const half = take(several);
    while (waits.length === 0) await new Promise(setImmediate);
    stop.abort();
    await assert.rejects(half);
    const last = noted.at(-1);
    assert.ok(last?.filesDone === 1 && last.receivedBytes > 300_000, JSON.stringify(last));
    stop = new AbortController();
    hub.behave();
    hub.requests.length = 0;
    const whole = await take(last);
    assert.deepEqual(part.bytes, Buffer.concat(files));
    assert.deepEqual([whole.receivedBytes, whole.filesDone, whole.hashState], [whole.bytes, 3, undefined]);
    assert.deepEqual(hub.requests.map(({ path }) => path.split("/").pop()), names.slice(1));

    [part, noted] = [new Buffered(), []];
    const wrong = pinned.map((one, at) => (at === 1 ? { ...one, sha256: "0".repeat(64) } : one));
    await assert.rejects(take({ ...several, files: wrong }), trouble("wrongHash"));
    assert.equal(part.bytes.length, 800_004, "what comes behind is not asked for");
  });

  for (const [status, code] of [[401, "account"], [403, "account"], [404, "notFound"], [400, "server"]] as const) {
    test(`${status} is no reason to try again`, async () => {
      const request = (): Promise<Response> => Promise.resolve(new Response("", { status }));
      const work = download(url, await open(), { request, clock, onWait: () => {}, signal: stop.signal });
      await assert.rejects(work, trouble(code));
      assert.deepEqual(waits, []);
    });
  }
});

test("the pace is that of the last seconds", () => {
  const pace = new Pace();
  assert.equal(pace.bytesPerS(), 0);
  for (let second = 0; second <= 20; second++) pace.add(second * 1_000, second < 10 ? second * 100 : 1_000 + (second - 10) * 7);
  assert.ok(Math.abs(pace.bytesPerS() - 7) < 0.1, `${pace.bytesPerS()}`);
  pace.add(21_000, 0);
  assert.equal(pace.bytesPerS(), 0);
});
