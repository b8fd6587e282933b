// Editors from their npm packages.
import type { EditorFixture } from "./fixture.ts";
import { LIST } from "./list.ts";

export const rich: EditorFixture[] = [
  { name: "Lexical", html: `<div id=field contenteditable></div>${LIST}`, script: "lexical.ts" },
];
