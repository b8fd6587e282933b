// Runs in the page's world, as a part of each bridge. What comes in is a text that the user accepted, and nothing else ever;
// what goes out is the page's own text. A page that sends these events itself writes into its own editor, which it can do anyway.
// Must not know: any editor.

import { ANSWER, READ, WRITE, WRITE_BELOW, type Told } from "../shared/bridges.js";

interface Bridge<Editor> {
  /** The editor that a field belongs to. */
  find(field: HTMLElement): Editor | undefined;
  /** Puts a text in the place of the selection, or on a new line below it: one undo step of the editor's own. */
  write(editor: Editor, text: string, isBelow: boolean): void;
  /** What stands around the caret, for editors that do not have all of it in the document. */
  read?(editor: Editor): Told | undefined;
}

export function serve<Editor>({ find, write, read }: Bridge<Editor>): void {
  const on = (name: string, answer: (editor: Editor, event: CustomEvent<unknown>, field: HTMLElement) => void): void =>
    addEventListener(
      name,
      (event) => {
        const field = event.composedPath()[0];
        try {
          const editor = field instanceof HTMLElement ? find(field) : undefined;
          if (!editor) return;
          // Another one of us, from before an update of the extension, is not to do it again.
          event.stopImmediatePropagation();
          event.preventDefault();
          answer(editor, event as CustomEvent<unknown>, field as HTMLElement);
        } catch {
          // The editor refused. Written by other means the text might stand there twice.
        }
      },
      true,
    );
  for (const name of [WRITE, WRITE_BELOW]) {
    on(name, (editor, { detail }) => {
      if (typeof detail === "string") write(editor, detail, name === WRITE_BELOW);
    });
  }
  on(READ, (editor, _event, field) => {
    const told = read?.(editor);
    if (told) field.dispatchEvent(new CustomEvent(ANSWER, { detail: JSON.stringify(told) }));
  });
}
