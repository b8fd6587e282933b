// Editors from their npm packages.
import type { EditorFixture } from "./fixture.ts";
import { LIST, UNTOLD_LIST } from "./list.ts";

const APP = "<div id=app></div>";

export const rich: EditorFixture[] = [
  { name: "Lexical", html: `<div id=field contenteditable></div>${LIST}`, script: "lexical.ts", packages: ["lexical"] },
  { name: "ProseMirror", html: `${APP}${UNTOLD_LIST}`, script: "prosemirror.ts", packages: ["prosemirror-view"] },
  { name: "TipTap", html: `${APP}${UNTOLD_LIST}`, script: "tiptap.ts", packages: ["@tiptap/core"] },
  { name: "Slate", html: `${APP}${UNTOLD_LIST}`, script: "slate.ts", packages: ["slate-react"] },
  { name: "Quill", html: `${APP}${LIST}`, script: "quill.ts", packages: ["quill"], ownsTab: true },
  { name: "Draft.js", html: `${APP}${LIST}`, script: "draft.ts", packages: ["draft-js"] },
];
