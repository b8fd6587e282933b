// The checks' names, as the table's columns have them, and what each one means.

export const columns = {
  drawn: "the suggestion is drawn where the accepted text will stand, within 2 px, as high as that (compared by pixels)",
  whole: "Tab writes all of it, once",
  words: "Ctrl+→ writes a word at a time, each once",
  model: "the editor's own model, read through its API, equals what is seen after every step",
  undo: "undo leaves exactly what was typed, redo brings the suggestion back",
  "typing on": "letters typed after an accept land behind it",
  "nothing left": "neither the suggestion nor our element is in what the editor or the page would save, shown or after",
  "idle keys": "Tab and Esc reach the page when nothing is shown",
  list: "while a list of mentions is open nothing is shown, and Tab reaches the page",
  "Shift+Tab": "is never taken",
  "Esc, Tab": "Esc puts the suggestion away unseen by the page, Tab then leaves the field",
  "Tab after": "after an accept Tab is the page's",
  replace: "a replaced selection (what a rewrite writes) is one undo step, and the focus is back in the field",
} as const;

export type Column = keyof typeof columns;
