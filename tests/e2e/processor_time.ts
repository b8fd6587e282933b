// The processor time that a browser has taken, in all of its processes: what a measurement on a shared machine can be judged by. Linux only.
import { readdir, readFile } from "node:fs/promises";
import type { BrowserName } from "./browsers/driver.ts";

/** Of a clock tick of /proc, on every Linux. */
const tickMs = 10;

interface Process {
  id: number;
  parent: number;
  name: string;
  ms: number;
}

/** Milliseconds since its start, of the browser that this process started and of all that it started in turn. */
export async function processorMs(browser: BrowserName): Promise<number> {
  const all = await processes();
  const ours = new Set([process.pid]);
  // A process is younger than its parent, but its number may be lower: until nothing is added.
  for (let before = 0; before < ours.size; ) {
    before = ours.size;
    for (const { id, parent, name } of all) {
      if (ours.has(parent) && (parent !== process.pid || name.startsWith(browser))) ours.add(id);
    }
  }
  return all.filter(({ id }) => id !== process.pid && ours.has(id)).reduce((sum, { ms }) => sum + ms, 0);
}

async function processes(): Promise<Process[]> {
  const numbers = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = await Promise.all(numbers.map((number) => readFile(`/proc/${number}/stat`, "utf8").catch(() => "")));
  return read.flatMap((stat) => {
    // proc(5): number (name) state parent …; the name may hold anything, its own brackets too.
    const [, id, name, rest] = /^(\d+) \((.*)\) (.*)/s.exec(stat) ?? [];
    const fields = rest?.split(" ") ?? [];
    if (!id || !name) return [];
    return [{ id: Number(id), parent: Number(fields[1]), name, ms: (Number(fields[11]) + Number(fields[12])) * tickMs }];
  });
}
