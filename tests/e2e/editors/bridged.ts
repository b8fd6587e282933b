// Editors from their npm packages whose own model is written through a script in the page's world (extension/bridges/).
import { until } from "../until.ts";
import type { EditorFixture } from "./fixture.ts";
import { LIST } from "./list.ts";

export const bridged: EditorFixture[] = [
  { name: "CKEditor 5", html: "<div id=start></div>", script: "ckeditor.ts", packages: ["ckeditor5"] },
  {
    name: "TinyMCE",
    html: "<textarea id=start></textarea>",
    script: "tinymce.ts",
    packages: ["tinymce"],
    frame: (page) => until("TinyMCE's frame", async () => page.frames()[1]),
  },
  {
    name: "CodeMirror 6",
    html: "<div id=start></div>",
    script: "codemirror.ts",
    packages: ["codemirror", "@codemirror/view"],
    isManual: true,
  },
  {
    name: "Monaco",
    html: "<div id=start style='width: 900px; height: 300px'></div>",
    script: "monaco.ts",
    packages: ["monaco-editor"],
    isManual: true,
    ownsTab: true,
  },
  {
    name: "Trix",
    html: `<input id=saved type=hidden><trix-editor id=field input=saved></trix-editor>${LIST}`,
    script: "trix.ts",
    packages: ["trix"],
  },
];
