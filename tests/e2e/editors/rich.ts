// Editors from their npm packages.
import type { EditorFixture } from "./fixture.ts";
import { LIST, UNTOLD_LIST } from "./list.ts";

const APP = "<div id=app></div>";

export const rich: EditorFixture[] = [
  { name: "Lexical", html: `<div id=field contenteditable></div>${LIST}`, script: "lexical.ts" },
  { name: "ProseMirror", html: `${APP}${UNTOLD_LIST}`, script: "prosemirror.ts" },
  { name: "TipTap", html: `${APP}${UNTOLD_LIST}`, script: "tiptap.ts" },
  { name: "Slate", html: `${APP}${UNTOLD_LIST}`, script: "slate.ts" },
  { name: "Quill", html: `${APP}${LIST}`, script: "quill.ts", ownsTab: true },
  { name: "Draft.js", html: `${APP}${LIST}`, script: "draft.ts" },
];
