// Which editors need a bridge into the page's world (see shared/bridges.ts), and the way to have it sent.

import type { BridgeName } from "../shared/bridges.js";
import { call } from "../shared/messages.js";

export const editors: Record<BridgeName, string> = {
  ckeditor: ".ck-editor__editable",
  codemirror: ".cm-content",
  draft: ".public-DraftEditor-content",
  monaco: ".monaco-editor",
  tinymce: ".mce-content-body",
  trix: "trix-editor",
};

const sent = new Set<string>();
let underWay: Promise<unknown> | undefined;

/** The bridge that is awaited, if any. */
export const bridgeUnderWay = (): Promise<unknown> | undefined => underWay;

/** Has the bridge of a field's editor sent, once in a frame. */
export function fetchBridge(field: HTMLElement): void {
  for (const [name, selector] of Object.entries(editors)) {
    if (sent.has(name) || !field.matches(selector)) continue;
    sent.add(name);
    underWay = call("sendBridge", { name: name as BridgeName })
      .catch(() => sent.delete(name))
      .then(() => (underWay = undefined));
  }
}
