// What our scripts cost a page, from Chromium's trace: the time that the page's main thread spent in them, and the layouts that
// they forced. Must not know: what was done meanwhile.
import type { Page } from "puppeteer-core";

interface TraceEvent {
  name: string;
  ph: string;
  /** Microseconds. */
  ts: number;
  dur?: number;
  /** Microseconds that the thread really ran. */
  tdur?: number;
  pid: number;
  tid: number;
  args: { data?: { url?: string; type?: string; fileName?: string } };
}

/** A stretch of the main thread, in milliseconds: when it began, and for how long the thread ran. */
export interface Span {
  name: string;
  start: number;
  ms: number;
  /** Layouts that it forced. */
  layouts: number;
  /** Done for the next frame, not at an event. */
  isFrame: boolean;
}

const categories = ["devtools.timeline", "v8", "disabled-by-default-devtools.timeline"];

/** Runs `work` and gives what the trace holds of it. */
export async function traced(page: Page, work: () => Promise<void>): Promise<TraceEvent[]> {
  await page.tracing.start({ categories });
  await work();
  const bytes = await page.tracing.stop();
  if (!bytes) throw new Error("the browser gave no trace");
  const { traceEvents } = JSON.parse(new TextDecoder().decode(bytes)) as { traceEvents: TraceEvent[] };
  return traceEvents;
}

const isOurs = ({ args }: TraceEvent, file: string): boolean =>
  [args.data?.url, args.data?.fileName].some((url) => url?.startsWith("chrome-extension://") && url.endsWith(file));

/** Compiling and running a script at its start, a span a frame. */
export function starts(events: TraceEvent[], file: string): Span[] {
  return spans(events, (event) => /^(v8\.compile|EvaluateScript)$/.test(event.name) && isOurs(event, file));
}

/** Calls into scripts of ours whose names end with one of these. */
export function calls(events: TraceEvent[], files: string[]): Span[] {
  return spans(events, (event) => event.name === "FunctionCall" && files.some((file) => isOurs(event, file)));
}

/** When each key went down, in milliseconds. */
export function keysDown(events: TraceEvent[]): number[] {
  return events
    .filter(({ name, args }) => name === "EventDispatch" && args.data?.type === "keydown")
    .map(({ ts }) => ts / 1e3)
    .sort((a, b) => a - b);
}

function spans(events: TraceEvent[], picks: (event: TraceEvent) => boolean): Span[] {
  const layouts = events.filter(({ name }) => name === "Layout");
  const frames = events.filter(({ name }) => name === "FireAnimationFrame");
  const end = ({ ts, dur = 0 }: TraceEvent): number => ts + dur;
  const isIn = (inner: TraceEvent, outer: TraceEvent): boolean =>
    inner.pid === outer.pid && inner.tid === outer.tid && inner.ts >= outer.ts && end(inner) <= end(outer);
  const picked = events.filter((event) => event.ph === "X" && picks(event));
  return picked
    .filter((event) => !picked.some((outer) => outer !== event && isIn(event, outer)))
    .map((event) => ({
      name: event.name,
      start: event.ts / 1e3,
      ms: (event.tdur ?? event.dur ?? 0) / 1e3,
      layouts: layouts.filter((layout) => isIn(layout, event)).length,
      isFrame: frames.some((frame) => isIn(event, frame)),
    }));
}
