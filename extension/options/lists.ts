// Lists of choices. Must not know: settings.

import type { Choice } from "./choices.js";

/** A list to choose from, of any values; one that came from a file and is not among the choices is listed as it is. */
export function fill<T>(list: HTMLSelectElement, choices: Choice<T>[], chosen: T): void {
  const isListed = choices.some(({ value }) => value === chosen);
  const all = isListed ? choices : [...choices, { value: chosen, label: String(chosen) }];
  const written = JSON.stringify(all);
  if (list.dataset.choices !== written) {
    list.dataset.choices = written;
    list.replaceChildren(...all.map(({ value, label }) => new Option(label, JSON.stringify(value))));
  }
  list.value = JSON.stringify(chosen);
}

export function chosenIn<T>(list: HTMLSelectElement): T {
  return JSON.parse(list.value) as T;
}
