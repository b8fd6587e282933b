// How long the page's frames take, by requestAnimationFrame.

import { percentile } from "./report.js";

export interface Frames {
  frames: number;
  p50_ms: number;
  p99_ms: number;
  max_ms: number;
}

/** What `work` gives, and the frames that passed meanwhile. */
export async function framesOf<T>(work: () => Promise<T>): Promise<[T, Frames]> {
  const times: number[] = [];
  let goesOn = true;
  const tick = (time: number): void => {
    times.push(time);
    if (goesOn) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  const result = await work();
  goesOn = false;
  const each = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return [
    result,
    {
      frames: each.length,
      p50_ms: percentile(each, 0.5),
      p99_ms: percentile(each, 0.99),
      max_ms: percentile(each, 1),
    },
  ];
}
