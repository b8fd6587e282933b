// Where the panel goes: below the selection or above it, always within the window. Pure. In viewport pixels.

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Size {
  width: number;
  height: number;
}

export type Side = "below" | "above" | "over";

export interface Place {
  side: Side;
  left: number;
  /** From the window's top; for a panel above the selection, which grows upwards, its end from the window's bottom. */
  offset: number;
  maxHeight: number;
}

const gap = 6;
const margin = 8;
/** Less room than this beside the selection, and the panel goes over it. */
const leastHeight = 200;

/** `side`: where it stands already; it stays there while it can. */
export function place(anchor: Box, panel: Size, view: Size, isRtl: boolean, side?: Side): Place {
  const top = clamp(anchor.top, 0, view.height);
  const bottom = clamp(anchor.bottom, 0, view.height);
  const room = { below: view.height - margin - gap - bottom, above: top - gap - margin, over: view.height - 2 * margin };
  const least = Math.min(panel.height, leastHeight);
  const better = room.below >= Math.min(panel.height, room.above) ? "below" : "above";
  const chosen = side && room[side] >= least ? side : room[better] >= least ? better : "over";
  const maxHeight = Math.max(0, room[chosen]);
  const start = isRtl ? anchor.right - panel.width : anchor.left;
  const left = clamp(start, margin, view.width - margin - panel.width);
  const height = Math.min(panel.height, maxHeight);
  const offset = { below: bottom + gap, above: view.height - top + gap, over: clamp(bottom + gap, margin, view.height - margin - height) };
  return { side: chosen, left, offset: offset[chosen], maxHeight };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
