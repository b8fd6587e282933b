// CodeMirror 6. Runs in the page's world, and may be given accepted text only (see serve.ts). It draws the lines in view only,
// so its text is told from its state; and it would take what others write for typing, and join both to one undo step.

import { longestAfter, longestBefore, longestSelected } from "../shared/bridges.js";
import { serve } from "./serve.js";

interface View {
  state: {
    readOnly: boolean;
    doc: { length: number; sliceString(from: number, to: number, lineBreak: string): string };
    selection: { main: { from: number; to: number }; ranges: unknown[] };
  };
  dispatch(change: object): void;
}
/** What hangs on the editor's elements: under the first name in newer versions. */
interface Content {
  cmTile?: { root: { view: View } };
  cmView?: { rootView: { view: View } };
}

serve<View>({
  find(field) {
    const { cmTile, cmView } = field as Content;
    const view = (cmTile?.root ?? cmView?.rootView)?.view;
    return view?.state.readOnly ? undefined : view;
  },
  write(view, text, isBelow) {
    const { from, to } = view.state.selection.main;
    const start = isBelow ? to : from;
    const insert = isBelow ? `\n${text}` : text;
    const selection = { anchor: start + insert.length };
    // This user event is never joined to typing before it ...
    view.dispatch({ changes: { from: start, to, insert }, selection, userEvent: "input.complete", scrollIntoView: true });
    // ... nor typing after it to what a selection has followed.
    view.dispatch({ selection });
  },
  read({ state: { doc, selection } }) {
    if (selection.ranges.length > 1) return undefined;
    const { from, to } = selection.main;
    const slice = (start: number, end: number): string => doc.sliceString(start, end, "\n");
    const beforeOffset = Math.max(0, from - longestBefore);
    return {
      before: slice(beforeOffset, from),
      beforeOffset,
      selected: slice(from, Math.min(to, from + longestSelected)),
      after: slice(to, Math.min(doc.length, to + longestAfter)),
    };
  },
});
