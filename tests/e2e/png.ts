// Decodes the screenshots that browsers make: 8-bit PNGs, RGB or RGBA, not interlaced.
import { inflateSync } from "node:zlib";

export interface Picture {
  width: number;
  height: number;
  /** Three bytes a pixel. */
  rgb: Uint8Array;
}

export function decodePng(file: Uint8Array): Picture {
  const view = Buffer.from(file);
  const chunks: Buffer[] = [];
  let width = 0,
    height = 0,
    channels = 0;
  for (let at = 8; at < view.length;) {
    const length = view.readUInt32BE(at);
    const kind = view.toString("latin1", at + 4, at + 8);
    const data = view.subarray(at + 8, at + 8 + length);
    if (kind === "IHDR") {
      [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
      channels = { 2: 3, 6: 4 }[data[9] ?? 0] ?? 0;
      if (data[8] !== 8 || !channels || data[12]) throw new Error("not an 8-bit RGB(A) PNG");
    }
    if (kind === "IDAT") chunks.push(data);
    at += length + 12;
  }
  return { width, height, rgb: withoutAlpha(unfilter(inflateSync(Buffer.concat(chunks)), width * channels, channels), channels) };
}

/** Undoes the five row filters of the PNG specification. */
function unfilter(raw: Uint8Array, stride: number, step: number): Uint8Array {
  const rows = raw.length / (stride + 1);
  const out = new Uint8Array(rows * stride);
  for (let row = 0; row < rows; row++) {
    const filter = raw[row * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const to = row * stride + i;
      const left = i >= step ? out[to - step]! : 0;
      const up = row > 0 ? out[to - stride]! : 0;
      const corner = i >= step && row > 0 ? out[to - stride - step]! : 0;
      const guess =
        filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : filter === 4 ? paeth(left, up, corner) : 0;
      out[to] = raw[row * (stride + 1) + 1 + i]! + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const base = left + up - corner;
  const [a, b, c] = [Math.abs(base - left), Math.abs(base - up), Math.abs(base - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function withoutAlpha(bytes: Uint8Array, channels: number): Uint8Array {
  return channels === 3 ? bytes : bytes.filter((_, i) => i % 4 !== 3);
}
