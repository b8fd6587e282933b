// A conversation's title, while it is being changed.

import { element } from "./dom.js";

const title = element("title", HTMLElement);
const field = element("rename", HTMLInputElement);

export function rename(old: string, done: (title: string) => void): void {
  field.value = old;
  show(true);
  field.select();
  const end = (isWanted: boolean): void => {
    if (field.hidden) return;
    field.onblur = field.onkeydown = null;
    show(false);
    if (isWanted && field.value.trim() !== old) done(field.value);
    element("input", HTMLTextAreaElement).focus();
  };
  field.onblur = () => end(true);
  field.onkeydown = (event) => {
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    // Escape ends this, and nothing else.
    event.preventDefault();
    end(event.key === "Enter");
  };
}

function show(isField: boolean): void {
  title.hidden = isField;
  field.hidden = !isField;
  if (isField) field.focus();
}
