// Draft.js. Runs in the page's world, and may be given accepted text only (see serve.ts). It takes what others write for a spelling
// corrected, and leaves undoing that to the browser, which in Firefox undoes what was typed too. A paste it takes for what it is.

import { serve } from "./serve.js";

serve<HTMLElement>({
  find: (field) => (field.matches(".public-DraftEditor-content") ? field : undefined),
  write(field, text, isBelow) {
    if (!isBelow) return paste(field, text);
    getSelection()?.collapseToEnd();
    // It hears of a selection in a turn of its own.
    setTimeout(() => paste(field, `\n${text}`), 50);
  },
});

function paste(field: HTMLElement, text: string): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, composed: true });
  // Firefox empties the clipboard that an event made up is given.
  Object.defineProperty(event, "clipboardData", { value: clipboardData });
  field.dispatchEvent(event);
}
