// Where the caret of a contenteditable is, and what can be seen of a field. Reads layout, changes nothing in the page.
// Positions are in viewport pixels. Must not know: suggestions.

import type { Caret } from "./field.js";

export const styleOf = (element: Element): CSSStyleDeclaration => getComputedStyle(element);
export const rectOf = (element: Element): DOMRect => element.getBoundingClientRect();
export const px = (style: CSSStyleDeclaration, name: string): number => parseFloat(style.getPropertyValue(name)) || 0;

export function elementAt([node]: Caret): HTMLElement {
  return (node instanceof HTMLElement ? node : node.parentElement) as HTMLElement;
}

export function parentOf(element: Element): HTMLElement | null {
  return element.parentElement ?? ((element.getRootNode() as ShadowRoot).host as HTMLElement | null);
}

/** The block whose edges the caret's line runs between. */
export function blockOf(element: HTMLElement): HTMLElement {
  // The lines of Monaco are wider than the letters in them.
  element = element.closest<HTMLElement>(".view-lines > *") ?? element;
  while (/^(inline$|contents)/.test(styleOf(element).display)) element = parentOf(element) as HTMLElement;
  return element;
}

/** Viewport pixels to a pixel of the element's own. */
export function scaleOf(element: HTMLElement): number {
  const { offsetWidth } = element;
  const { width } = rectOf(element);
  // offsetWidth is rounded: a difference of less than a pixel is no scaling.
  return Math.abs(width - offsetWidth) < 1 ? 1 : width / offsetWidth;
}

/** What is left of an element inside border and scrollbars, and inside the padding too. */
export function innerBox(element: HTMLElement, scale: number, hasPadding = false): DOMRect {
  const rect = rectOf(element);
  const style = styleOf(element);
  const padding = (side: string): number => (hasPadding ? 0 : px(style, `padding-${side}`));
  const { offsetWidth, clientWidth, offsetHeight, clientHeight, clientLeft, clientTop, localName } = element;
  // Firefox counts an input's padding at the sides to its border.
  const isInput = localName === "input";
  const before = isInput ? px(style, "border-left-width") : clientLeft;
  const behind = isInput ? px(style, "border-right-width") : offsetWidth - clientWidth - clientLeft;
  return new DOMRect(
    rect.left + scale * (before + padding("left")),
    rect.top + scale * (clientTop + padding("top")),
    rect.width - scale * (before + behind + padding("left") + padding("right")),
    rect.height - scale * (offsetHeight - clientHeight + padding("top") + padding("bottom")),
  );
}

/** The caret as a rectangle, as high as the letters beside it. */
export function caretRect(caret: Caret): DOMRect {
  const [node, offset] = caret;
  const range = new Range();
  const lastRect = (): DOMRect | undefined => [...range.getClientRects()].at(-1);
  range.setStart(node, offset);
  let rect = lastRect();
  if (rect?.height) return rect;
  // No rectangle at the ends of lines and beside elements: the neighbours tell.
  const next = node.childNodes[offset];
  if (next instanceof HTMLBRElement) return rectOf(next);
  range.setStart(node, Math.max(0, offset - 1));
  rect = lastRect();
  const block = blockOf(elementAt(caret));
  const style = styleOf(block);
  const isRtl = style.direction === "rtl";
  if (rect?.height) return new DOMRect(isRtl ? rect.left : rect.right, rect.top, 0, rect.height);
  // An empty block: its first line begins at its content's corner.
  const { left, right, top } = innerBox(block, 1);
  return new DOMRect(isRtl ? right : left, top, 0, px(style, "line-height") || 1.2 * px(style, "font-size"));
}

/** The part of a field that neither its own edges, nor those of what it scrolls in, nor the window's cut off. */
export function visibleBox(field: HTMLElement, scale: number): DOMRect {
  let [left, top, right, bottom] = [0, 0, innerWidth, innerHeight];
  for (let at: HTMLElement | null = field; at && at !== document.body; at = parentOf(at)) {
    const { overflow, position } = styleOf(at);
    if (at === field || overflow !== "visible") {
      const box = innerBox(at, scale, true);
      left = Math.max(left, box.left);
      top = Math.max(top, box.top);
      right = Math.min(right, box.right);
      bottom = Math.min(bottom, box.bottom);
    }
    if (position === "fixed") break;
  }
  return new DOMRect(left, top, right - left, bottom - top);
}
