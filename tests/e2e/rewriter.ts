// The rewrite panel as a person meets it: what it shows, where it stands, where its focus is. Reads its closed shadow root.
import assert from "node:assert/strict";
import type { Frame, Page } from "puppeteer-core";
import type { Driver } from "./browsers/driver.ts";
import type { Field } from "./field.ts";
import type { Stage } from "./stage.ts";
import { DRAFT } from "./tiny.ts";
import { until } from "./until.ts";

/** A field where the draft is typed and selected, and the panel over it. */
export async function rewriting(stage: Stage, body: string, draft = DRAFT): Promise<{ field: Field; rewriter: Rewriter }> {
  const field = await stage.openField(body);
  await field.type(draft);
  await field.press("a", "Control");
  const rewriter = new Rewriter(stage.driver, field.page);
  await (await stage.panel()).rewriteIn(field.page.url());
  await rewriter.offers();
  return { field, rewriter };
}

export interface Piece {
  kind: "kept" | "removed" | "added" | "rest";
  text: string;
}

export interface Seen {
  stage: "choose" | "busy" | "done" | "failed" | "refused";
  /** What is offered, in order. */
  items: string[];
  title: string;
  diff: Piece[];
  note: string;
  problem: string;
  advice: string;
  /** Those that can be seen. */
  buttons: string[];
  /** The name of what has the focus; undefined while the page has it. */
  focus: string | undefined;
  box: { left: number; top: number; right: number; bottom: number };
  view: { width: number; height: number };
  rowHeight: number;
  /** Computed: light or dark, and the direction of the answer. */
  isDark: boolean;
  direction: string;
}

export class Rewriter {
  constructor(
    private readonly driver: Driver,
    readonly page: Page,
    private readonly frame: Frame = page.mainFrame(),
  ) {}

  /** Undefined while there is no panel. */
  async seen(): Promise<Seen | undefined> {
    const found = (await this.driver.inClosedRoots(this.frame, readPanel)).filter((seen) => seen !== null);
    assert.ok(found.length < 2, "one panel");
    return found[0];
  }

  async is(what: string, fits: (seen: Seen) => boolean, seconds?: number): Promise<Seen> {
    return until(
      `the panel to ${what}`,
      async () => {
        const seen = await this.seen();
        if (seen && fits(seen)) return seen;
        throw new Error(JSON.stringify(seen));
      },
      seconds,
    );
  }

  offers(): Promise<Seen> {
    return this.is("offer what can be done", ({ stage, focus }) => stage === "choose" && focus !== undefined);
  }

  /** The answer is there, with the focus on what can be done with it. */
  answers(text: string): Promise<Seen> {
    return this.is(`hold ${JSON.stringify(text)}`, (seen) => {
      return seen.stage === "done" && newText(seen) === text && seen.buttons.includes(seen.focus ?? "");
    });
  }

  async isGone(): Promise<void> {
    await until("the panel to go", async () => (await this.seen()) === undefined);
  }

  /** Clicks what has this name, with the mouse. */
  async click(name: string): Promise<void> {
    const spots = await this.driver.inClosedRoots(this.frame, readSpots);
    const spot = spots.flat().find((spot) => spot.name === name);
    assert.ok(spot, `${name} among ${JSON.stringify(spots.flat().map(({ name }) => name))}`);
    await this.page.mouse.click(spot.x, spot.y);
  }
}

export function newText({ diff }: Seen): string {
  return diff.flatMap(({ kind, text }) => (kind === "kept" || kind === "added" ? [text] : [])).join("");
}

export function oldText({ diff }: Seen): string {
  return diff.flatMap(({ kind, text }) => (kind === "added" ? [] : [text])).join("");
}

/** Runs in the page. */
function readPanel(root: ShadowRoot): Seen | null {
  const panel = root.querySelector<HTMLElement>(".panel");
  if (!panel) return null;
  const unquote = (content: string): string =>
    content.startsWith('"')
      ? content
          .slice(1, -1)
          .replace(/\\(?:([0-9a-f]{1,6}) ?|(.))/gi, (_, code, letter) => (code ? String.fromCodePoint(parseInt(code, 16)) : letter))
      : "";
  const drawn = (element: Element | null): string =>
    element?.checkVisibility() ? unquote(getComputedStyle(element, "::after").content) || (element.textContent ?? "") : "";
  const name = (element: Element): string => element.getAttribute("aria-label") ?? element.textContent ?? "";
  const isSeen = (element: Element): boolean => element.checkVisibility();
  const kinds = { SPAN: "kept", DEL: "removed", INS: "added", S: "rest" } as Record<string, Piece["kind"]>;
  const { left, top, right, bottom } = panel.getBoundingClientRect();
  const view = root.querySelector(".view")!.getBoundingClientRect();
  const diff = panel.querySelector<HTMLElement>(".diff")!;
  const ink = getComputedStyle(panel).color.match(/[\d.]+/g)!.map(Number);
  return {
    stage: panel.dataset.stage as Seen["stage"],
    items: [...panel.querySelectorAll(".list button")].map(drawn),
    title: drawn(panel.querySelector(".title")),
    diff: [...diff.children].map((piece) => ({ kind: kinds[piece.tagName]!, text: drawn(piece) })),
    note: drawn(panel.querySelector(".note")),
    problem: [...panel.querySelectorAll(".problem p")].filter(isSeen).map(name).join(" "),
    advice: drawn(panel.querySelector(".advice")),
    buttons: [...panel.querySelectorAll(".buttons button")].filter(isSeen).map(name),
    focus: root.activeElement ? name(root.activeElement) : undefined,
    box: { left, top, right, bottom },
    view: { width: view.width, height: view.height },
    rowHeight: panel.querySelector(".list button")!.getBoundingClientRect().height,
    isDark: ink[0]! > 128,
    direction: diff.dir,
  };
}

/** Runs in the page: the middle of all that can be pressed. */
function readSpots(root: ShadowRoot): { name: string; x: number; y: number }[] {
  return [...root.querySelectorAll("button, input, select")]
    .filter((element) => element.checkVisibility())
    .map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const name = element.getAttribute("aria-label") ?? element.textContent ?? "";
      return { name, x: left + width / 2, y: top + height / 2 };
    });
}
