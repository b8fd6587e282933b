// What is selected in a field. Must not know: whether it may be read (see eligible.ts).

import { isControl, type Field } from "./eligible.js";

/** The selection within a contenteditable; undefined when there is none, or only a caret. */
export function rangeIn(host: HTMLElement): Range | undefined {
  const selection = selectionAt(host);
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  return host.contains(range.commonAncestorContainer) ? range : undefined;
}

/** Chromium has one of its own for each shadow root. */
export function selectionAt(host: HTMLElement): Selection | null {
  const root = host.getRootNode() as ShadowRoot & { getSelection?(): Selection | null };
  return root.getSelection?.() ?? getSelection();
}

/** The text that is selected in a field; empty when there is none. */
export function selectedText(field: Field): string {
  if (isControl(field)) return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
  // Browsers put no-break spaces into rich text at will.
  return rangeIn(field) ? String(selectionAt(field)).replaceAll("\u00a0", " ") : "";
}
