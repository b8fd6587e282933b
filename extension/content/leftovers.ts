// Takes away what a script of ours from before an update has left in the page. In Firefox such a script ends with its extension, and
// cannot do so itself. The page sees no mark: it stands in closed roots.

import { shadowOf } from "../shared/roots.js";

/** The id of an element in each of our roots. */
export const mark = "inkling";

export function clearLeftovers(): void {
  for (const host of document.querySelectorAll("html > div, dialog > div")) {
    if (shadowOf(host)?.getElementById(mark)) host.remove();
  }
}
