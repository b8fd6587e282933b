// "Advanced": how fast the model runs here, and how close that is to what the graphics card can read. Measured when it is asked for only,
// as it takes seconds in which nothing is suggested.

import { isRate, shares, type Figures } from "../../shared/speed.js";
import type { Task } from "../../shared/protocol.js";
import type { Say } from "../../shared/words.js";

const READ_BYTES = 1 << 28;
const DEVICE: Task = { kind: "device", mostBytes: READ_BYTES };
const DECODE: Task = { kind: "decode", context: 16, tokens: 64 };

export interface Speed {
  tokensPerS: number;
  /** From 0 to 1, of the bytes that the graphics card can read in a second; undefined where that is not known. */
  share: number | undefined;
  readBytesPerS: number | undefined;
}

/** `ask` gives a task's figures, or rejects with a sentence for the user. */
export async function measure(ask: (task: Task) => Promise<Figures>): Promise<Speed> {
  const device = await ask(DEVICE);
  const { tokens_per_s: speed, share_of_read_bandwidth: share } = shares(await ask(DECODE), device);
  const { read_bytes_per_s: read } = device;
  return {
    tokensPerS: isRate(speed) ? speed : 0,
    share: isRate(share) ? share : undefined,
    readBytesPerS: isRate(read) ? read : undefined,
  };
}

/** In words, a line each. */
export function speedLines({ tokensPerS, share, readBytesPerS }: Speed, say: Say): string {
  const lines = [say("stateSpeed", short(tokensPerS))];
  if (share !== undefined && readBytesPerS !== undefined) {
    lines.push(say("speedShare", short(share * 100), short(readBytesPerS / 1e9)));
  }
  return lines.join("\n");
}

function short(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}
