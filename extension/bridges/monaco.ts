// Monaco. Runs in the page's world, and may be given accepted text only (see serve.ts). What has the focus there is an empty
// element that catches the input, so text and selection are told from the editor, and it is the editor that writes.

import { longestAfter, longestBefore, longestSelected } from "../shared/bridges.js";
import { serve } from "./serve.js";

interface Position {
  lineNumber: number;
  column: number;
}
interface Selection {
  getStartPosition(): Position;
  getEndPosition(): Position;
}
interface Model {
  getOffsetAt(position: Position): number;
  getPositionAt(offset: number): Position;
  getValueInRange(range: object, lineEnd: number): string;
}
interface Monaco {
  getDomNode(): HTMLElement | null;
  getModel(): Model | null;
  getSelections(): Selection[] | null;
  getRawOptions(): { readOnly?: boolean };
  pushUndoStop(): void;
  executeEdits(source: string, edits: object[]): boolean;
  setPosition(position: Position): void;
  revealPosition(position: Position): void;
}
/** Laid down by the editor's loader, or by the page. */
type World = { monaco?: { editor?: { getEditors?(): readonly Monaco[] } } };

const lineFeed = 1;

const between = (start: Position, end: Position): object => ({
  startLineNumber: start.lineNumber,
  startColumn: start.column,
  endLineNumber: end.lineNumber,
  endColumn: end.column,
});

serve<Monaco>({
  find(field) {
    const editors = (globalThis as World).monaco?.editor?.getEditors?.() ?? [];
    const editor = editors.find((one) => one.getDomNode() === field);
    return editor?.getRawOptions().readOnly ? undefined : editor;
  },
  write(editor, text, isBelow) {
    const [model, [selection] = []] = [editor.getModel(), editor.getSelections() ?? []];
    if (!model || !selection) return;
    const end = selection.getEndPosition();
    const start = isBelow ? end : selection.getStartPosition();
    const rest = model.getOffsetAt({ lineNumber: Infinity, column: Infinity }) - model.getOffsetAt(end);
    editor.pushUndoStop();
    editor.executeEdits("inkling", [{ range: between(start, end), text: isBelow ? `\n${text}` : text, forceMoveMarkers: true }]);
    editor.pushUndoStop();
    const caret = model.getPositionAt(model.getOffsetAt({ lineNumber: Infinity, column: Infinity }) - rest);
    editor.setPosition(caret);
    editor.revealPosition(caret);
  },
  read(editor) {
    const [model, selections] = [editor.getModel(), editor.getSelections()];
    const [selection] = selections ?? [];
    if (!model || !selection || selections?.length !== 1) return undefined;
    const [start, end] = [selection.getStartPosition(), selection.getEndPosition()];
    const [from, to] = [model.getOffsetAt(start), model.getOffsetAt(end)];
    const slice = (begin: Position, offset: number): string =>
      model.getValueInRange(between(begin, model.getPositionAt(offset)), lineFeed);
    const beforeOffset = Math.max(0, from - longestBefore);
    return {
      before: slice(model.getPositionAt(beforeOffset), from),
      beforeOffset,
      selected: slice(start, Math.min(to, from + longestSelected)),
      after: slice(end, to + longestAfter),
    };
  },
});
