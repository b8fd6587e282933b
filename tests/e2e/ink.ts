// Finds where two screenshots differ: where text was drawn. Judges placement without asking the code that placed it.
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { decodePng, type Picture } from "./png.ts";

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Of the whole window, or of as much of its top. */
export async function picture(page: Page, height?: number): Promise<Picture> {
  const clip = height === undefined ? {} : { clip: { x: 0, y: 0, width: 1000, height } };
  return decodePng(await page.screenshot({ type: "png", ...clip }));
}

/** The box around all that differs by more than a third of the largest difference, so grey and black letters count alike. */
export function newInk(before: Picture, after: Picture): Box {
  assert.deepEqual([before.width, before.height], [after.width, after.height], "screenshots of one size");
  const change = (pixel: number): number =>
    Math.max(...[0, 1, 2].map((c) => Math.abs(before.rgb[3 * pixel + c]! - after.rgb[3 * pixel + c]!)));
  const changes = Uint8Array.from({ length: before.width * before.height }, (_, pixel) => change(pixel));
  const least = changes.reduce((most, next) => Math.max(most, next), 0) / 3;
  assert.ok(least > 8, "something was drawn");
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  changes.forEach((value, pixel) => {
    if (value <= least) return;
    const [x, y] = [pixel % before.width, Math.floor(pixel / before.width)];
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x + 1);
    box.bottom = Math.max(box.bottom, y + 1);
  });
  return box;
}

export function assertSamePlace(ghost: Box, text: Box, pixels: number): void {
  for (const edge of ["left", "top", "right", "bottom"] as const) {
    const off = ghost[edge] - text[edge];
    assert.ok(
      Math.abs(off) <= pixels,
      `${edge} edge is off by ${off} px: ghost ${JSON.stringify(ghost)}, text ${JSON.stringify(text)}`,
    );
  }
}
