// Keeps a list's rows in step with what they show: a row stays the same element as long as its item is there, so the focus stays too.

export interface Row<T> {
  element: HTMLElement;
  update(item: T): void;
}

export class Rows<T> {
  private readonly rows = new Map<string, Row<T>>();

  constructor(
    private readonly list: HTMLElement,
    private readonly keyOf: (item: T) => string,
    private readonly make: (item: T) => Row<T>,
  ) {}

  show(items: readonly T[]): void {
    const wanted = new Set(items.map(this.keyOf));
    for (const [key, { element }] of this.rows) {
      if (wanted.has(key)) continue;
      element.remove();
      this.rows.delete(key);
    }
    items.forEach((item, index) => {
      const key = this.keyOf(item);
      const row = this.rows.get(key) ?? this.make(item);
      this.rows.set(key, row);
      const there = this.list.children[index];
      if (there !== row.element) this.list.insertBefore(row.element, there ?? null);
      row.update(item);
    });
  }
}

/** An element without words takes no room. */
export function write(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
  target.hidden = text === "";
}
