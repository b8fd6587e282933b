// Fields that the browser itself edits, wherever they lie.
import type { EditorFixture } from "./fixture.ts";
import { LIST } from "./list.ts";

export const plain: EditorFixture[] = [
  { name: "`<textarea>`", html: `<textarea id=field cols=60 rows=4></textarea>${LIST}` },
  { name: "`<input>`", html: `<input id=field size=60>${LIST}`, isManual: true },
  { name: "`contenteditable`", html: `<div id=field contenteditable style="min-height: 4em"></div>${LIST}` },
];
