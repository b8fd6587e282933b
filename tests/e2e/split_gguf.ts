// A GGUF file cut into parts, as `gguf-split` does: each has a list of its own tensors, the first also the metadata.

const alignment = 32;
const u16 = 2;
const i32 = 5;

/** `first`: the name of the tensor that the file's list begins with; `cuts`: how many of the tensors lie before each cut. */
export function splitGguf(bytes: Buffer, first: string, ...cuts: number[]): Buffer[] {
  const tensors = Number(bytes.readBigUInt64LE(8));
  const list = bytes.indexOf(named(first));
  const entries: { described: Buffer; offset: number }[] = [];
  let at = list;
  for (let tensor = 0; tensor < tensors; tensor++) {
    const dimensions = at + 8 + Number(bytes.readBigUInt64LE(at));
    const end = dimensions + 4 + 8 * bytes.readUInt32LE(dimensions) + 4;
    entries.push({ described: bytes.subarray(at, end), offset: Number(bytes.readBigUInt64LE(end)) });
    at = end + 8;
  }
  const weights = bytes.subarray(Math.ceil(at / alignment) * alignment);
  const ends = entries.map((_, tensor) => entries[tensor + 1]?.offset ?? weights.length);

  const part = (number: number, from: number, to: number): Buffer => {
    const start = entries[from]?.offset ?? 0;
    const keys = [number === 0 ? bytes.subarray(24, list) : Buffer.alloc(0), key("split.no", u16, number), key("split.count", u16, cuts.length + 1)];
    const pairs = number === 0 ? Number(bytes.readBigUInt64LE(16)) : 0;
    const described = entries.slice(from, to).flatMap(({ described, offset }) => [described, u64(offset - start)]);
    const header = [bytes.subarray(0, 8), u64(to - from), u64(pairs + 3), ...keys, key("split.tensors.count", i32, tensors), ...described];
    return Buffer.concat([padded(Buffer.concat(header)), weights.subarray(start, ends[to - 1])]);
  };
  return [...cuts, tensors].map((to, number) => part(number, cuts[number - 1] ?? 0, to));
}

function u64(number: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(number));
  return bytes;
}

function named(name: string): Buffer {
  return Buffer.concat([u64(name.length), Buffer.from(name)]);
}

function key(name: string, kind: number, number: number): Buffer {
  const value = Buffer.alloc(kind === u16 ? 6 : 8);
  value.writeUInt32LE(kind);
  value.writeUIntLE(number, 4, value.length - 4);
  return Buffer.concat([named(name), value]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((alignment - (bytes.length % alignment)) % alignment)]);
}
