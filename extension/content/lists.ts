// Whether the page has a list of choices open at a field: mentions, commands, completions of its own. Then Tab and the place belong
// to it. Well-made lists are told at the field; others are found by looking at what lies over the page beside the caret.

import { parentOf, rectOf, styleOf } from "./caret.js";
import { inputOf, type Field } from "./eligible.js";

const lists = "[role=listbox], [role=menu], [role=tree], [role=grid]";
const choices = "li, button, a, [role=option], [role=menuitem], div, span";

/** What was found last: looking costs more than may be spent in every frame. */
let last: { field: Field; atMs: number; isOpen: boolean } | undefined;

/** `caretOf`: where the field's caret is seen. An answer of `oldestMs` ago will do. */
export function hasOpenList(field: Field, caretOf: (field: Field) => DOMRect | undefined, oldestMs: number): boolean {
  if (isTold(field)) return true;
  const now = performance.now();
  if (last?.field === field && now - last.atMs < oldestMs) return last.isOpen;
  const caret = caretOf(field);
  last = { field, atMs: now, isOpen: !!caret && probesAt(caret).some(([x, y]) => isListAt(field, x, y)) };
  return last.isOpen;
}

function isTold(field: Field): boolean {
  const input = inputOf(field);
  if (field.ariaExpanded === "true" || input.getAttribute("aria-activedescendant")) return true;
  if (field.closest("[role=combobox][aria-expanded=true]")) return true;
  // CKEditor says nothing of its list at the field.
  if (document.querySelector(".ck-balloon-panel_visible .ck-mentions")) return true;
  const ids = ["aria-controls", "aria-owns"].flatMap((name) => input.getAttribute(name)?.split(" ") ?? []);
  const root = field.getRootNode() as Document;
  return ids.some((id) => {
    const told = id && root.getElementById(id);
    return told && told.matches(lists) && isSeen(told);
  });
}

/** Points under the caret and over it, where such a list would lie. */
function probesAt({ left, top, bottom, height }: DOMRect): [x: number, y: number][] {
  return [bottom + 0.8 * height, top - 0.8 * height].flatMap((y): [number, number][] => [
    [left + 4, y],
    [left - 24, y],
  ]);
}

function isListAt(field: Field, x: number, y: number): boolean {
  const holdsField = (element: Element): boolean => {
    for (let at: Element | null = field; at; at = parentOf(at)) if (at === element) return true;
    return false;
  };
  const hit = document.elementFromPoint(x, y);
  if (!hit || field.contains(hit)) return false;
  for (let at: Element | null = hit; at && !holdsField(at); at = parentOf(at)) {
    if (at.matches(lists)) return true;
    if (/fixed|absolute/.test(styleOf(at).position)) return !!at.querySelector(lists) || isStack(at);
  }
  return false;
}

/** Choices with words stand one under another; the buttons of a bar stand in a row. */
function isStack(box: Element): boolean {
  return [box, ...box.querySelectorAll("*")].slice(0, 20).some(({ children }) => {
    const rects = [...children].filter((child) => child.matches(choices) && child.textContent?.trim()).slice(0, 3).map(rectOf);
    return rects.length > 1 && rects.every((rect, index) => !index || rect.top >= (rects[index - 1] as DOMRect).bottom - 1);
  });
}

function isSeen(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true }) && rectOf(element).height > 0;
}
