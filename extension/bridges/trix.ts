// Trix. Runs in the page's world, and may be given accepted text only (see serve.ts). It would take what others write for typing,
// and join both to one undo step.

import { serve } from "./serve.js";

interface Trix {
  getSelectedRange(): [start: number, end: number];
  setSelectedRange(position: number): void;
  recordUndoEntry(name: string): void;
  insertString(text: string): void;
  insertLineBreak(): void;
}

serve<Trix>({
  find: (field) => (field as { editor?: Trix }).editor,
  write(editor, text, isBelow) {
    editor.recordUndoEntry("Inkling");
    if (isBelow) editor.setSelectedRange(editor.getSelectedRange()[1]);
    text.split("\n").forEach((line, index) => {
      if (isBelow || index > 0) editor.insertLineBreak();
      if (line) editor.insertString(line);
    });
  },
});
