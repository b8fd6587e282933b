// Reads the ghost text as a person sees it: the generated content that is laid out and visible.
import type { Frame, Page } from "puppeteer-core";
import type { Driver } from "./browsers/driver.ts";
import { evaluateIn } from "./browsers/evaluate.ts";
import { until } from "./until.ts";

export interface Ghost {
  text: string;
  font: { family: string; size: string; weight: string; style: string; lineHeight: string; letterSpacing: string };
  color: string;
  box: { left: number; top: number; right: number; bottom: number };
}

/** The ghost text in a frame; undefined where none is shown. */
export async function ghostIn(driver: Driver, frame: Frame): Promise<Ghost | undefined> {
  const shown = (await driver.inClosedRoots(frame, readGhost)).filter((ghost) => ghost !== null);
  if (shown.length > 1) throw new Error(`more than one ghost: ${JSON.stringify(shown.map(({ text }) => text))}`);
  return shown[0];
}

export function ghostShown(driver: Driver, where: Page | Frame, text: string, seconds?: number): Promise<Ghost> {
  return until(
    `the ghost text ${JSON.stringify(text)}`,
    async () => {
      const frame = frameOf(where);
      const ghost = await ghostIn(driver, frame);
      if (ghost?.text === text) return ghost;
      const page = await evaluateIn(
        frame,
        () => `${document.visibilityState} page, focus ${document.hasFocus()} in ${document.activeElement?.tagName}`,
      );
      throw new Error(`${JSON.stringify(ghost?.text)}; ${page}`);
    },
    seconds,
  );
}

export async function ghostGone(driver: Driver, where: Page | Frame): Promise<void> {
  await until("the ghost text to go", async () => {
    const ghost = await ghostIn(driver, frameOf(where));
    if (!ghost) return true;
    throw new Error(JSON.stringify(ghost.text));
  });
}

function frameOf(where: Page | Frame): Frame {
  return "mainFrame" in where ? where.mainFrame() : where;
}

/** Runs in the page. */
export function readGhost(root: ShadowRoot): Ghost | null {
  const unquote = (content: string): string =>
    content
      .slice(1, -1)
      .replace(/\\(?:([0-9a-f]{1,6}) ?|(.))/gi, (_, code, letter) => (code ? String.fromCodePoint(parseInt(code, 16)) : letter));
  for (const element of root.querySelectorAll("*")) {
    const style = getComputedStyle(element, "::after");
    const { left, top, right, bottom } = element.getBoundingClientRect();
    if (!style.content.startsWith('"') || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const text = unquote(style.content);
    if (text === "" || right <= left) continue;
    return {
      text,
      font: {
        family: style.fontFamily,
        size: style.fontSize,
        weight: style.fontWeight,
        style: style.fontStyle,
        lineHeight: style.lineHeight,
        letterSpacing: style.letterSpacing,
      },
      color: style.color,
      box: { left, top, right, bottom },
    };
  }
  return null;
}
