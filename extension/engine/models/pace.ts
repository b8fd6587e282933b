// How fast something comes, over its last seconds. Pure.

const windowMs = 5_000;

export class Pace {
  private readonly seen: { at: number; bytes: number }[] = [];

  add(at: number, bytes: number): void {
    const last = this.seen.at(-1);
    // Started over.
    if (last && bytes < last.bytes) this.seen.length = 0;
    this.seen.push({ at, bytes });
    while (this.seen.length > 2 && at - (this.seen[1]?.at ?? at) > windowMs) this.seen.shift();
  }

  bytesPerS(): number {
    const [first] = this.seen;
    const last = this.seen.at(-1);
    if (!first || !last || last.at <= first.at) return 0;
    return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
  }
}
