// TinyMCE, in its frame or in the page. Runs in the page's world, and may be given accepted text only (see serve.ts). Its undo
// history is made of snapshots that it takes when it is told to.

import { serve } from "./serve.js";

interface TinyMce {
  getDoc(): Document;
  selection: { collapse(toStart: boolean): void };
  undoManager: { transact(change: () => void): void };
  execCommand(name: string): void;
}
type World = { tinymce?: { get?(id: string): TinyMce | null } };

serve<TinyMce>({
  find({ id, dataset, localName }) {
    // In its frame that name is the body, by its id: the editor is in the page around it, which is of the same origin.
    const { tinymce } = (localName === "body" ? parent : globalThis) as World;
    return tinymce?.get?.(dataset.id ?? id) ?? undefined;
  },
  write(editor, text, isBelow) {
    editor.undoManager.transact(() => {
      if (isBelow) editor.selection.collapse(false);
      text.split("\n").forEach((line, index) => {
        if (isBelow || index > 0) editor.execCommand("mceInsertNewLine");
        if (line) editor.getDoc().execCommand("insertText", false, line);
      });
    });
  },
});
