// Where a key moves the focus within the panel. Changes nothing.

interface Places {
  panel: HTMLElement;
  /** The list of what can be done, and the line below it. */
  items: HTMLElement[];
  instruction: HTMLElement;
  /** Below the answer. */
  buttons: HTMLElement[];
}

interface Move {
  to: HTMLElement;
  /** Whether the key is used up by it. */
  isWhole: boolean;
}

export function keyMove(event: KeyboardEvent, from: Element | null, places: Places): Move | undefined {
  const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
  if (ctrlKey || altKey || metaKey) return undefined;
  if (key === "Tab") return whole(beside(stops(places.panel), from, shiftKey ? -1 : 1));
  const column = [...places.items, places.instruction];
  if (column.includes(from as HTMLElement)) {
    if (key === "ArrowDown") return whole(beside(column, from, 1));
    if (key === "ArrowUp") return whole(beside(column, from, -1));
    if (from === places.instruction) return undefined;
    if (key === "Home") return whole(column[0]);
    if (key === "End") return whole(column.at(-1));
    // Who types in the list has something to say: the letter goes into the line.
    if (key.length === 1 && key !== " ") return { to: places.instruction, isWhole: false };
  }
  const row = places.buttons.filter((button) => !button.hidden);
  if (row.includes(from as HTMLElement)) {
    if (key === "ArrowRight") return whole(beside(row, from, 1));
    if (key === "ArrowLeft") return whole(beside(row, from, -1));
  }
  return undefined;
}

function whole(to: HTMLElement | undefined): Move | undefined {
  return to && { to, isWhole: true };
}

/** Goes round at the ends. */
function beside(all: HTMLElement[], from: Element | null, step: 1 | -1): HTMLElement | undefined {
  const at = all.indexOf(from as HTMLElement);
  // From elsewhere in the panel: its first or last place.
  return at < 0 ? all.at(step > 0 ? 0 : -1) : all.at((at + step) % all.length);
}

/** What Tab stops at. */
function stops(panel: HTMLElement): HTMLElement[] {
  const all = [...panel.querySelectorAll<HTMLElement>("button, input, select, [tabindex]")];
  return all.filter((one) => one.tabIndex >= 0 && one.checkVisibility());
}
