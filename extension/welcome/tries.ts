// Notices what the user tries in the text box. Loaded before the content script's own modules: the keys that those take, no
// listener behind theirs hears of.

import { shownIn } from "../content/suggester.js";
import type { AcceptKey } from "../shared/settings.js";
import type { Step } from "./state.js";

let tell: (step: Step) => void = () => undefined;
let wholeKey = "";

addEventListener(
  "keydown",
  ({ key, ctrlKey, metaKey }) => {
    const field = shownIn();
    if (!(field instanceof HTMLTextAreaElement)) return;
    const { length } = field.value;
    const isHeld = ctrlKey || metaKey;
    // When the content script has had the key too.
    setTimeout(() => {
      const grew = field.value.length > length;
      if (key === "Escape" && !shownIn()) tell("dismiss");
      else if (grew && key === wholeKey && !isHeld) tell("whole");
      else if (grew && key === "ArrowRight" && isHeld) tell("word");
    });
  },
  { capture: true },
);

/** From now on. */
export function watchTries(onTry: (step: Step) => void): void {
  tell = onTry;
  // A suggestion is drawn in an element of its own beside the body.
  new MutationObserver(() => shownIn() && onTry("see")).observe(document.documentElement, { childList: true });
}

export function acceptsWith(key: AcceptKey): void {
  wholeKey = { tab: "Tab", right: "ArrowRight", none: "" }[key];
}
