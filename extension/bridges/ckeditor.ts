// CKEditor 5. Runs in the page's world, and may be given accepted text only (see serve.ts). The editor keeps a model of its own
// and undoes what others change in the document, so its model is what is written.

import { serve } from "./serve.js";

interface Writer {
  createText(text: string, attributes: Iterable<unknown>): unknown;
  setSelection(range: unknown): void;
}
interface CKEditor {
  model: {
    document: { selection: { getAttributes(): Iterable<unknown>; getLastPosition(): unknown } };
    enqueueChange(batch: object, change: (writer: Writer) => void): void;
    insertContent(content: unknown): void;
  };
  commands: { get(name: string): { execute(): void } | undefined };
}

serve<CKEditor>({
  find(field) {
    for (let at: HTMLElement | null = field; at; at = at.parentElement) {
      const { ckeditorInstance } = at as { ckeditorInstance?: CKEditor };
      if (ckeditorInstance) return ckeditorInstance;
    }
    return undefined;
  },
  write({ model, commands }, text, isBelow) {
    const { selection } = model.document;
    // A batch is an undo step.
    model.enqueueChange({ isUndoable: true }, (writer) => {
      const attributes = [...selection.getAttributes()];
      if (isBelow) writer.setSelection(selection.getLastPosition());
      text.split("\n").forEach((line, index) => {
        if (isBelow || index > 0) commands.get("enter")?.execute();
        if (line) model.insertContent(writer.createText(line, attributes));
      });
    });
  },
});
