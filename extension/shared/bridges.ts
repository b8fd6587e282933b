// What a content script and a bridge say to each other. A bridge (bridges/) is a packaged script in the page's world, for editors
// whose own model only the page's scripts reach. They speak through events on the field's element, answered before the dispatch
// ends. The page can see and forge all of it: so nothing is said but a text that was accepted, and an answer is only ever taken
// for the page's own text. Must not know: editors.

export const bridgeNames = ["ckeditor", "codemirror", "draft", "monaco", "tinymce", "trix"] as const;
export type BridgeName = (typeof bridgeNames)[number];

/** The events' names. `detail` of the first two: the accepted text, which takes the selection's place or the line below it. */
export const WRITE = "inkling-write";
export const WRITE_BELOW = "inkling-write-below";
/** Asks what stands around the caret. */
export const READ = "inkling-read";
/** `detail`: a `Told`, as JSON. */
export const ANSWER = "inkling-answer";

/** What an editor holds. Lengths and offsets in UTF-16 units. */
export interface Told {
  before: string;
  /** Where `before` begins in the whole text. */
  beforeOffset: number;
  selected: string;
  after: string;
}

/** As much as is told, at most. */
export const longestBefore = 8192;
export const longestAfter = 1024;
/** A longer selection is told as far as shows that it is too long. */
export const longestSelected = 16_385;
