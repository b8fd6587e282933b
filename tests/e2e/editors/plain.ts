// Fields that the browser itself edits, wherever they lie.
import type { EditorFixture } from "./fixture.ts";
import { LIST, UNTOLD_LIST } from "./list.ts";

const AREA = "<textarea id=field cols=60 rows=4></textarea>";
const EDITABLE = '<div id=field contenteditable style="min-height: 4em"></div>';

const framed = (name: string, html: string, host: "127.0.0.1" | "localhost" = "127.0.0.1"): EditorFixture => ({
  name,
  html,
  host,
  around: (inner) => `<iframe src="${inner}" width=700 height=200></iframe>`,
  frame: async (page) => (await (await page.waitForSelector("iframe"))?.contentFrame()) ?? page.mainFrame(),
});

/** A field in a shadow root, which `globalThis.editor` alone reaches when that is closed. */
const shadowed = (name: string, mode: "open" | "closed", html: string): EditorFixture => ({
  name,
  html: `${LIST}<div id=host></div><script>
    const root = document.querySelector("#host").attachShadow({ mode: "${mode}" });
    root.setHTMLUnsafe(${JSON.stringify(html)});
    const field = root.querySelector("#field"), isControl = "value" in field;
    field.style.outline = "0";
    field.style.caretColor = "transparent";
    globalThis.editor = {
      field,
      text: () => isControl ? field.value : field.innerText,
      html: () => root.innerHTML + document.body.outerHTML + (isControl ? field.value : ""),
    };
  </script>`,
  script: "nothing.ts",
});

export const plain: EditorFixture[] = [
  { name: "`<textarea>`", html: `${AREA}${LIST}` },
  { name: "`<input>`", html: `<input id=field size=60>${LIST}`, isManual: true },
  { name: "`contenteditable`", html: `${EDITABLE}${UNTOLD_LIST}` },
  { name: "`contenteditable`, paragraphs", html: `<div id=field contenteditable><p><br></p></div>${LIST}` },
  { name: "`plaintext-only`", html: `${EDITABLE.replace("contenteditable", "contenteditable=plaintext-only")}${LIST}` },
  framed("`contenteditable` body", `${LIST}<body id=field contenteditable style="margin: 10px">`),
  {
    ...framed("`designMode`", `${LIST}<script>document.designMode = "on"</script><body id=field style="margin: 10px">`),
    ownsTab: true,
  },
  { name: "React `<textarea>`", html: `<div id=app></div>${LIST}`, script: "react_textarea.ts", packages: ["react-dom"] },
  { name: "React `<input>`", html: `<div id=app></div>${LIST}`, script: "react_input.ts", isManual: true },
  shadowed("`<textarea>`, open root", "open", AREA),
  shadowed("`<textarea>`, closed root", "closed", AREA),
  shadowed("`contenteditable`, open root", "open", EDITABLE),
  shadowed("`contenteditable`, closed root", "closed", EDITABLE),
  framed("iframe, same origin", `${AREA}${LIST}`),
  framed("iframe, other site", `${AREA}${LIST}`, "localhost"),
  {
    name: "`<dialog>`, modal",
    html: `<dialog id=dialog><button id=previous>before</button>${AREA}<button id=next>after</button></dialog>
      <script>dialog.showModal()</script>${LIST}`,
  },
  { name: "popover", html: `<div popover=manual id=pop style="padding: 20px">${AREA}</div><script>pop.showPopover()</script>${LIST}` },
];
